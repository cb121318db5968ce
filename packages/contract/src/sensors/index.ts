// Sensors as the hub knows them: enrolment by a code that is good once, state, loss and coverage, and what came to the wrong door.
import { route } from '@penstock/contract/route'
import { Domain, SiteKey } from '@penstock/model/kernel'
import { LossCause, SensorState } from '@penstock/model/observations'
import { z } from 'zod'

const SensorName = z.string().trim().min(1).max(80)
/** Names of the network segments that the mirror port shows. */
const Segments = z.array(z.string().trim().min(1).max(80)).max(32)
const SensorKind = z.enum(['sensor'])

export const StretchView = z.strictObject({ from: z.string(), to: z.string() })
export type StretchView = z.infer<typeof StretchView>

/** Packets for `kernel` and `interface`, rows for `tables`, batches for `spool`. */
const LossView = z.strictObject({ cause: LossCause, count: z.int() })

export const SensorView = z.strictObject({
  id: z.string(),
  name: z.string(),
  domain: Domain,
  site: z.string(),
  segments: z.array(z.string()),
  enrolledAt: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  state: SensorState,
  heardAt: z.string().nullable(),
  /** How often it says that it lives; null before it was heard. */
  everyMs: z.int().nullable(),
  packets: z.int(),
  losses: z.array(LossView),
  /** Part of the window that it watched, 0 to 1; null for a window without length. */
  share: z.number().nullable(),
  /** The window of its share and gaps; it begins with its enrolment. */
  window: StretchView,
  watched: z.array(StretchView),
  gaps: z.array(StretchView),
  /** Its clock less that of its cell, and how far that may be wrong. */
  clock: z.strictObject({ skewMs: z.number(), errorMs: z.number() }).nullable(),
  /** What was sent with its token to another domain's door, and refused. */
  misuse: z.array(z.strictObject({ domain: Domain, attempts: z.int(), firstAt: z.string(), lastAt: z.string() })),
  version: z.int(),
})
export type SensorView = z.infer<typeof SensorView>

/** One segment, seen by any of its sensors. */
export const SegmentView = z.strictObject({
  segment: z.string(),
  domain: Domain,
  site: z.string(),
  sensors: z.array(z.string()),
  share: z.number().nullable(),
  gaps: z.array(StretchView),
})
export type SegmentView = z.infer<typeof SegmentView>

export const SensorsView = z.strictObject({
  asOf: z.string(),
  window: StretchView,
  items: z.array(SensorView),
  segments: z.array(SegmentView),
  /** A cell that does not answer leaves its sensors unknown from then on. */
  cells: z.array(z.strictObject({ domain: Domain, isAnswering: z.boolean(), heardAt: z.string().nullable() })),
  /** Codes that nobody has used yet. */
  codes: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      domain: Domain,
      site: z.string(),
      segments: z.array(z.string()),
      expiresAt: z.string(),
    }),
  ),
})
export type SensorsView = z.infer<typeof SensorsView>

export const listSensors = route({
  method: 'GET',
  path: '/sensors',
  side: 'hub',
  permission: 'sensor:read',
  summary: 'Sensors of both cells as far as the rights of the person go: state, loss, coverage and gaps',
  query: z.strictObject({ site: SiteKey.optional(), hours: z.coerce.number().int().min(1).max(168).default(24) }),
  response: SensorsView,
  refusals: [],
})

export const createSensorCode = route({
  method: 'POST',
  path: '/sensors/codes',
  side: 'hub',
  permission: 'sensor:enrol',
  summary: 'Make a code that enrols one sensor; it is shown once and good for half an hour',
  body: z.strictObject({ name: SensorName, domain: Domain, site: SiteKey, kind: SensorKind, segments: Segments }),
  response: z.strictObject({ id: z.string(), code: z.string(), expiresAt: z.string() }),
  hasSecretAnswer: true,
  refusals: ['access.other-domain', 'not-found'],
})

export const withdrawSensorCode = route({
  method: 'DELETE',
  path: '/sensors/codes/{codeId}',
  side: 'hub',
  permission: 'sensor:enrol',
  summary: 'Withdraw a code that nobody has used',
  params: z.strictObject({ codeId: z.string() }),
  refusals: ['not-found'],
})

/** A code that is wrong, used, too old or of another domain answers alike. */
export const enrolSensor = route({
  method: 'POST',
  path: '/sensors/enrolment',
  side: 'hub',
  permission: 'public',
  summary: 'Exchange a code, once, for the write-only token of a sensor',
  body: z.strictObject({ code: z.string().max(40), domain: Domain.optional() }),
  response: z.strictObject({
    id: z.string(),
    name: z.string(),
    domain: Domain,
    site: z.string(),
    segments: z.array(z.string()),
    token: z.string(),
  }),
  hasSecretAnswer: true,
  refusals: ['sensors.code-refused', 'too-many-requests'],
})

export const changeSensor = route({
  method: 'PATCH',
  path: '/sensors/{sensorId}',
  side: 'hub',
  permission: 'sensor:enrol',
  summary: 'Change the name or the segments of a sensor',
  params: z.strictObject({ sensorId: z.string() }),
  body: z.strictObject({ version: z.int(), name: SensorName.optional(), segments: Segments.optional() }),
  refusals: ['version-moved', 'not-found'],
})

export const releaseSensor = route({
  method: 'DELETE',
  path: '/sensors/{sensorId}/quarantine',
  side: 'hub',
  permission: 'sensor:enrol',
  summary: 'Say that what was sent to the wrong door was looked at',
  params: z.strictObject({ sensorId: z.string() }),
  refusals: ['not-found'],
})
