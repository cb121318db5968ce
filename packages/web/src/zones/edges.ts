// What an edge of the map means: which breaches are on it, how bad, and what highlight and filter say about it.
import type { BreachView, MapEdge, SegmentationFindingView } from '@penstock/contract/zones'
import type { ZonesSearch } from './search.ts'

export interface JudgedEdge {
  readonly edge: MapEdge
  /** Worst first. */
  readonly breaches: readonly BreachView[]
  /** 1 critical … 4 low; null when nothing on it is against the rules. */
  readonly severity: number | null
}

/** Talk that is allowed without a conduit never left its segment (a firewall's own frames): it joins no zones. */
export function isWorthALine(edge: MapEdge): boolean {
  return edge.conduit !== null || edge.judgement === 'breach' || edge.judgement === 'unknown'
}

/** Joins edges with the open breaches on them: by conduit, else by the pair of zones. */
export function judgeEdges(edges: readonly MapEdge[], breaches: readonly BreachView[]): readonly JudgedEdge[] {
  return edges.map((edge) => {
    const own = breaches
      .filter((breach) => (edge.conduit === null ? isBetween(edge, breach) : breach.conduit === edge.conduit))
      .toSorted((a, b) => a.severity - b.severity)
    const severity = own[0]?.severity ?? (edge.judgement === 'breach' ? 3 : null)
    return { edge, breaches: own, severity }
  })
}

function isBetween(edge: MapEdge, breach: BreachView): boolean {
  if (breach.conduit !== null) return false
  const { zoneA, zoneB } = edge
  const { clientZone, serverZone } = breach
  return (clientZone === zoneA && serverZone === zoneB) || (clientZone === zoneB && serverZone === zoneA)
}

export function isShown({ edge }: JudgedEdge, only: ZonesSearch['only']): boolean {
  if (only === 'breach') return edge.judgement === 'breach'
  if (only === 'seen') return edge.judgement !== 'allowed-never-seen'
  return true
}

export function isHighlit({ edge }: JudgedEdge, highlight: ZonesSearch['highlight']): boolean {
  if (highlight === 'breach') return edge.judgement === 'breach'
  if (highlight === 'never-seen') return edge.judgement === 'allowed-never-seen'
  if (highlight === 'crossing') return edge.crossesLanes >= 2
  return true
}

/** What the checks say of an edge: of a conduit what makes it red; of bare traffic what joins its two zones. */
export function planOf(edge: MapEdge, plan: readonly SegmentationFindingView[]) {
  const own = plan.filter(({ conduits, path, rule }) =>
    edge.conduit === null
      ? rule.startsWith('segmentation.flow-') && path.includes(edge.zoneA) && path.includes(edge.zoneB)
      : conduits.includes(edge.conduit),
  )
  return {
    findings: own.filter(({ kind }) => kind === 'finding'),
    questions: own.filter(({ kind }) => kind === 'question'),
  }
}
