// Each question of this room answered on a plant: the rules are the model's, this puts them into the words of the wire. Pure.
import type { ConduitThreatView, FactView, HopView, PathView } from '@penstock/contract/paths'
import {
  type AssetWeakness,
  type AttackModel,
  type AttackPath,
  type ConduitThreat,
  cheapest,
  derivable,
  findPaths,
  goalNode,
  LIMITS,
  type PathEvidence,
  type PathFact,
  rulesOn,
  supportStandings,
  threatModel,
} from '@penstock/model/paths'
import { nearestTo, type PlantFile } from '@penstock/model/plant'
import type { Answerers, Refusal, Reply } from '@penstock/server/desk'
import type { Answers, Questions } from './question.ts'

/** Of the ways to one goal; a reader follows the cheapest. */
const MOST_PATHS = 40

export interface OpenPaths {
  readonly plant: PlantFile
  readonly model: AttackModel
  readonly weaknesses: readonly AssetWeakness[]
}

export const ANSWERS: Answerers<Questions, Answers, OpenPaths> = {
  goals: ({ model }, { without }) =>
    unknownFact(model, without) ?? { ok: true, value: goalsOf(model, new Set(without)) },
  to: pathsTo,
  unsupported: ({ plant, weaknesses }, { assets }) => ({
    ok: true,
    value: { standings: supportStandings(plant, assets, weaknesses) },
  }),
  threats: ({ plant }) => {
    const { threats, unknown } = threatModel(plant)
    return { ok: true, value: { threats: threats.map(threatView), unknown: [...unknown] } }
  },
}

function goalsOf(model: AttackModel, without: ReadonlySet<string>): Answers['goals'] {
  const out = rulesOn(model, without)
  const now = derivable(model.graph, out)
  const before = without.size === 0 ? now : derivable(model.graph)
  const { cost } = cheapest(model.graph, out)
  const goals = model.goals.map((goal) => {
    const node = goalNode(model, goal.id)!
    const isReached = now[node] === 1
    return { ...goal, isReached, wasReached: before[node] === 1, cost: isReached ? cost[node]! : null }
  })
  const far = (one: (typeof goals)[number]): number => one.cost ?? Number.POSITIVE_INFINITY
  return {
    without: [...without].map((id) => factView(model.facts.get(id)!)),
    goals: goals.toSorted((a, b) => far(a) - far(b) || 0),
    counts: {
      facts: model.facts.size,
      reach: model.reachCount,
      rules: model.rules.length,
      starts: model.starts.length,
    },
    limits: [...LIMITS],
  }
}

function pathsTo({ plant, model }: OpenPaths, { goal: asked, without }: Questions['to']): Reply<Answers['to']> {
  const id = model.standInOf.get(asked) ?? asked
  const goal = model.goals.find((one) => one.id === id)
  if (goal === undefined) return refused('paths.unknown-goal', [asked], [...model.goals.map((one) => one.id)])
  const refusal = unknownFact(model, without)
  if (refusal !== null) return refusal
  const report = findPaths(model, { goal: id, without: new Set(without) })
  const paths = report.paths.slice(0, MOST_PATHS).map((path) => pathView(model, path))
  const named = new Set([
    ...paths.flatMap(({ steps, hops }) => [...steps, ...hops.flatMap(({ asset, from }) => [asset ?? '', from ?? ''])]),
    ...report.chokePoints.flatMap((one) => (one.kind === 'asset' ? [one.id] : [])),
  ])
  return {
    ok: true,
    value: {
      goal,
      isReached: report.unreached.length === 0,
      paths,
      total: report.paths.length,
      chokePoints: report.chokePoints.map(({ kind, id: of, text, places }) => ({
        kind,
        id: of,
        text,
        places: [...places],
      })),
      cuts: report.cutSets.map(({ facts, texts, method }) => ({
        facts: facts.map((fact, at) => ({ id: fact, text: texts[at]! })),
        method,
      })),
      equals: report.equals.filter((group) => group.some((one) => named.has(one))).map((group) => [...group]),
      assets: plant.assets
        .filter((one) => named.has(one.id))
        .map(({ id: of, name, zone }) => ({ id: of, name, zone: zone ?? null })),
      limits: [...report.limits],
    },
  }
}

export function pathView(model: AttackModel, path: AttackPath): PathView {
  const start = model.starts.find(({ id }) => id === path.start)!
  return {
    start: { id: start.id, kind: start.kind, text: start.text },
    steps: [...path.steps],
    conduits: [...path.crosses],
    cost: path.cost,
    hops: path.evidence.map(hopView),
  }
}

export function hopView({ step, crosses, facts, ...hop }: PathEvidence): HopView {
  return {
    ...hop,
    asset: step,
    conduits: [...crosses],
    facts: facts.map(factView),
  }
}

function factView(fact: PathFact): FactView {
  return { ...fact, places: [...fact.places] }
}

function threatView(threat: ConduitThreat): ConduitThreatView {
  return {
    ...threat,
    effects: threat.effects.map((effect) => ({ ...effect, codes: [...effect.codes] })),
    emb3d: [...threat.emb3d],
    flows: [...threat.flows],
  }
}

function unknownFact(
  model: AttackModel,
  ids: readonly string[],
): { readonly ok: false; readonly refusal: Refusal } | null {
  const strange = ids.filter((id) => !model.facts.has(id))
  return strange.length === 0 ? null : refused('paths.unknown-fact', strange, [...model.facts.keys()])
}

function refused(
  code: 'paths.unknown-goal' | 'paths.unknown-fact',
  ids: readonly string[],
  known: readonly string[],
): { readonly ok: false; readonly refusal: Refusal } {
  const unknown = ids.map((id) => ({ id, nearest: nearestTo(id, known) }))
  return { ok: false, refusal: { code, unknown } as Refusal }
}
