// Which SOC model fits an organisation: scores by weighted utility, hard rules, ties, a staged start, and what would change the answer.
// Follows the selection rules of catalogue `soc-model@1`. The answer is advice to a named decider, not a verdict.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import type { SocAnswers, SocModelTables } from './adviser-tables.ts'
import { CONSEQUENCES, type Consequence } from './independence.ts'
import { SOC_MODELS, type SocModel } from './soc-model.ts'

/** Closer than this, two models are even. */
const TIE = 0.05
/** Factor and levels that stand for a regulator's demand. */
const INDEPENDENCE = 'regulatoryIndependence'
const CARVED_OUT_FROM = 3
const STAGED_START = [
  'IT SOC with EDR telemetry from hosts next to OT',
  'an OT liaison',
  'monitoring of the boundary',
  'one shared case record',
] as const

export type AdviceRefusal =
  | { readonly code: 'operating-model.no-answer'; readonly factors: readonly string[] }
  | { readonly code: 'operating-model.unknown-factor'; readonly factors: readonly string[] }

type Scores = Readonly<Record<SocModel, number>>
/** Per factor: level now, level needed. */
type Missing = Readonly<Record<string, readonly [number, number]>>

/** What one change of one factor would make of the answer. */
export interface Flip {
  readonly factor: string
  readonly change: { readonly level: number } | { readonly weightTimes: number }
  readonly recommended: SocModel
  readonly tie: boolean
  /** Models by standing after the change, the best first. */
  readonly ranking: readonly SocModel[]
  /** The recommendation is another one. */
  readonly flips: boolean
}

export interface Verdict {
  readonly scores: Scores
  /** Models that no hard rule forbids, the best first. */
  readonly feasible: readonly SocModel[]
  /** Models out of the question, with the rule that says so. */
  readonly excluded: Partial<Readonly<Record<SocModel, string>>>
  /** Models that need more, with what is missing. */
  readonly missing: Partial<Readonly<Record<SocModel, Missing>>>
  readonly recommended: SocModel
  readonly tie: boolean
  readonly staged: boolean
  /** The feasible ones first, then by score. */
  readonly ranking: readonly SocModel[]
}

export interface Advice extends Verdict {
  /** Models within a tie of the recommended one. */
  readonly tiedWith: readonly SocModel[]
  /** Single changes that end a tie, and the model that then stands alone. */
  readonly decides: readonly Flip[]
  readonly stagedStart: readonly string[]
  /** Every single change: each weight by half up and down, each level one up and down. */
  readonly sensitivity: readonly Flip[]
  readonly operatingRules: readonly string[]
  readonly independence: {
    /** `excluded`: the integrated model is out of the question; `carved-out`: it stays, without the regulated estate. */
    readonly effect: 'none' | 'carved-out' | 'excluded'
    readonly regime: string | null
    readonly consequences: readonly { readonly id: Consequence; readonly means: string }[]
    /** There is a duty, and nobody has said what follows from it. */
    readonly isUnrecorded: boolean
  }
}

/** Judges the answers; refuses when a factor has no level, or one is unknown. */
export function adviseModel(tables: SocModelTables, answers: SocAnswers): Result<Advice, AdviceRefusal> {
  const known = new Set(tables.factors.map(({ id }) => id))
  const unanswered = [...known].filter((id) => answers.levels[id] === undefined)
  const unknown = Object.keys(answers.levels).filter((id) => !known.has(id))
  if (unknown.length > 0) return refuse({ code: 'operating-model.unknown-factor', factors: unknown })
  if (unanswered.length > 0) return refuse({ code: 'operating-model.no-answer', factors: unanswered })
  const { levels, independence } = answers
  const verdict = judge(tables, levels)
  const sensitivity = computeSensitivity(tables, levels, verdict)
  const tiedWith = tiedModels(verdict)
  const level = levels[INDEPENDENCE] ?? 0
  const consequences = independence?.consequences ?? []
  return accept({
    ...verdict,
    tiedWith,
    decides: verdict.tie ? sensitivity.filter(({ tie }) => !tie) : [],
    stagedStart: verdict.staged ? STAGED_START : [],
    sensitivity,
    operatingRules: tables.operatingRules[verdict.recommended],
    independence: {
      effect: verdict.excluded.integrated !== undefined ? 'excluded' : level >= CARVED_OUT_FROM ? 'carved-out' : 'none',
      regime: independence?.regime ?? null,
      consequences: consequences.map((id) => ({ id, means: CONSEQUENCES[id] })),
      isUnrecorded: level >= CARVED_OUT_FROM && consequences.length === 0,
    },
  })
}

