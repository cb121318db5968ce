// The graph of who talks to whom, from pairs of ends: the busiest nodes are drawn, the rest is counted by zone.
import type { TrafficEdge, TrafficGraph, TrafficNode, VerdictCounts } from '@penstock/contract/traffic'
import { compareTexts, type EpochMicros, idOfUuid, isoOfMicros } from '@penstock/model/kernel'
import { FunctionKind } from '@penstock/model/observations'
import type { PairRow } from './queries.ts'
import { labelOf } from './views.ts'

type Drawn = Pick<TrafficGraph, 'edges' | 'drawn' | 'gathered' | 'left'> & { readonly nodes: readonly DrawnNode[] }
/** A node that nobody has named yet: of thousands that are gathered only those that are drawn need a name. */
type DrawnNode = End & { readonly conversations: number }

interface End {
  readonly id: string
  readonly kind: TrafficNode['kind']
  readonly asset: string | null
  readonly address: string | null
  readonly zone: string | null
  readonly site: string
}

/** Pure: the same pairs give the same graph, whatever their order. */
export function drawGraph(pairs: readonly PairRow[], by: 'asset' | 'zone', most: number): Drawn {
  const nodes = new Map<string, { end: End; conversations: number }>()
  const count = (end: End, conversations: number): void => {
    const known = nodes.get(end.id)
    if (known === undefined) nodes.set(end.id, { end, conversations })
    else known.conversations += conversations
  }
  const ids = new Map<string, string>()
  const ends = pairs.map((pair) => [endOf(pair, 'client', by, ids), endOf(pair, 'server', by, ids)] as const)
  for (const [at, [client, server]] of ends.entries()) {
    const { conversations } = pairs[at]!
    count(client, conversations)
    if (server.id !== client.id) count(server, conversations)
  }
  const ranked = [...nodes.values()].sort(
    (a, b) => b.conversations - a.conversations || compareTexts(a.end.id, b.end.id),
  )
  const drawn = new Set(ranked.slice(0, most).map(({ end }) => end.id))
  const edges = new Map<string, EdgeSum>()
  const left = new Map<string | null, { nodes: Set<string>; conversations: number }>()
  let leftOut = 0
  let gathered = 0
  for (const [at, pair] of pairs.entries()) {
    const [client, server] = ends[at]!
    gathered += pair.conversations
    const missing = [client, server].filter(({ id }) => !drawn.has(id))
    if (missing.length > 0) {
      leftOut += pair.conversations
      for (const zone of new Set(missing.map((end) => end.zone))) {
        const group = left.get(zone) ?? { nodes: new Set(), conversations: 0 }
        for (const end of missing) if (end.zone === zone) group.nodes.add(end.id)
        group.conversations += pair.conversations
        left.set(zone, group)
      }
      continue
    }
    const id = `${client.id} ${server.id}`
    const sum = edges.get(id) ?? newEdge(client.id, server.id)
    add(sum, pair)
    edges.set(id, sum)
  }
  return {
    nodes: ranked.filter(({ end }) => drawn.has(end.id)).map(({ end, conversations }) => ({ ...end, conversations })),
    edges: [...edges].map(([id, sum]) => edgeOf(id, sum)).sort(byWeight),
    gathered,
    drawn: gathered - leftOut,
    left: {
      nodes: ranked.length - drawn.size,
      conversations: leftOut,
      groups: [...left]
        .map(([zone, group]) => ({ zone, nodes: group.nodes.size, conversations: group.conversations }))
        .sort((a, b) => b.nodes - a.nodes || compareTexts(a.zone ?? '', b.zone ?? '')),
    },
  }
}

/** The graph as people read it; `labels` are those of its assets. */
export function named({ nodes, ...drawn }: Drawn, labels: ReadonlyMap<string, string>) {
  const labelOfNode = ({ kind, asset, address, zone }: DrawnNode): string =>
    kind === 'zone' ? (zone ?? '') : labelOf(labels, asset, address)
  return {
    ...drawn,
    nodes: nodes.map((node): TrafficNode => {
      const { asset: _asset, address: _address, ...rest } = node
      return { ...rest, label: labelOfNode(node) }
    }),
  }
}

