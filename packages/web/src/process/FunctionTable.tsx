// The table that says what the picture says: every function, what it needs, its stocks and targets, and how it fares.
import type { FunctionView } from '@penstock/contract/process'
import { t } from '@penstock/web/messages'
import { type Column, DataTable, Panel, SeverityMark, Unknown } from '@penstock/web/ui'
import { useMemo, useState } from 'react'
import type { PictureProps } from './NeedsMap.tsx'
import { hoursText } from './words.ts'

export function FunctionTable(props: PictureProps) {
  const { network, names, standing, losses, onOpen } = props
  const [sort, setSort] = useState('layer')
  const lost = useMemo(() => new Map(losses.map((loss) => [loss.id, loss])), [losses])
  const columns: readonly Column<FunctionView>[] = [
    {
      id: 'name',
      title: t('process.column.function'),
      isRowHead: true,
      isSortable: true,
      cell: ({ id }) => (
        <button type="button" className="row-open" data-row-link onClick={() => onOpen(id)}>
          {names.nameOf(id)}
        </button>
      ),
    },
    { id: 'type', title: t('process.column.type'), isSortable: true, cell: ({ type }) => t(`process.type.${type}`) },
    {
      id: 'state',
      title: t('process.column.state'),
      isSortable: true,
      cell: ({ id }) => {
        const loss = lost.get(id)
        if (loss?.isMtpdBroken === true) return <SeverityMark severity={2} />
        return t(
          standing.has(id)
            ? 'process.state.standing'
            : loss === undefined
              ? 'process.state.runs'
              : 'process.state.runs-now',
        )
      },
    },
    {
      id: 'needs',
      title: t('process.column.needs'),
      cell: ({ inputs, own }) => [...inputs, ...own].map(({ name }) => name).join(', ') || <Unknown />,
    },
    {
      id: 'stock',
      title: t('process.column.stock'),
      isNumber: true,
      isSortable: true,
      cell: (one) => hoursOrNone(shortestStock(one)),
    },
    {
      id: 'rto',
      title: t('process.column.rto'),
      isNumber: true,
      isSortable: true,
      cell: ({ rtoH }) => hoursOrNone(rtoH),
    },
    {
      id: 'mtpd',
      title: t('process.column.mtpd'),
      isNumber: true,
      isSortable: true,
      cell: ({ mtpdH }) => hoursOrNone(mtpdH),
    },
  ]
  const rows = useMemo(() => {
    const by = (one: FunctionView): string | number => {
      const key = sort.replace(/^-/, '')
      if (key === 'name') return one.name
      if (key === 'type') return one.type
      if (key === 'state') return Number(standing.has(one.id)) + Number(lost.has(one.id))
      if (key === 'stock') return shortestStock(one) ?? Number.POSITIVE_INFINITY
      if (key === 'rto') return one.rtoH ?? Number.POSITIVE_INFINITY
      if (key === 'mtpd') return one.mtpdH ?? Number.POSITIVE_INFINITY
      return one.layer
    }
    const sign = sort.startsWith('-') ? -1 : 1
    return network.functions.toSorted((a, b) => sign * compare(by(a), by(b)))
  }, [network, sort, standing, lost])
  return (
    <Panel title={t('process.functions', { count: network.functions.length })}>
      <DataTable
        label={t('process.functions.table')}
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        sort={sort}
        onSort={setSort}
      />
    </Panel>
  )
}

/** Hours that the shortest of its stocks carries; null where it needs no other function. */
function shortestStock({ inputs }: FunctionView): number | null {
  return inputs.length === 0 ? null : Math.min(...inputs.map(({ bufferH }) => bufferH))
}

function hoursOrNone(hours: number | null) {
  return hours === null ? <Unknown /> : hoursText(hours)
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
