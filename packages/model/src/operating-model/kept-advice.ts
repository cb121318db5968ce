// What the adviser was told and what it said, as it is kept with the decision that followed: bound to the approvals, and held against the records
// ninety days later. Whole numbers only, so that it has one canonical form.
import { accept, type Result } from '@penstock/model/kernel'
import { z } from 'zod'
import { type AdviceRefusal, adviseModel } from './adviser.ts'
import type { SocModelTables } from './adviser-tables.ts'
import { SOC_MODELS, SocModel } from './soc-model.ts'

const PerMille = z.int().min(0).max(1000)

export const KeptAdvice = z.strictObject({
  /** Of the tables. */
  edition: z.string().max(60),
  /** Level of each factor as it was answered. */
  levels: z.record(z.string().max(60), z.int().min(0).max(4)),
  recommended: SocModel,
  tie: z.boolean(),
  staged: z.boolean(),
  scoresPerMille: z.strictObject({ integrated: PerMille, federated: PerMille, hybrid: PerMille }),
})
export type KeptAdvice = z.infer<typeof KeptAdvice>

export type AnsweredLevels = Readonly<Record<string, number>>

/** The advice that follows from these answers, as it is kept. */
export function keptAdvice(
  tables: SocModelTables,
  edition: string,
  levels: AnsweredLevels,
): Result<KeptAdvice, AdviceRefusal> {
  const advice = adviseModel(tables, { levels: { ...levels } })
  if (!advice.ok) return advice
  const { scores, recommended, tie, staged } = advice.value
  const [integrated, federated, hybrid] = SOC_MODELS.map((model) => Math.round(scores[model] * 1000))
  const scoresPerMille = { integrated: integrated!, federated: federated!, hybrid: hybrid! }
  return accept({ edition, levels: { ...levels }, recommended, tie, staged, scoresPerMille })
}

/** What the adviser would say were these answers one level lower: those that the records did not bear out. */
export function advisedAnew(
  tables: SocModelTables,
  levels: AnsweredLevels,
  failed: readonly string[],
): SocModel | null {
  const lower = Object.entries(levels).map(([factor, level]) => [
    ...[factor, failed.includes(factor) ? Math.max(0, level - 1) : level],
  ])
  const advice = adviseModel(tables, { levels: Object.fromEntries(lower) as Record<string, number> })
  return advice.ok ? advice.value.recommended : null
}
