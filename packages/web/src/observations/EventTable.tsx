// A list of events as a table: pages that load on, the three kinds of nothing, and what is no longer kept.
import type { Input } from '@penstock/contract/client'
import type { Route } from '@penstock/contract/route'
import { useList } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { type Column, DataTable, Empty, Loaded, Panel } from '@penstock/web/ui'
import { type Asked, Gone, totalOf } from './DeviceEvents.tsx'

interface EventPage<Item> {
  readonly items: readonly Item[]
  readonly total: number
  readonly nextCursor: string | null
  readonly gone: number
}

export function EventTable<Item extends { readonly id: string }, R extends Route>(props: {
  readonly title: string
  readonly route: R & { readonly response: { readonly _output: EventPage<Item> } }
  readonly asked: Asked
  readonly columns: () => readonly Column<Item>[]
  readonly none: string
  readonly why: string
}) {
  const { title, route, asked } = props
  const read = useList<Item, R>(route, asked as Input<R>)
  const rows = read.items ?? []
  return (
    <Panel title={title} aside={read.items === undefined ? undefined : totalOf(read.total, rows.length)}>
      <Loaded read={read} lines={8}>
        {() =>
          rows.length === 0 ? (
            <Empty kind="yet" title={props.none}>
              {props.why}
            </Empty>
          ) : (
            <div className="inner-table">
              <DataTable
                label={t('observations.table', { title })}
                columns={props.columns()}
                rows={rows}
                total={read.total}
                rowId={(row) => row.id}
                onReachEnd={read.loadMore}
              />
            </div>
          )
        }
      </Loaded>
      <Gone count={(read.data?.pages[0] as EventPage<Item> | undefined)?.gone ?? 0} />
    </Panel>
  )
}
