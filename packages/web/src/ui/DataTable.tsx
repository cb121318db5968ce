// The one table: exact counts, sticky header, sort, column choice, selection, keys; past 200 rows only those in view exist.

import { t } from '@penstock/web/messages'
import { readPreferences } from '@penstock/web/theme'
import { columnVisibilityFeature, rowSelectionFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import type { Column } from './column.ts'
import { ScrollRegion } from './ScrollRegion.tsx'
import { HeadCell, SelectAllCell } from './TableHead.tsx'
import { useTableKeys } from './table-keys.ts'

interface TableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  /** False where nothing in a row can be opened. */
  readonly hasKeys?: boolean
  /** Whole number of rows, also of those not loaded yet. */
  readonly total?: number
  readonly rowId: (row: Row) => string
  /** Column id, with `-` before it for descending. */
  readonly sort?: string
  readonly onSort?: (sort: string) => void
  readonly hidden?: readonly string[]
  readonly selected?: ReadonlySet<string>
  readonly onSelect?: (ids: ReadonlySet<string>) => void
  readonly onPeek?: (row: Row) => void
  /** The end is in sight; `isByPerson` when somebody scrolled there. */
  readonly onReachEnd?: (isByPerson: boolean) => void
}

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature })
const VIRTUAL_FROM = 200
const ROW_PX = { compact: 28, default: 36, 'control-room': 44 }

export function DataTable<Row extends object>(props: TableProps<Row>) {
  const { columns, rows, rowId, selected, onSelect } = props
  const frame = useRef<HTMLElement>(null)
  const definitions = useMemo(() => columns.map((column) => ({ id: column.id, accessorFn: () => null })), [columns])
  const table = useTable<typeof features, Row>({
    features,
    data: rows,
    columns: definitions,
    getRowId: rowId,
    state: {
      columnVisibility: Object.fromEntries((props.hidden ?? []).map((id) => [id, false])),
      rowSelection: Object.fromEntries([...(selected ?? [])].map((id) => [id, true as const])),
    },
    onRowSelectionChange: (update) => {
      const before = Object.fromEntries([...(selected ?? [])].map((id) => [id, true as const]))
      const after = typeof update === 'function' ? update(before) : update
      onSelect?.(new Set(Object.keys(after).filter((id) => after[id])))
    },
  })
  const all = table.getRowModel().rows
  const shown = table.getVisibleLeafColumns().flatMap((leaf) => columns.find((column) => column.id === leaf.id) ?? [])
  const isVirtual = all.length > VIRTUAL_FROM
  const virtual = useVirtualizer({
    count: all.length,
    getScrollElement: () => frame.current,
    estimateSize: rowPx,
    overscan: 20,
    enabled: isVirtual,
  })
  const picked = useRef(0)
  const select = (more: readonly { readonly id: string }[]) =>
    onSelect?.(new Set([...(selected ?? []), ...more.map(({ id }) => id)]))
  /** With the shift key everything between the last row that was picked and this one. */
  const pick = (at: number, isRange: boolean) => {
    const [from, to] = isRange ? [Math.min(picked.current, at), Math.max(picked.current, at)] : [at, at]
    picked.current = at
    if (!isRange) return all[at]?.toggleSelected()
    select(all.slice(from, to + 1))
  }
  useTableKeys({
    frame,
    count: all.length,
    isOn: props.hasKeys ?? true,
    reveal: (at) => (isVirtual ? virtual.scrollToIndex(at) : undefined),
    ...(props.onPeek ? { peek: (at: number) => all[at] && props.onPeek?.(all[at].original) } : {}),
    ...(onSelect
      ? {
          toggle: (at: number) => pick(at, false),
          extend: (indexes: readonly number[]) => select(indexes.flatMap((at) => all[at] ?? [])),
          toggleAll: () => table.toggleAllRowsSelected(),
        }
      : {}),
  })
  const items = isVirtual ? virtual.getVirtualItems() : all.map((_, index) => ({ index, start: 0, end: 0 }))
  const before = isVirtual ? (items[0]?.start ?? 0) : 0
  const after = isVirtual ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0
  const reachEnd = (isByPerson: boolean) => {
    const element = frame.current
    if (element && element.scrollTop + element.clientHeight > element.scrollHeight - 600) props.onReachEnd?.(isByPerson)
  }
  // Also without a scroll: the list may be shorter than its frame, and rows that were asked for may not have come, because the list was
  // read anew meanwhile. Who is told decides whether more is asked for.
  useEffect(() => reachEnd(false))
  return (
    <ScrollRegion label={props.label} ref={frame} onScroll={() => reachEnd(true)}>
      <table className="table" aria-rowcount={(props.total ?? all.length) + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {onSelect ? (
              <SelectAllCell
                isAll={table.getIsAllRowsSelected()}
                isSome={table.getIsSomeRowsSelected()}
                onToggle={() => table.toggleAllRowsSelected()}
              />
            ) : null}
            {shown.map((column) => (
              <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer px={before} />
          {items.map(({ index }) => {
            const row = all[index]
            if (row === undefined) return null
            return (
              <tr key={row.id} aria-rowindex={index + 2} data-index={index} data-selected={row.getIsSelected()}>
                {onSelect ? (
                  <td className="table-check">
                    <RowCheck
                      isSelected={row.getIsSelected()}
                      onPick={(isRange) => pick(index, isRange)}
                      index={index}
                    />
                  </td>
                ) : null}
                {shown.map((column) => (
                  <BodyCell key={column.id} column={column} row={row.original} />
                ))}
              </tr>
            )
          })}
          <Spacer px={after} />
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function BodyCell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const className = column.isNumber ? 'table-number' : undefined
  return column.isRowHead ? (
    <th scope="row" className={className}>
      {column.cell(row)}
    </th>
  ) : (
    <td className={className}>{column.cell(row)}</td>
  )
}

function RowCheck(props: {
  readonly isSelected: boolean
  readonly onPick: (isRange: boolean) => void
  readonly index: number
}) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={props.isSelected}
        onChange={(event) => props.onPick((event.nativeEvent as MouseEvent).shiftKey === true)}
      />
      <span className="visually-hidden">{t('ui.table.select-row', { number: props.index + 1 })}</span>
    </label>
  )
}

/** Keeps the scroll bar honest for rows that are not drawn. */
function Spacer({ px }: { readonly px: number }) {
  return px > 0 ? (
    <tr>
      <td style={{ blockSize: px, padding: 0, border: 0 }} />
    </tr>
  ) : null
}

function rowPx(): number {
  const { mode, density } = readPreferences()
  return mode === 'control-room' ? ROW_PX['control-room'] : ROW_PX[density]
}
