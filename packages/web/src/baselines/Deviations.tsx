// What left the usual: each with what was expected and seen, the packet that shows it, and the owner's decision.
import { Button } from '@mantine/core'
import { type BaselineStatus, type DeviationView, decideDeviation, listDeviations } from '@penstock/contract/baselines'
import { useMay, useWrite } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { type Asked, EventTable, proofColumn, protocolColumn, spanColumns } from '@penstock/web/observations'
import { Chip, type Column, RefusedNotice, showToast, Unknown, WireText } from '@penstock/web/ui'
import { expectedText, observedText } from './deviation-text.ts'
import './baselines.css'

/** `status` is that of what they are judged by; left out while it is not known. */
export function Deviations({ asked, status }: { readonly asked: Asked; readonly status: BaselineStatus | undefined }) {
  const mayDecide = useMay('baseline:decide')
  return (
    <EventTable
      title={t('baselines.deviations')}
      route={listDeviations}
      asked={asked}
      columns={() => columns(asked.domain, mayDecide)}
      none={t(`baselines.deviations.none.${status ?? 'active'}`)}
      why={t(`baselines.deviations.none.${status ?? 'active'}.why`)}
    />
  )
}

function columns(domain: 'it' | 'ot', mayDecide: boolean): readonly Column<DeviationView>[] {
  return [
    {
      id: 'kind',
      title: t('baselines.column.kind'),
      isRowHead: true,
      cell: ({ kind }) => t(`baselines.kind.${kind}`),
    },
    { id: 'reason', title: t('baselines.column.reason'), cell: ({ reason }) => t(`baselines.reason.${reason}`) },
    {
      id: 'about',
      title: t('baselines.column.about'),
      cell: ({ name, subject }) => <WireText text={name === '' ? subject : name} />,
    },
    {
      id: 'effect',
      title: t('baselines.column.effect'),
      cell: ({ isChange }) => (isChange ? <Chip tone="strong">{t('baselines.changes')}</Chip> : ''),
    },
    {
      id: 'expected',
      title: t('baselines.column.expected'),
      cell: (row) => expectedText(row) ?? <Unknown reason={t('baselines.unknown.expected')} />,
    },
    {
      id: 'observed',
      title: t('baselines.column.observed'),
      cell: (row) => observedText(row) ?? <Unknown reason={t('baselines.unknown.observed')} />,
    },
    proofColumn(),
    {
      id: 'state',
      title: t('baselines.column.state'),
      cell: (row) => <Decision row={row} domain={domain} mayDecide={mayDecide} />,
    },
    { id: 'client', title: t('baselines.column.client'), cell: ({ client }) => <WireText text={client} isMono /> },
    { id: 'server', title: t('baselines.column.server'), cell: ({ server }) => <WireText text={server} isMono /> },
    protocolColumn(),
    { id: 'phase', title: t('baselines.column.phase'), cell: ({ phase }) => <WireText text={phase} /> },
    { id: 'count', title: t('baselines.column.count'), isNumber: true, cell: ({ count }) => formatCount(count) },
    ...spanColumns<DeviationView>(),
  ]
}

function Decision(props: { readonly row: DeviationView; readonly domain: 'it' | 'ot'; readonly mayDecide: boolean }) {
  const { row, domain } = props
  const write = useWrite(decideDeviation)
  if (row.state !== 'open' || !props.mayDecide) return t(`baselines.state.${row.state}`)
  const what = `${t(`baselines.kind.${row.kind}`)} ${row.name}`.trim()
  const decide = async (decision: 'approved' | 'refused') => {
    const answer = await write.run({ params: { deviationId: row.id }, body: { decision }, domain })
    if (answer.ok) showToast({ text: t(`baselines.decided.${decision}`) })
  }
  return (
    <span className="baseline-decision">
      {(['approved', 'refused'] as const).map((decision) => (
        <Button
          key={decision}
          variant="default"
          size="compact-xs"
          disabled={write.isRunning}
          aria-label={t('baselines.decide.label', { decision: t(`baselines.decide.${decision}`), what })}
          onClick={() => void decide(decision)}
        >
          {t(`baselines.decide.${decision}`)}
        </Button>
      ))}
      {write.refused === null ? null : <RefusedNotice refused={write.refused} />}
    </span>
  )
}
