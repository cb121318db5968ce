// What stands behind `?` on the Detection rules screen: the part, the filter, and the rule that is open or tried.
import { CoverageStanding, RuleStanding } from '@penstock/contract/detection-rules'
import { FINDING_LEVELS } from '@penstock/model/detections'
import { z } from 'zod'

export const PARTS = ['rules', 'chains', 'coverage', 'exceptions', 'folder', 'trial'] as const

export const RulesSearch = z.object({
  part: z.enum(PARTS).optional().catch(undefined),
  q: z.string().max(200).optional().catch(undefined),
  standing: RuleStanding.optional().catch(undefined),
  level: z.enum(FINDING_LEVELS).optional().catch(undefined),
  met: z.enum(['yes', 'no']).optional().catch(undefined),
  rule: z.string().max(600).optional().catch(undefined),
  /** A file of the folder whose texts are shown. */
  file: z.string().max(400).optional().catch(undefined),
  /** Of the map of coverage: how far back data counts, the matrix, how techniques stand, and the one that is open. */
  days: z.int().min(1).max(90).optional().catch(undefined),
  matrix: z.literal('enterprise').optional().catch(undefined),
  covered: CoverageStanding.optional().catch(undefined),
  technique: z.string().max(20).optional().catch(undefined),
})
export type RulesSearch = z.infer<typeof RulesSearch>
