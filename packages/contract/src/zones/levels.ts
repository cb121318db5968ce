// Security levels of zones and conduits as vectors: target, capability, achieved by evidence, gaps, and what stands in for a time.
import { route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { PlantId } from '@penstock/model/plant'
import { z } from 'zod'

/** FR 1 to 7 of IEC 62443-3-3, in their order. */
const Foundational = z.enum(['IAC', 'UC', 'SI', 'DC', 'RDF', 'TRE', 'RA'])
const Level = z.int().min(1).max(4)
const By = { by: z.string(), byName: z.string().nullable(), at: z.string() }

export const LevelSubjectView = z.strictObject({
  kind: z.enum(['zone', 'conduit']),
  id: z.string(),
  name: z.string(),
  /** Empty where no target is stated. */
  standings: z.array(
    z.strictObject({
      requirement: Foundational,
      target: z.int(),
      capability: z.int().nullable(),
      achieved: z.int().nullable(),
      gap: z.int(),
      /** Left of the gap with the measures that count today. */
      openGap: z.int(),
      closedBy: z.array(z.string()),
      expired: z.array(z.string()),
    }),
  ),
  assessments: z.array(
    z.strictObject({
      requirement: z.string(),
      level: z.int(),
      isMet: z.boolean(),
      evidence: z.array(z.string()),
      ...By,
    }),
  ),
  measures: z.array(
    z.strictObject({
      name: z.string(),
      requirement: Foundational,
      level: z.int(),
      reason: z.string(),
      expiresOn: z.string(),
      ...By,
    }),
  ),
})
export type LevelSubjectView = z.infer<typeof LevelSubjectView>

export const readLevels = route({
  method: 'GET',
  path: '/sites/{site}/zones/levels',
  side: 'hub',
  permission: 'plant:read',
  summary:
    'SL-T, SL-C and SL-A of each zone and conduit by foundational requirement, gaps, and measures with their end',
  params: z.strictObject({ site: SiteKey }),
  response: z.strictObject({ site: SiteKey, today: z.string(), subjects: z.array(LevelSubjectView) }),
  refusals: ['not-found', 'segmentation.too-long'],
})

const Subject = { kind: z.enum(['zone', 'conduit']), subject: PlantId }

export const assessRequirement = route({
  method: 'POST',
  path: '/sites/{site}/zones/levels/assessments',
  side: 'hub',
  permission: 'zone:edit',
  summary: 'State whether a requirement of IEC 62443-3-3 is met in a zone or conduit, and what shows it',
  params: z.strictObject({ site: SiteKey }),
  body: z.strictObject({
    ...Subject,
    requirement: z.string().regex(/^SR [1-7]\.[0-9]{1,2}( RE [1-9])?$/),
    /** The lowest security level that asks for it. */
    level: Level,
    isMet: z.boolean(),
    evidence: z.array(z.string().trim().min(1).max(500)).max(20),
  }),
  response: LevelSubjectView,
  refusals: ['not-found', 'segmentation.no-such-subject', 'segmentation.too-long'],
})

export const stateMeasure = route({
  method: 'POST',
  path: '/sites/{site}/zones/levels/measures',
  side: 'hub',
  permission: 'zone:edit',
  summary: 'State a compensating measure with its reason and last day, or another word on one of the same name',
  params: z.strictObject({ site: SiteKey }),
  body: z.strictObject({
    ...Subject,
    name: z.string().trim().min(1).max(120),
    requirement: Foundational,
    level: Level,
    reason: z.string().trim().min(1).max(500),
    expiresOn: z.iso.date(),
  }),
  response: LevelSubjectView,
  refusals: ['not-found', 'segmentation.no-such-subject', 'segmentation.too-long'],
})
