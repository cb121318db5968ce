// Chains of a scenario in a set of signals: whatever the order in which they came, the same set gives the same chains.
import { compareTexts, type EpochMicros } from '@penstock/model/kernel'
import { feedOf, type SignalsByKind } from './judge-stage.ts'
import type { Scenario, Stage } from './scenario.ts'
import { type Signal, type Token, tokensOf } from './signal.ts'

export type ChainLevel = 'none' | 'suspicion' | 'critical'

export interface ChainStage {
  readonly order: number
  readonly signals: readonly Signal[]
  readonly at: EpochMicros
  /** What it shares with stages before it; empty for the first. */
  readonly joinedBy: readonly Token[]
}

export interface Chain {
  readonly scenario: string
  readonly level: ChainLevel
  /** The furthest stage that enough of those before it bear out. */
  readonly reached: number
  /** Share of the stages up to there that are there, above 0 up to 1. */
  readonly confidence: number
  readonly stages: readonly ChainStage[]
  readonly suspicionSince: EpochMicros | null
  readonly criticalSince: EpochMicros | null
}

/** A signal, or several of one spread, that feed one stage. */
interface Piece {
  readonly order: number
  readonly at: EpochMicros
  readonly id: string
  readonly signals: readonly Signal[]
  readonly tokens: readonly Token[]
}

/** More tokens of a signal, by sessions, leases and the like. */
export type MoreTokens = (signal: Signal, tokens: readonly Token[]) => readonly Token[]

export interface ChainGround {
  readonly known: SignalsByKind
  /** Tokens that many share, such as a jump host: they join nothing by themselves. */
  readonly hubs: ReadonlySet<Token>
  readonly moreTokens: MoreTokens
}

/** Chains that hold two stages or more, the gravest first. */
export function findChains(scenario: Scenario, ground: ChainGround): readonly Chain[] {
  return clustersOf(piecesOf(scenario, ground))
    .flatMap((cluster) => chainsOf(scenario, cluster))
    .sort((a, b) => b.reached - a.reached || b.stages.length - a.stages.length || a.stages[0]!.at - b.stages[0]!.at)
}

/** How many of the stages up to this one must be there: half of them, two at least and three at most. */
export function neededUpTo(order: number): number {
  return Math.max(2, Math.min(3, Math.ceil(order / 2)))
}

function piecesOf(scenario: Scenario, { known, hubs, moreTokens }: ChainGround): readonly Piece[] {
  const pieces: Piece[] = []
  for (const stage of scenario.stages) {
    for (const kind of stage.kinds) {
      for (const signal of known.get(kind) ?? []) {
        if (!isOfSide(stage, signal)) continue
        const signals = feedOf(stage, signal, known)
        if (signals.length === 0) continue
        const classes = [...new Set(stage.joins.map(({ entityClass }) => entityClass))]
        const tokens = signals.flatMap((one) => moreTokens(one, tokensOf(one.entities, classes)))
        const own = [...new Set(tokens)].filter((token) => !hubs.has(token))
        pieces.push({ order: stage.order, at: signal.at, id: signal.id, signals, tokens: own })
      }
    }
  }
  return pieces.sort((a, b) => a.at - b.at || a.order - b.order || compareTexts(a.id, b.id))
}

/** A stage of IT is not fed from OT; the DMZ is between them and may be told by either. */
function isOfSide(stage: Stage, signal: Signal): boolean {
  return stage.domain === signal.domain || stage.domain === 'dmz' || signal.domain === 'dmz'
}

/** Pieces that hang together by tokens, each cluster in the order of time. */
function clustersOf(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const parent = pieces.map((_, at) => at)
  const rootOf = (at: number): number => {
    let root = at
    while (parent[root] !== root) root = parent[root]!
    for (let next = at; next !== root; ) {
      const after = parent[next]!
      parent[next] = root
      next = after
    }
    return root
  }
  const firstBy = new Map<Token, number>()
  for (const [at, { tokens }] of pieces.entries()) {
    for (const token of tokens) {
      const first = firstBy.get(token)
      if (first === undefined) firstBy.set(token, at)
      else parent[rootOf(at)] = rootOf(first)
    }
  }
  const clusters = new Map<number, Piece[]>()
  for (const [at, piece] of pieces.entries()) {
    const root = rootOf(at)
    const cluster = clusters.get(root)
    if (cluster === undefined) clusters.set(root, [piece])
    else cluster.push(piece)
  }
  return [...clusters.values()]
}

