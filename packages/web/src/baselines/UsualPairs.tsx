// The functions that each pair uses: standing, addresses, cadence by shift and phase.
import type { BaselineFunctionView, BaselinePairView, BaselineView } from '@penstock/contract/baselines'
import { touchedText } from '@penstock/model/observations'
import { formatCount, t } from '@penstock/web/messages'
import { Chip, type Column, DataTable, Panel, Unknown, WireText } from '@penstock/web/ui'
import { durationText } from './deviation-text.ts'

interface Row {
  readonly pair: BaselinePairView
  readonly function: BaselineFunctionView | null
}

export function UsualPairs({ baseline }: { readonly baseline: Pick<BaselineView, 'pairs' | 'morePairs'> }) {
  const rows = baseline.pairs.flatMap((pair): Row[] =>
    pair.functions.length === 0 ? [{ pair, function: null }] : pair.functions.map((one) => ({ pair, function: one })),
  )
  return (
    <Panel title={t('baselines.pairs')} aside={t('observations.rows', { count: rows.length })}>
      <div className="inner-table">
        <DataTable
          label={t('observations.table', { title: t('baselines.pairs') })}
          columns={columns()}
          rows={rows}
          hasKeys={false}
          rowId={(row) => `${row.pair.id} ${row.function?.code ?? ''}`}
        />
      </div>
      {baseline.morePairs === 0 ? null : (
        <p className="notice" role="status">
          {t('baselines.pairs.more', { count: baseline.morePairs })}
        </p>
      )}
    </Panel>
  )
}

function columns(): readonly Column<Row>[] {
  return [
    {
      id: 'function',
      title: t('baselines.column.function'),
      isRowHead: true,
      cell: ({ pair, function: one }) => <WireText text={one === null ? pair.protocol : one.name} />,
    },
    { id: 'client', title: t('baselines.column.client'), cell: ({ pair }) => <WireText text={pair.client} isMono /> },
    { id: 'server', title: t('baselines.column.server'), cell: ({ pair }) => <WireText text={pair.server} isMono /> },
    {
      id: 'standing',
      title: t('baselines.column.standing'),
      cell: ({ function: one }) => (one === null ? '' : <Standing of={one} />),
    },
    {
      id: 'addresses',
      title: t('baselines.column.addresses'),
      cell: ({ pair, function: one }) => <Addresses of={one} protocol={pair.protocol} />,
    },
    { id: 'cadence', title: t('baselines.column.cadence'), cell: ({ function: one }) => <Cadence of={one} /> },
    {
      id: 'intervals',
      title: t('baselines.column.intervals'),
      isNumber: true,
      cell: ({ pair, function: one }) => formatCount(one?.intervals ?? pair.intervals),
    },
    {
      id: 'status',
      title: t('baselines.column.status'),
      cell: ({ pair }) => t(`baselines.status.${pair.status}`),
    },
  ]
}

function Standing({ of: { standing, isChange } }: { readonly of: BaselineFunctionView }) {
  return (
    <>
      <Chip tone={standing === 'quarantined' ? 'strong' : 'plain'}>{t(`baselines.standing.${standing}`)}</Chip>
      {isChange ? <Chip>{t('baselines.changes')}</Chip> : null}
    </>
  )
}

function Addresses(props: { readonly of: BaselineFunctionView | null; readonly protocol: string }) {
  const { of: one, protocol } = props
  if (one !== null && one.targets.length > 0) return <WireText text={one.targets.join(', ')} />
  if (one === null || one.addresses === null) return <Unknown reason={t('baselines.unknown.addresses')} />
  const { low, high } = one.addresses
  return t('baselines.range', { low: touchedText(protocol, low), high: touchedText(protocol, high) })
}

function Cadence({ of: one }: { readonly of: BaselineFunctionView | null }) {
  if (one === null || one.cadence.length === 0) return <Unknown reason={t('baselines.unknown.cadence')} />
  return (
    <ul className="baseline-cadence">
      {one.cadence.map(({ phase, gapMicros }) => (
        <li key={phase}>
          {t('baselines.cadence.phase', {
            phase,
            low: durationText(gapMicros.low),
            high: durationText(gapMicros.high),
          })}
        </li>
      ))}
    </ul>
  )
}
