// The lists beside the graph that say the same: every edge and every node as a button, worst and busiest first.
import type { TrafficGraph, TrafficNode } from '@penstock/contract/traffic'
import { t } from '@penstock/web/messages'
import { SeverityShape, severityOf } from '@penstock/web/ui'
import { edgeContent, edgeTitle, isHighlit, nodeLabel, verdictWords } from './describe.ts'
import type { TrafficSearch } from './search.ts'

interface ListProps {
  readonly graph: TrafficGraph
  readonly open: string | null
  readonly onOpen: (id: string | undefined) => void
}

export function EdgeList(
  props: ListProps & {
    readonly nodes: ReadonlyMap<string, TrafficNode>
    readonly highlight: TrafficSearch['highlight']
  },
) {
  const { graph, nodes, highlight, open, onOpen } = props
  return (
    <ul className="traffic-list">
      {graph.edges.map((edge) => (
        <li key={edge.id}>
          <button
            type="button"
            aria-pressed={open === edge.id}
            data-open={open === edge.id}
            data-highlit={highlight !== undefined && isHighlit(edge, highlight, nodes)}
            onClick={() => onOpen(open === edge.id ? undefined : edge.id)}
          >
            <span className="traffic-list-title">
              {edge.severity === null ? null : <SeverityShape severity={severityOf(edge.severity)} />}
              <bdi>{edgeTitle(edge, nodes)}</bdi>
              {highlight !== undefined && isHighlit(edge, highlight, nodes) ? (
                <span className="chip chip-plain">{t('traffic.highlit')}</span>
              ) : null}
            </span>
            <span className="muted">{edgeContent(edge)}</span>
            <span className="muted">{verdictWords(edge)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

export function NodeList({ graph, open, onOpen }: ListProps) {
  return (
    <ul className="traffic-list">
      {graph.nodes.map((node) => (
        <li key={node.id}>
          <button
            type="button"
            aria-pressed={open === node.id}
            data-open={open === node.id}
            onClick={() => onOpen(open === node.id ? undefined : node.id)}
          >
            <span className="traffic-list-title">
              <bdi>{nodeLabel(node)}</bdi>
            </span>
            <span className="muted">
              {node.kind === 'zone' ? '' : `${node.zone ?? t('traffic.zone.unknown')} · `}
              {t('traffic.conversations', { count: node.conversations })}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
