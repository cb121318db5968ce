// What the rules of a cell cover of ATT&CK at the sites of the person who asks: by technique how it stands, by rule on what that rests.
import { FindingLevel } from '@penstock/contract/detections'
import { route } from '@penstock/contract/route'
import { COVERAGE_STANDINGS } from '@penstock/model/detections'
import { Domain, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import { RuleStanding } from './rule.ts'

export const CoverageStanding = z.enum(COVERAGE_STANDINGS)

export const CoveredTechnique = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Ids of tactics of its matrix. */
  tactics: z.array(z.string()),
  /** Of the site where it stands worst. */
  standing: CoverageStanding,
  /** Sites at which it is covered, and at which data arrives that would show it. */
  coveredAt: z.array(z.string()),
  visibleAt: z.array(z.string()),
  /** Ids; those in force first. */
  rules: z.array(z.string()),
})
export type CoveredTechnique = z.infer<typeof CoveredTechnique>

/** A rule that names a technique, and on what its part in the coverage rests. */
export const CoverageRule = z.strictObject({
  /** A rule of Sigma, a detector of what behaves otherwise, or a rule whose matches feed suspicions. */
  kind: z.enum(['sigma', 'detector', 'chain']),
  id: z.string(),
  title: z.string(),
  level: FindingLevel,
  standing: RuleStanding,
  /** When the engine was last seen to meet what the rule is for, and by what; null for never, or for another text of it. */
  testedAt: z.string().nullable(),
  testedBy: z.enum(['pack', 'trial', 'traffic']).nullable(),
  /** The test is not too old. */
  isTested: z.boolean(),
  /** What it asks of the data, in words of log sources and protocols. */
  needs: z.array(z.string()),
  /** Sites at which all of that arrives. */
  arrivesAt: z.array(z.string()),
})
export type CoverageRule = z.infer<typeof CoverageRule>

export const RuleCoverage = z.strictObject({
  domain: Domain,
  asOf: z.string(),
  /** Data of before is no longer taken to arrive; tests of before no longer count. */
  dataSince: z.string(),
  testedSince: z.string(),
  /** Those that the answer is about. */
  sites: z.array(z.string()),
  matrices: z.array(
    z.strictObject({
      id: z.enum(['ics', 'enterprise']),
      version: z.string(),
      copyright: z.string(),
      tactics: z.array(z.strictObject({ id: z.string(), name: z.string() })),
      techniques: z.array(CoveredTechnique),
    }),
  ),
  rules: z.array(CoverageRule),
  /** Ids that rules name and no matrix here has. */
  unknown: z.array(z.string()),
  /** What arrives at these sites, latest first. */
  data: z.array(
    z.strictObject({ site: z.string(), source: z.string(), protocol: z.string().nullable(), lastAt: z.string() }),
  ),
})
export type RuleCoverage = z.infer<typeof RuleCoverage>

export const readCoverage = route({
  method: 'GET',
  path: '/detection-rules/coverage',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'What the rules that run cover of ATT&CK: rules that were tested and whose data arrives, by technique',
  query: z.strictObject({
    site: SiteKey.optional(),
    /** Data of the last so many days counts as arriving. */
    days: z.coerce.number().int().min(1).max(90).default(7),
  }),
  response: RuleCoverage,
  refusals: ['not-found'],
})
