// The list: counted, virtual, sorted and filtered by the address; a row opens the conversation in the drawer.
import { Button } from '@mantine/core'
import { ConversationSort, type ConversationView, listConversations } from '@penstock/contract/traffic'
import { useList } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { DataTable, Empty, Loaded } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { trafficColumns } from './columns.tsx'
import { SilentCells } from './SilentCells.tsx'
import type { TrafficQuery } from './use-traffic.ts'

export function TrafficTable(props: {
  readonly query: TrafficQuery
  readonly sort: ConversationSort
  readonly hidden: readonly string[]
  readonly onSort: (sort: ConversationSort) => void
  readonly onOpen: (id: string) => void
  readonly onClear: () => void
}) {
  const { query, sort, hidden, onSort, onOpen, onClear } = props
  const read = useList<ConversationView, typeof listConversations>(listConversations, {
    query: { ...query, sort, limit: 200 },
  })
  const columns = useMemo(() => trafficColumns(onOpen), [onOpen])
  const rows = read.items ?? []
  const [page] = read.data?.pages ?? []
  return (
    <Loaded read={read} lines={12}>
      {() => (
        <>
          <SilentCells page={page} />
          {rows.length === 0 ? (
            <NoTraffic query={query} onClear={onClear} />
          ) : (
            <div className="assets-list" data-busy={read.isPlaceholderData}>
              <p role="status">
                {t(countKey(page, rows.length === read.total), { total: read.total, shown: rows.length })}
              </p>
              <DataTable
                label={t('traffic.title')}
                columns={columns}
                rows={rows}
                total={read.total}
                rowId={(row) => row.id}
                sort={sort}
                onSort={(next) => onSort(ConversationSort.catch('-lastAt').parse(next))}
                hidden={hidden}
                onPeek={(row) => onOpen(row.id)}
                onReachEnd={read.loadMore}
              />
            </div>
          )}
        </>
      )}
    </Loaded>
  )
}

function countKey(page: object | undefined, isAll: boolean) {
  if ((page as { readonly totalIs?: string } | undefined)?.totalIs === 'at-least') return 'traffic.count.at-least'
  return isAll ? 'traffic.count.all' : 'traffic.count'
}

export function NoTraffic({ query, onClear }: { readonly query: TrafficQuery; readonly onClear: () => void }) {
  const { asOf, ...filter } = query
  if (Object.keys(filter).length > 0)
    return (
      <Empty kind="matches" title={t('traffic.none.matches')}>
        <Button variant="default" size="xs" onClick={onClear}>
          {t('filters.clear')}
        </Button>
      </Empty>
    )
  return (
    <Empty kind="yet" title={t(asOf === undefined ? 'traffic.none.yet' : 'traffic.none.then')}>
      {asOf === undefined ? <Link to="/">{t('traffic.none.next')}</Link> : null}
    </Empty>
  )
}
