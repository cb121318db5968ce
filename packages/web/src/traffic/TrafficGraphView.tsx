// The graph of one question: the picture, beside it lists that say the same, and the panel of what is chosen.
import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { isQuestion, readTrafficGraph, type TrafficGraph } from '@penstock/contract/traffic'
import { useRead, useReads } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Loaded, Panel } from '@penstock/web/ui'
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import { joined } from './describe.ts'
import { describeLeft } from './describe-left.ts'
import { EdgePanel } from './EdgePanel.tsx'
import { EdgeList, NodeList } from './GraphLists.tsx'
import { NodePanel } from './NodePanel.tsx'
import { SilentCells } from './SilentCells.tsx'
import { TrafficSearch } from './search.ts'
import { NoTraffic } from './TrafficTable.tsx'
import type { TrafficQuery } from './use-traffic.ts'

const GraphCanvas = lazy(() => import('./GraphCanvas.tsx').then((module) => ({ default: module.GraphCanvas })))

export interface GraphProps {
  readonly query: TrafficQuery
  readonly search: TrafficSearch
  readonly onChange: (next: Partial<TrafficSearch>) => void
  readonly onOpen: (conversation: string) => void
  readonly onClear: () => void
}

export function TrafficGraphView(props: GraphProps & { readonly table: ReactNode }) {
  const { query, search, onChange, table } = props
  const [hasWebGl] = useState(canDraw)
  const by = search.by ?? 'zone'
  if (!hasWebGl)
    return (
      <>
        <p className="stale-mark" role="status">
          <span>{t('traffic.no-webgl')}</span>
        </p>
        {table}
      </>
    )
  return (
    <>
      <div className="traffic-controls">
        <SegmentedControl
          aria-label={t('traffic.by')}
          value={by}
          data={[
            { value: 'zone', label: t('traffic.by.zone') },
            { value: 'asset', label: t('traffic.by.asset') },
          ]}
          onChange={(next) =>
            onChange({ by: next === 'asset' ? 'asset' : undefined, open: undefined, expand: undefined })
          }
        />
        <NativeSelect
          aria-label={t('traffic.highlight')}
          value={search.highlight ?? ''}
          data={[
            { value: '', label: t('traffic.highlight.none') },
            { value: 'breach', label: t('traffic.highlight.breach') },
            { value: 'control', label: t('traffic.highlight.control') },
            { value: 'crossing', label: t('traffic.highlight.crossing') },
          ]}
          onChange={(event) =>
            onChange(TrafficSearch.pick({ highlight: true }).parse({ highlight: event.currentTarget.value }))
          }
        />
      </div>
      {by === 'asset' && !isQuestion(query) ? <AskFirst onChange={onChange} /> : <Answered {...props} by={by} />}
    </>
  )
}

/** Start from a question, never from everything. */
function AskFirst({ onChange }: Pick<GraphProps, 'onChange'>) {
  return (
    <Empty kind="yet" title={t('traffic.ask')}>
      <p>{t('traffic.ask.how')}</p>
      <p className="traffic-questions">
        {(['verdict:not-allowed', 'kind:write', 'kind:program', 'crosses:yes'] as const).map((q) => (
          <Button key={q} variant="default" size="xs" onClick={() => onChange({ q })}>
            {t(`traffic.ask.${q.split(':')[1] as 'write'}`)}
          </Button>
        ))}
      </p>
    </Empty>
  )
}

function Answered(props: GraphProps & { readonly by: 'asset' | 'zone' }) {
  const { query, search, by } = props
  const read = useRead(readTrafficGraph, { query: { ...query, by } })
  const { site, asOf } = query
  const expanded = by === 'asset' ? (search.expand ?? []) : []
  const further = useReads(
    readTrafficGraph,
    expanded.map((asset) => ({
      query: {
        by,
        asset,
        ...(site === undefined ? {} : { site }),
        ...(asOf === undefined ? {} : { asOf }),
      },
    })),
  )
  return (
    <Loaded read={read} lines={12}>
      {(graph) =>
        graph.nodes.length === 0 ? (
          <>
            <SilentCells page={graph} />
            <NoTraffic query={query} onClear={props.onClear} />
          </>
        ) : (
          <Drawn {...props} base={graph} further={further} />
        )
      }
    </Loaded>
  )
}

function Drawn(props: GraphProps & { readonly base: TrafficGraph; readonly further: readonly TrafficGraph[] }) {
  const { base, further, search, onChange, onOpen, query } = props
  const count = further.length
  // An expansion that came adds one; what it says stands under its question.
  const graph = useMemo(() => joined(base, further), [base, count])
  const nodes = useMemo(() => new Map(graph.nodes.map((node) => [node.id, node])), [graph])
  const { highlight, open, expand = [] } = search
  const edge = graph.edges.find(({ id }) => id === open)
  const node = open === undefined ? undefined : nodes.get(open)
  const choose = (id: string | undefined) => onChange({ open: id })
  const left = describeLeft(graph)
  return (
    <>
      <SilentCells page={graph} />
      <p role="status">
        {t(graph.total.is === 'exact' ? 'traffic.graph.count' : 'traffic.graph.count.at-least', {
          total: graph.total.conversations,
          nodes: graph.nodes.length,
          edges: graph.edges.length,
        })}
        {left === null ? '' : ` ${left}`}
      </p>
      <div className="traffic-graph">
        <Suspense fallback={<div className="traffic-canvas" aria-busy="true" />}>
          <GraphCanvas graph={graph} nodes={nodes} highlight={highlight} open={open ?? null} onOpen={choose} />
        </Suspense>
        <div className="traffic-side">
          {edge === undefined ? null : (
            <EdgePanel
              edge={edge}
              nodes={nodes}
              query={query}
              onOpen={onOpen}
              onTable={(q) => onChange({ q, view: undefined, open: undefined })}
              onClose={() => choose(undefined)}
            />
          )}
          {node === undefined ? null : (
            <NodePanel
              node={node}
              isExpanded={expand.includes(node.id)}
              onExpand={() => onChange({ expand: [...expand, node.id].slice(-10) })}
              onAsk={(q) => onChange({ q, by: 'asset', open: undefined, expand: undefined })}
              onClose={() => choose(undefined)}
            />
          )}
          <Panel title={t('traffic.edges', { count: graph.edges.length })}>
            <EdgeList graph={graph} nodes={nodes} highlight={highlight} open={open ?? null} onOpen={choose} />
          </Panel>
          <Panel title={t('traffic.nodes', { count: graph.nodes.length })}>
            <NodeList graph={graph} open={open ?? null} onOpen={choose} />
          </Panel>
        </div>
      </div>
    </>
  )
}

function canDraw(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null
  } catch {
    return false
  }
}