function endOf(pair: PairRow, side: 'client' | 'server', by: 'asset' | 'zone', ids: Map<string, string>): End {
  const zone = pair[`${side}_zone`]
  const { site } = pair
  if (by === 'zone') return { id: `zone:${site}/${zone ?? ''}`, kind: 'zone', asset: null, address: null, zone, site }
  const asset = pair[`${side}_asset`]
  const address = pair[`${side}_address`]
  if (asset === null) return { id: `address:${site}/${address ?? ''}`, kind: 'address', asset, address, zone, site }
  const id = ids.get(asset) ?? idOfUuid('ast', asset)
  ids.set(asset, id)
  return { id, kind: 'asset', asset, address, zone, site }
}

interface EdgeSum {
  readonly client: string
  readonly server: string
  conversations: number
  readonly protocols: Map<string | null, number>
  readonly kinds: Map<string, number>
  readonly verdicts: { -readonly [Key in keyof VerdictCounts]: number }
  severity: number | null
  packets: number | null
  bytes: number | null
  lastAt: EpochMicros | null
  isLastKnown: boolean
}

function newEdge(client: string, server: string): EdgeSum {
  return {
    client,
    server,
    conversations: 0,
    protocols: new Map(),
    kinds: new Map(),
    verdicts: { allowed: 0, notAllowed: 0, unknown: 0, unjudged: 0 },
    severity: null,
    packets: 0,
    bytes: 0,
    lastAt: null,
    isLastKnown: true,
  }
}

function add(sum: EdgeSum, pair: PairRow): void {
  const { conversations, protocol, kinds, verdict, severity, packets, bytes, last_at: lastAt } = pair
  sum.conversations += conversations
  sum.protocols.set(protocol, (sum.protocols.get(protocol) ?? 0) + conversations)
  for (const [at, count] of kinds.split(' ').entries()) {
    const kind = FunctionKind.options[at]
    if (kind !== undefined && count !== '0') sum.kinds.set(kind, (sum.kinds.get(kind) ?? 0) + Number(count))
  }
  const key = verdict === null ? 'unjudged' : verdict === 'not-allowed' ? 'notAllowed' : (verdict as 'allowed')
  sum.verdicts[key] += conversations
  if (severity !== null) sum.severity = Math.min(sum.severity ?? 4, severity)
  sum.packets = packets === null || sum.packets === null ? null : sum.packets + packets
  sum.bytes = bytes === null || sum.bytes === null ? null : sum.bytes + bytes
  if (lastAt === null) sum.isLastKnown = false
  else if (sum.lastAt === null || lastAt > sum.lastAt) sum.lastAt = lastAt
}

function edgeOf(id: string, sum: EdgeSum): TrafficEdge {
  const { protocols, kinds, lastAt, isLastKnown, ...rest } = sum
  return {
    id,
    ...rest,
    protocols: [...protocols]
      .map(([protocol, conversations]) => ({ protocol, conversations }))
      .sort((a, b) => b.conversations - a.conversations || compareTexts(a.protocol ?? '', b.protocol ?? '')),
    kinds: [...kinds]
      .map(([kind, conversations]) => ({ kind: kind as TrafficEdge['kinds'][number]['kind'], conversations }))
      .sort((a, b) => b.conversations - a.conversations || compareTexts(a.kind, b.kind)),
    lastAt: lastAt === null || !isLastKnown ? null : isoOfMicros(lastAt),
  }
}

/** Worst first, then busiest. */
function byWeight(a: TrafficEdge, b: TrafficEdge): number {
  return (a.severity ?? 9) - (b.severity ?? 9) || b.conversations - a.conversations || compareTexts(a.id, b.id)
}
