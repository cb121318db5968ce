// One edge: who with whom, protocols, functions, verdicts and why, and its conversations with the packet of each.
import { Button } from '@mantine/core'
import { listConversations, type TrafficEdge, type TrafficNode } from '@penstock/contract/traffic'
import { useRead } from '@penstock/web/api'
import { withValue } from '@penstock/web/filters'
import { formatBytes, formatCount, t } from '@penstock/web/messages'
import { Facts, Loaded, Panel, SeverityMark, severityOf } from '@penstock/web/ui'
import { Counted, Kinds, Last, Verdict } from './columns.tsx'
import { edgeContent, edgeQuestion, edgeTitle, protocolOf, ruleSentence, verdictWords } from './describe.ts'
import type { TrafficQuery } from './use-traffic.ts'

const SHOWN = 20

export function EdgePanel(props: {
  readonly edge: TrafficEdge
  readonly nodes: ReadonlyMap<string, TrafficNode>
  readonly query: TrafficQuery
  readonly onOpen: (conversation: string) => void
  /** Shows the table with this line. */
  readonly onTable: (line: string) => void
  readonly onClose: () => void
}) {
  const { edge, nodes, query, onOpen, onTable, onClose } = props
  const question = edgeQuestion(edge, nodes)
  return (
    <Panel
      title={edgeTitle(edge, nodes)}
      aside={
        <Button variant="subtle" size="compact-sm" onClick={onClose}>
          {t('ui.close')}
        </Button>
      }
    >
      {edge.severity === null ? null : <SeverityMark severity={severityOf(edge.severity)} />}
      <p>{verdictWords(edge)}</p>
      <p className="muted">{edgeContent(edge)}</p>
      <Facts
        items={[
          [t('traffic.column.packets'), <Counted key="packets" value={edge.packets} format={formatCount} />],
          [t('traffic.column.bytes'), <Counted key="bytes" value={edge.bytes} format={formatBytes} />],
          ...(edge.lastAt === null ? [] : [[t('traffic.column.last'), <Last key="last" at={edge.lastAt} />] as const]),
        ]}
      />
      {question === null ? null : (
        <>
          <Conversations query={{ ...query, ...question }} onOpen={onOpen} />
          <Button
            variant="default"
            size="xs"
            onClick={() =>
              onTable(Object.entries(question).reduce((line, [key, value]) => withValue(line, key, value), ''))
            }
          >
            {t('traffic.edge.table')}
          </Button>
        </>
      )}
    </Panel>
  )
}

function Conversations(props: { readonly query: TrafficQuery; readonly onOpen: (conversation: string) => void }) {
  const read = useRead(listConversations, { query: { ...props.query, sort: '-lastAt', limit: SHOWN } })
  return (
    <Loaded read={read} lines={3}>
      {({ items, total }) => (
        <>
          <h3>{t('traffic.conversations', { count: total })}</h3>
          <ul className="traffic-list">
            {items.map((row) => (
              <li key={row.id}>
                <button type="button" onClick={() => props.onOpen(row.id)}>
                  <span className="traffic-list-title">
                    <bdi>{protocolOf(row) ?? t('traffic.protocol.unknown')}</bdi> <Verdict row={row} />
                  </span>
                  <span className="muted">
                    <Kinds row={row} />
                  </span>
                  {row.rule === null ? null : <span className="muted">{ruleSentence(row.rule)}</span>}
                </button>
              </li>
            ))}
          </ul>
          {total > items.length ? (
            <p className="muted">{t('traffic.edge.more', { count: total - items.length })}</p>
          ) : null}
        </>
      )}
    </Loaded>
  )
}
