// Conversations, nodes and edges in words: what the picture shows, the lists and the screen reader say.
import type { ConversationView, TrafficEdge, TrafficGraph, TrafficNode } from '@penstock/contract/traffic'
import { findMessage, t } from '@penstock/web/messages'
import { showUnseen } from '@penstock/web/ui'
import type { TrafficSearch } from './search.ts'

export function protocolOf(row: Pick<ConversationView, 'protocol' | 'portGuess' | 'serverPort'>): string | null {
  const name = row.protocol ?? row.portGuess
  if (name === null) return row.serverPort === null ? null : t('traffic.port', { port: String(row.serverPort) })
  return row.serverPort === null ? name : t('traffic.protocol.port', { name, port: String(row.serverPort) })
}

/** The rule of a judgement as a sentence; the code itself when the catalog does not know it. */
export function ruleSentence(rule: string): string {
  return findMessage(`ui.rule.${rule}`) ?? rule
}

export function nodeLabel(node: TrafficNode): string {
  return node.kind === 'zone' && node.zone === null ? t('traffic.zone.unknown') : showUnseen(node.label)
}

/** Both ends by name, with the arrow of who asks whom. */
export function edgeTitle(edge: TrafficEdge, nodes: ReadonlyMap<string, TrafficNode>): string {
  const nameOf = (id: string) => {
    const node = nodes.get(id)
    return node === undefined ? id : nodeLabel(node)
  }
  return t('traffic.edge.title', { client: nameOf(edge.client), server: nameOf(edge.server) })
}

/** Protocols and functions, the most frequent first. */
export function edgeContent(edge: TrafficEdge): string {
  const protocols = edge.protocols
    .slice(0, 3)
    .map(({ protocol }) => showUnseen(protocol ?? t('traffic.protocol.unknown')))
  const more = edge.protocols.length - protocols.length
  const kinds = edge.kinds.map(({ kind }) => t(`traffic.kind.${kind}`))
  return [
    protocols.join(', ') + (more > 0 ? ` ${t('traffic.more', { count: more })}` : ''),
    kinds.length === 0 ? t('traffic.kinds.none') : kinds.join(', '),
  ].join(' · ')
}

export function verdictWords({ verdicts }: TrafficEdge): string {
  const words = [
    [verdicts.notAllowed, 'not-allowed'],
    [verdicts.unknown, 'unknown'],
    [verdicts.unjudged, 'unjudged'],
    [verdicts.allowed, 'allowed'],
  ] as const
  return words
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => t(`traffic.count.${verdict}`, { count }))
    .join(', ')
}

const CONTROLS = new Set(['write', 'control', 'program'])

/** Whether highlight keeps an edge bright. */
export function isHighlit(
  edge: TrafficEdge,
  highlight: TrafficSearch['highlight'],
  nodes: ReadonlyMap<string, TrafficNode>,
): boolean {
  if (highlight === 'breach') return edge.verdicts.notAllowed > 0
  if (highlight === 'control') return edge.kinds.some(({ kind }) => CONTROLS.has(kind))
  if (highlight === 'crossing') return nodes.get(edge.client)?.zone !== nodes.get(edge.server)?.zone
  return true
}

/** Graphs of further questions added to the first; what stands in both stays as the first says it. */
export function joined(base: TrafficGraph, further: readonly TrafficGraph[]): TrafficGraph {
  const nodes = new Map(base.nodes.map((node) => [node.id, node]))
  const edges = new Map(base.edges.map((edge) => [edge.id, edge]))
  for (const graph of further) {
    for (const node of graph.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node)
    for (const edge of graph.edges) if (!edges.has(edge.id)) edges.set(edge.id, edge)
  }
  return { ...base, nodes: [...nodes.values()], edges: [...edges.values()] }
}

/** The keys of the filter line that mean one edge. Null where an end has no name to ask by. */
export function edgeQuestion(
  edge: TrafficEdge,
  nodes: ReadonlyMap<string, TrafficNode>,
): { readonly client: string; readonly server: string } | { readonly from: string; readonly to: string } | null {
  const [client, server] = [nodes.get(edge.client), nodes.get(edge.server)]
  if (client === undefined || server === undefined) return null
  if (client.kind === 'zone')
    return client.zone === null || server.zone === null ? null : { from: client.zone, to: server.zone }
  return { client: askedBy(client), server: askedBy(server) }
}

function askedBy(node: TrafficNode): string {
  return node.kind === 'asset' ? node.id : node.label
}
