// Head cells of a table: a button where the column sorts, a box that selects all.
import { t } from '@penstock/web/messages'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import type { Column } from './column.ts'

export function HeadCell<Row>(props: {
  readonly column: Column<Row>
  readonly sort: string | undefined
  readonly onSort: ((sort: string) => void) | undefined
}) {
  const { column, sort, onSort } = props
  const className = column.isNumber ? 'table-number' : undefined
  if (!column.isSortable || onSort === undefined)
    return (
      <th scope="col" className={className}>
        {column.title}
      </th>
    )
  const isUp = sort === column.id
  const isDown = sort === `-${column.id}`
  const Icon = isUp ? IconArrowUp : isDown ? IconArrowDown : IconArrowsSort
  return (
    <th scope="col" className={className} aria-sort={isUp ? 'ascending' : isDown ? 'descending' : 'none'}>
      <button type="button" className="table-sort" onClick={() => onSort(isUp ? `-${column.id}` : column.id)}>
        {column.title}
        <Icon aria-hidden="true" size={14} stroke={1.5} />
      </button>
    </th>
  )
}

export function SelectAllCell(props: {
  readonly isAll: boolean
  readonly isSome: boolean
  readonly onToggle: () => void
}) {
  return (
    <th scope="col" className="table-check">
      <label className="check">
        <input
          type="checkbox"
          checked={props.isAll}
          ref={(input) => {
            if (input) input.indeterminate = props.isSome && !props.isAll
          }}
          onChange={props.onToggle}
        />
        <span className="visually-hidden">{t('ui.table.select-all')}</span>
      </label>
    </th>
  )
}
