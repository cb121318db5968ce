// Places of a graph's nodes: ForceAtlas2 from a start that depends on nothing but the names, so that the same graph is drawn alike.
import type { TrafficEdge, TrafficNode } from '@penstock/contract/traffic'
import Graph from 'graphology'
import forceAtlas2 from 'graphology-layout-forceatlas2'

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))

export interface Place {
  readonly x: number
  readonly y: number
}

type Edge = Pick<TrafficEdge, 'id' | 'client' | 'server' | 'conversations'>

export function placesOf(
  nodes: readonly Pick<TrafficNode, 'id'>[],
  edges: readonly Edge[],
): ReadonlyMap<string, Place> {
  const graph = new Graph({ type: 'directed' })
  const ids = nodes.map(({ id }) => id).sort()
  for (const [at, id] of ids.entries()) {
    const radius = Math.sqrt(at + 1)
    graph.addNode(id, { x: radius * Math.cos(at * GOLDEN_ANGLE), y: radius * Math.sin(at * GOLDEN_ANGLE) })
  }
  for (const edge of lines(nodes, edges).toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    graph.addDirectedEdgeWithKey(edge.id, edge.client, edge.server, { weight: 1 + Math.log1p(edge.conversations) })
  const settings = { ...forceAtlas2.inferSettings(graph), strongGravityMode: true, gravity: 0.05, scalingRatio: 20 }
  if (graph.order > 1) forceAtlas2.assign(graph, { iterations: graph.order > 100 ? 100 : 300, settings })
  return new Map(graph.mapNodes((id, place) => [id, { x: Number(place['x']), y: Number(place['y']) }] as const))
}

/** Edges that are a line: talk within one node and to what is not drawn is none. */
export function lines<Line extends Edge>(
  nodes: readonly Pick<TrafficNode, 'id'>[],
  edges: readonly Line[],
): readonly Line[] {
  const drawn = new Set(nodes.map(({ id }) => id))
  return edges.filter(({ client, server }) => client !== server && drawn.has(client) && drawn.has(server))
}