type Levels = Readonly<Record<string, number>>

/** The verdict without what would change it. `weightOf` may stand in for the weights of the tables. */
function judge(tables: SocModelTables, levels: Levels, weights: Levels = {}): Verdict {
  const scores = computeScores(tables, levels, weights)
  const excluded: Partial<Record<SocModel, string>> = {}
  const missing: Partial<Record<SocModel, Missing>> = {}
  for (const { id, model, requires = {}, excludedWhen = {} } of tables.hardRules) {
    if (Object.entries(excludedWhen).some(([factor, level]) => (levels[factor] ?? 0) >= level)) excluded[model] = id
    const short = Object.entries(requires).filter(([factor, needed]) => (levels[factor] ?? 0) < needed)
    if (short.length > 0)
      missing[model] = Object.fromEntries(short.map(([factor, needed]) => [factor, [levels[factor] ?? 0, needed]]))
  }
  const byScore = SOC_MODELS.toSorted((a, b) => scores[b] - scores[a])
  const isFeasible = (model: SocModel) => excluded[model] === undefined && missing[model] === undefined
  const feasible = byScore.filter(isFeasible)
  const [best, second] = feasible
  const tie = best !== undefined && second !== undefined && scores[best] - scores[second] < TIE
  const staged = best === undefined
  const ranking = [...feasible, ...byScore.filter((model) => !isFeasible(model))]
  const recommended = best ?? nearest(byScore, excluded, missing)
  return { scores, feasible, excluded, missing, recommended, tie, staged, ranking }
}

function computeScores({ factors }: SocModelTables, levels: Levels, weights: Levels): Scores {
  const total = factors.reduce((sum, { id, weight }) => sum + (weights[id] ?? weight), 0)
  const of = (model: SocModel) =>
    factors.reduce(
      (sum, { id, weight, utility }) => sum + (weights[id] ?? weight) * (utility[model][levels[id] ?? 0] ?? 0),
      0,
    ) / total
  return { integrated: of('integrated'), federated: of('federated'), hybrid: of('hybrid') }
}

/** Of models that are not feasible, the one with the fewest missing levels; at equal numbers the better score. */
function nearest(byScore: readonly SocModel[], excluded: Verdict['excluded'], missing: Verdict['missing']): SocModel {
  const shortfall = (model: SocModel) =>
    Object.values(missing[model] ?? {}).reduce((sum, [now, needed]) => sum + needed - now, 0)
  const open = byScore.filter((model) => excluded[model] === undefined)
  return open.toSorted((a, b) => shortfall(a) - shortfall(b))[0] ?? 'hybrid'
}

function tiedModels({ tie, feasible, scores, recommended }: Verdict): readonly SocModel[] {
  if (!tie) return []
  return feasible.filter((model) => model !== recommended && scores[recommended] - scores[model] < TIE)
}

function computeSensitivity(tables: SocModelTables, levels: Levels, now: Verdict): readonly Flip[] {
  return tables.factors.flatMap(({ id, weight }) => {
    const level = levels[id] ?? 0
    const steps = [level - 1, level + 1].filter((step) => step >= 0 && step <= 4)
    return [
      ...steps.map((step) => flip(id, { level: step }, judge(tables, { ...levels, [id]: step }), now)),
      ...[0.5, 1.5].map((times) =>
        flip(id, { weightTimes: times }, judge(tables, levels, { [id]: weight * times }), now),
      ),
    ]
  })
}

function flip(factor: string, change: Flip['change'], after: Verdict, now: Verdict): Flip {
  const { recommended, tie, ranking } = after
  return { factor, change, recommended, tie, ranking, flips: recommended !== now.recommended }
}