/** The best chain of the cluster, and those in what lies before and after it. */
function chainsOf(scenario: Scenario, cluster: readonly Piece[]): readonly Chain[] {
  const best = scenario.isOrdered ? bestOrdered(scenario, cluster) : bestUnordered(scenario, cluster)
  if (best === null) return []
  const [from, to] = [best[0]!.at, best.at(-1)!.at]
  return [
    chainOf(scenario, best),
    ...chainsOf(
      scenario,
      cluster.filter(({ at }) => at < from),
    ),
    ...chainsOf(
      scenario,
      cluster.filter(({ at }) => at > to),
    ),
  ]
}

interface Run {
  readonly pieces: readonly Piece[]
  readonly start: number
}

/** The run of stages in their order, within the window, that reaches furthest; of equals the earliest. */
function bestOrdered({ stages, windowMicros }: Scenario, cluster: readonly Piece[]): readonly Piece[] | null {
  /** By the stage that ends them, runs of which none has both more stages and a later start. */
  const runs: Run[][] = stages.map(() => [])
  let best: readonly Piece[] | null = null
  let bestReach = { reached: 0, stages: 0 }
  for (const piece of cluster) {
    const place = piece.order - 1
    const found: Run[] = [{ pieces: [piece], start: piece.at }]
    for (let before = 0; before < place; before += 1)
      for (const run of runs[before]!)
        if (run.start >= piece.at - windowMicros) found.push({ pieces: [...run.pieces, piece], start: run.start })
    for (const run of found) {
      if (runs[place]!.some((one) => isAtLeast(one, run))) continue
      runs[place] = [...runs[place]!.filter((one) => !isAtLeast(run, one)), run]
      const reach = { reached: reachOf(run.pieces), stages: run.pieces.length }
      if (run.pieces.length < 2 || !isFurther(reach, bestReach)) continue
      best = run.pieces
      bestReach = reach
    }
  }
  return best
}

function isAtLeast(a: Run, b: Run): boolean {
  return a.pieces.length >= b.pieces.length && a.start >= b.start
}

/** The window that reaches furthest, with the first piece of each stage in it. */
function bestUnordered({ windowMicros }: Scenario, cluster: readonly Piece[]): readonly Piece[] | null {
  let best: readonly Piece[] | null = null
  let bestReach = { reached: 0, stages: 0 }
  let from = 0
  for (const [to, piece] of cluster.entries()) {
    while (cluster[from]!.at < piece.at - windowMicros) from += 1
    const first = new Map<number, Piece>()
    for (const one of cluster.slice(from, to + 1)) if (!first.has(one.order)) first.set(one.order, one)
    const pieces = [...first.values()]
    const reach = { reached: reachOf(pieces), stages: pieces.length }
    if (pieces.length < 2 || !isFurther(reach, bestReach)) continue
    best = pieces
    bestReach = reach
  }
  return best
}

interface Reach {
  readonly reached: number
  readonly stages: number
}

function isFurther(a: Reach, b: Reach): boolean {
  return a.reached > b.reached || (a.reached === b.reached && a.stages > b.stages)
}

/** The furthest stage with enough of those up to it; 0 when there is none. */
function reachOf(pieces: readonly Piece[]): number {
  const orders = pieces.map(({ order }) => order).sort((a, b) => a - b)
  let reached = 0
  for (const [at, order] of orders.entries()) if (at + 1 >= neededUpTo(order)) reached = order
  return reached
}

function chainOf(scenario: Scenario, pieces: readonly Piece[]): Chain {
  const inTime = pieces.toSorted((a, b) => a.at - b.at || a.order - b.order)
  const since = { suspicion: null as EpochMicros | null, critical: null as EpochMicros | null }
  for (const [place, { at }] of inTime.entries()) {
    const reach = reachOf(inTime.slice(0, place + 1))
    if (reach >= scenario.suspicionAt) since.suspicion ??= at
    if (reach >= scenario.criticalAt) since.critical ??= at
  }
  const reached = reachOf(pieces)
  const seen = new Set<Token>()
  const stages = inTime.map(({ order, signals, at, tokens }): ChainStage => {
    const joinedBy = tokens.filter((token) => seen.has(token))
    for (const token of tokens) seen.add(token)
    return { order, signals, at, joinedBy }
  })
  return {
    scenario: scenario.id,
    level: since.critical !== null ? 'critical' : since.suspicion !== null ? 'suspicion' : 'none',
    reached,
    confidence: reached === 0 ? 0 : pieces.filter(({ order }) => order <= reached).length / reached,
    stages,
    suspicionSince: since.suspicion,
    criticalSince: since.critical,
  }
}
