// Columns of the list of conversations; their ids are those of the export.
import type { ConversationColumn, ConversationView } from '@penstock/contract/traffic'
import { formatBytes, formatCount, t } from '@penstock/web/messages'
import { SiteName } from '@penstock/web/scope'
import { type Column, Instant, SeverityShape, severityOf, Unknown, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { protocolOf, ruleSentence } from './describe.ts'

export const HIDDEN_AT_FIRST: readonly string[] = [
  'rule',
  'clientAddress',
  'serverAddress',
  'answered',
  'packets',
  'firstAt',
  'domain',
  'site',
]

type TrafficColumn = Column<ConversationView> & { readonly id: ConversationColumn }

export function trafficColumns(onOpen: (id: string) => void): readonly TrafficColumn[] {
  const Pair = (row: ConversationView) => (
    <button type="button" className="row-open" data-row-link="" onClick={() => onOpen(row.id)}>
      <WireText text={row.clientLabel} />
    </button>
  )
  return [
    { id: 'client', title: t('traffic.column.client'), isRowHead: true, cell: Pair },
    {
      id: 'server',
      title: t('traffic.column.server'),
      cell: (row) => <End asset={row.serverAsset} label={row.serverLabel} />,
    },
    {
      id: 'protocol',
      title: t('traffic.column.protocol'),
      cell: (row) => <WireOrUnknown text={protocolOf(row)} reason={t('traffic.protocol.unknown')} />,
    },
    { id: 'kinds', title: t('traffic.column.kinds'), cell: (row) => <Kinds row={row} /> },
    { id: 'verdict', title: t('traffic.column.verdict'), cell: (row) => <Verdict row={row} /> },
    {
      id: 'rule',
      title: t('traffic.column.rule'),
      cell: (row) => <WireOrUnknown text={row.rule === null ? null : ruleSentence(row.rule)} />,
    },
    {
      id: 'conduit',
      title: t('traffic.column.conduit'),
      cell: (row) => <WireOrUnknown text={row.conduit} reason={t('traffic.no-conduit')} />,
    },
    {
      id: 'clientZone',
      title: t('traffic.column.client-zone'),
      cell: (row) => <WireOrUnknown text={row.clientZone} reason={t('traffic.zone.unknown')} />,
    },
    {
      id: 'serverZone',
      title: t('traffic.column.server-zone'),
      cell: (row) => <WireOrUnknown text={row.serverZone} reason={t('traffic.zone.unknown')} />,
    },
    {
      id: 'clientAddress',
      title: t('traffic.column.client-address'),
      cell: (row) => <WireOrUnknown text={row.clientAddress} isMono />,
    },
    {
      id: 'serverAddress',
      title: t('traffic.column.server-address'),
      cell: (row) => <WireOrUnknown text={row.serverAddress} isMono />,
    },
    {
      id: 'answered',
      title: t('traffic.column.answered'),
      cell: (row) => t(row.isAnswered ? 'traffic.answered' : 'traffic.unanswered'),
    },
    {
      id: 'packets',
      title: t('traffic.column.packets'),
      isNumber: true,
      cell: (row) => <Counted value={row.packets} format={formatCount} />,
    },
    {
      id: 'bytes',
      title: t('traffic.column.bytes'),
      isNumber: true,
      isSortable: true,
      cell: (row) => <Counted value={row.bytes} format={formatBytes} />,
    },
    {
      id: 'firstAt',
      title: t('traffic.column.first'),
      isSortable: true,
      cell: (row) => <Instant at={row.firstAt} />,
    },
    { id: 'lastAt', title: t('traffic.column.last'), isSortable: true, cell: (row) => <Last at={row.lastAt} /> },
    { id: 'domain', title: t('traffic.column.domain'), cell: (row) => t(`traffic.domain.${row.domain}`) },
    { id: 'site', title: t('traffic.column.site'), cell: (row) => <SiteName site={row.site} /> },
  ]
}

export function End({ asset, label }: { readonly asset: string | null; readonly label: string }) {
  if (asset === null) return <WireText text={label} />
  return (
    <Link to="/assets/$assetId" params={{ assetId: asset }}>
      <WireText text={label} />
    </Link>
  )
}

export function Kinds({ row }: { readonly row: Pick<ConversationView, 'functionKinds'> }) {
  if (row.functionKinds.length === 0) return <Unknown reason={t('traffic.kinds.none')} />
  return row.functionKinds
    .map(({ kind, count }) =>
      count === null
        ? t(`traffic.kind.${kind}`)
        : t('traffic.kind.times', { kind: t(`traffic.kind.${kind}`), count: formatCount(count) }),
    )
    .join(', ')
}

export function Verdict({ row }: { readonly row: Pick<ConversationView, 'verdict' | 'rule' | 'severity'> }) {
  if (row.verdict === null) return <Unknown reason={t('traffic.not-judged')} />
  const why = row.rule === null ? undefined : ruleSentence(row.rule)
  return (
    <span className="traffic-verdict" title={why}>
      {row.severity === null ? null : <SeverityShape severity={severityOf(row.severity)} />}
      {row.verdict === 'not-allowed' ? <strong>{t('ui.verdict.not-allowed')}</strong> : t(`ui.verdict.${row.verdict}`)}
    </span>
  )
}

export function Counted(props: { readonly value: number | null; readonly format: (value: number) => string }) {
  return props.value === null ? <Unknown reason={t('traffic.not-kept')} /> : props.format(props.value)
}

export function Last({ at }: { readonly at: string | null }) {
  return at === null ? <Unknown reason={t('traffic.later')} /> : <Instant at={at} />
}
