// Sources of events as the hub knows them: who may send which format for which domain and site, how each stands, and wrong doors.
import { route } from '@penstock/contract/route'
import { Domain, SiteKey } from '@penstock/model/kernel'
import { Peers, SourceState } from '@penstock/model/sources'
import { z } from 'zod'

const Counts = z.record(z.string(), z.int())

/** What its cell tells of a source; counts are of all its life, `window` of the last hour. */
export const SourceActivity = z.strictObject({
  firstAt: z.string(),
  heardAt: z.string(),
  batches: z.int(),
  /** Batches that came again and changed nothing. */
  repeated: z.int(),
  lines: z.int(),
  bytes: z.int(),
  /** Lines that wait to be read. */
  waiting: z.int(),
  /** Of events by class, of unread lines by code. */
  classes: Counts,
  unknown: Counts,
  /** Lines or batches that were not taken, by cause. */
  refused: Counts,
  gaps: z.int(),
  missing: z.int(),
  /** Instants of its own events. */
  firstEventAt: z.string().nullable(),
  lastEventAt: z.string().nullable(),
  /** Its clock less that of its cell, where it says when it sends. */
  skewMs: z.number().nullable(),
  window: z.strictObject({
    events: z.int(),
    unknown: z.int(),
    /** From when it happened, as the source says, to when it came. Below zero its clock is ahead. */
    delayMs: z.strictObject({ least: z.number(), p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
  }),
})
export type SourceActivity = z.infer<typeof SourceActivity>

/** Events of a domain, of all its sites: how many are at hand and in files, and for how long. */
export const KeptEvents = z.strictObject({
  hot: z.int(),
  cold: z.int(),
  files: z.int(),
  bytes: z.int(),
  oldestColdDay: z.string().nullable(),
  hotDays: z.int(),
  keepDays: z.int().nullable(),
  coldBytes: z.int().nullable(),
  /** What the configuration asks for; nothing is forgotten sooner than a second person agreed to. */
  asked: z.strictObject({ keepDays: z.int().nullable(), coldBytes: z.int().nullable() }),
})
export type KeptEvents = z.infer<typeof KeptEvents>

/** How a cell says that a listener stands. */
export const ListenerStanding = z.strictObject({
  name: z.string(),
  by: z.enum(['udp', 'tcp', 'tls', 'file', 'folder']),
  /** Where it is bound, or what it reads. */
  place: z.string(),
  state: z.enum(['listening', 'waiting', 'not-enrolled', 'failed']),
  detail: z.string().nullable(),
  port: z.int().nullable(),
  connections: z.int(),
  /** Datagrams that came faster than they were read. */
  lost: z.int().nullable(),
  /** Who spoke through it without being enrolled; nothing of that was read. */
  strangers: z.array(z.strictObject({ address: z.string(), lines: z.int(), firstAt: z.string(), lastAt: z.string() })),
})
export type ListenerStanding = z.infer<typeof ListenerStanding>

/** One of the configuration; nothing is known of it while its cell does not answer. */
export const ListenerView = z.strictObject({
  name: z.string(),
  domain: Domain,
  by: ListenerStanding.shape.by,
  place: z.string(),
  standing: ListenerStanding.omit({ name: true, by: true, place: true }).nullable(),
})
export type ListenerView = z.infer<typeof ListenerView>

export const SourceView = z.strictObject({
  id: z.string(),
  name: z.string(),
  domain: Domain,
  site: z.string(),
  format: z.string(),
  kind: z.enum(['token', 'listener']),
  /** By what it is known in place of a token; without peers whoever comes through it is this source. */
  listener: z.strictObject({ name: z.string(), peers: z.array(z.string()) }).nullable(),
  everySeconds: z.int(),
  enrolledAt: z.string(),
  revokedAt: z.string().nullable(),
  state: SourceState,
  /** Null before it was heard, and while its cell does not answer. */
  activity: SourceActivity.nullable(),
  /** What was sent with its token to the door of another domain, or for another site, and refused. */
  misuse: z.array(
    z.strictObject({
      domain: Domain,
      site: z.string().nullable(),
      attempts: z.int(),
      firstAt: z.string(),
      lastAt: z.string(),
    }),
  ),
})
export type SourceView = z.infer<typeof SourceView>

export const SourcesView = z.strictObject({
  asOf: z.string(),
  items: z.array(SourceView),
  /** What is kept is told to who sees every site. */
  cells: z.array(z.strictObject({ domain: Domain, isAnswering: z.boolean(), kept: KeptEvents.nullable() })),
  listeners: z.array(ListenerView),
  formats: z.array(z.strictObject({ id: z.string(), title: z.string() })),
})
export type SourcesView = z.infer<typeof SourcesView>

export const listSources = route({
  method: 'GET',
  path: '/sources',
  side: 'hub',
  permission: 'sensor:read',
  summary:
    'Sources of events as far as the rights of the person go: state, heartbeat, delay, gaps, what could not be read',
  query: z.strictObject({ site: SiteKey.optional() }),
  response: SourcesView,
  refusals: ['not-found'],
})

export const enrolSource = route({
  method: 'POST',
  path: '/sources',
  side: 'hub',
  permission: 'sensor:enrol',
  summary:
    'Enrol a source of events: its write-only token is shown once and bound to domain, site and format, or it is known by a listener and its address',
  body: z.strictObject({
    name: z.string().trim().min(1).max(80),
    domain: Domain,
    site: SiteKey,
    format: z.string().max(80),
    /** How often it is expected to say something: a silence of twice that is told. */
    everySeconds: z.int().min(10).max(2_592_000).default(3600),
    /** In place of a token: one of the configuration, and the addresses that are this source there. */
    listener: z.strictObject({ name: z.string().max(40), peers: Peers.default([]) }).optional(),
  }),
  /** No token where it comes through a listener. */
  response: z.strictObject({ id: z.string(), token: z.string().nullable() }),
  hasSecretAnswer: true,
  refusals: [
    'access.other-domain',
    'ingest.format-unknown',
    'sources.listener-unknown',
    'sources.listener-taken',
    'not-found',
  ],
})

export const releaseSource = route({
  method: 'DELETE',
  path: '/sources/{sourceId}/quarantine',
  side: 'hub',
  permission: 'sensor:enrol',
  summary: 'Say that what was sent to the wrong door was looked at',
  params: z.strictObject({ sourceId: z.string() }),
  refusals: ['not-found'],
})
