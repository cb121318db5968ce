// Listeners of the configuration: whether each listens, who is enrolled at it, and who spoke through it without being.
import type { ListenerView, SourcesView } from '@penstock/contract/sources'
import { formatCount, t } from '@penstock/web/messages'
import { type Column, DataTable, Instant, Panel, Unknown, WireText } from '@penstock/web/ui'
import {
  IconAlertTriangle,
  IconArrowRight,
  IconCircleDashed,
  IconHourglass,
  IconQuestionMark,
} from '@tabler/icons-react'

const SHAPES = {
  listening: IconArrowRight,
  waiting: IconHourglass,
  'not-enrolled': IconCircleDashed,
  failed: IconAlertTriangle,
  unknown: IconQuestionMark,
} as const
type Shown = keyof typeof SHAPES

export function Listeners({ view }: { readonly view: SourcesView }) {
  if (view.listeners.length === 0) return null
  const known = (row: ListenerView) =>
    view.items.filter(
      ({ domain, listener, revokedAt }) => revokedAt === null && domain === row.domain && listener?.name === row.name,
    )
  const strangers = view.listeners.flatMap(({ name, domain, standing }) =>
    (standing?.strangers ?? []).map((each) => ({ ...each, listener: name, domain })),
  )
  return (
    <Panel className="source-panel source-places" title={t('sources.listeners')}>
      <p className="muted">{t('sources.listeners.lead')}</p>
      <DataTable
        label={t('sources.listeners.table')}
        columns={columnsOf(known)}
        rows={view.listeners}
        rowId={(row) => `${row.domain} ${row.name}`}
      />
      {strangers.length === 0 ? null : (
        <>
          <p className="notice" role="status">
            {t('sources.strangers.why', { count: strangers.length })}
          </p>
          <DataTable
            label={t('sources.strangers')}
            columns={strangerColumns()}
            rows={strangers}
            rowId={(row) => `${row.listener} ${row.address}`}
          />
        </>
      )}
    </Panel>
  )
}

function columnsOf(known: (row: ListenerView) => SourcesView['items']): readonly Column<ListenerView>[] {
  return [
    {
      id: 'name',
      title: t('sources.listener'),
      isRowHead: true,
      cell: (row) => <WireText text={row.name} isMono />,
    },
    { id: 'state', title: t('sources.state'), cell: (row) => <State row={row} /> },
    { id: 'domain', title: t('sources.domain'), cell: (row) => t(`access.domain.${row.domain}`) },
    {
      id: 'place',
      title: t('sources.listener.place'),
      cell: (row) => (
        <>
          {t(`sources.by.${row.by}`)} <WireText text={row.place} isMono />
        </>
      ),
    },
    {
      id: 'sources',
      title: t('sources.listener.sources'),
      cell: (row) => {
        const names = known(row).map(({ name }) => name)
        return names.length === 0 ? t('sources.listener.nobody') : <WireText text={names.join(', ')} />
      },
    },
    {
      id: 'connections',
      title: t('sources.listener.connections'),
      isNumber: true,
      cell: ({ by, standing }) =>
        standing === null || (by !== 'tcp' && by !== 'tls') ? <Unknown /> : formatCount(standing.connections),
    },
    {
      id: 'lost',
      title: t('sources.listener.lost'),
      isNumber: true,
      cell: ({ standing }) =>
        standing === null || standing.lost === null ? (
          <Unknown reason={t('sources.listener.lost.unknown')} />
        ) : (
          formatCount(standing.lost)
        ),
    },
  ]
}

function State({ row }: { readonly row: ListenerView }) {
  const state: Shown = row.standing?.state ?? 'unknown'
  const Shape = SHAPES[state]
  return (
    <>
      <span className="source-state" data-loud={state === 'failed' || state === 'unknown'}>
        <Shape aria-hidden="true" size={16} stroke={1.75} />
        {t(`sources.listener.state.${state}`)}
      </span>
      {row.standing?.detail == null ? null : (
        <span className="source-fault">
          <WireText text={row.standing.detail} />
        </span>
      )}
    </>
  )
}

type Stranger = NonNullable<ListenerView['standing']>['strangers'][number] & { readonly listener: string }

function strangerColumns(): readonly Column<Stranger>[] {
  return [
    {
      id: 'address',
      title: t('sources.stranger.address'),
      isRowHead: true,
      cell: ({ address }) => (address === 'others' ? t('sources.stranger.others') : <WireText text={address} isMono />),
    },
    { id: 'listener', title: t('sources.listener'), cell: (row) => <WireText text={row.listener} isMono /> },
    { id: 'lines', title: t('sources.stranger.lines'), isNumber: true, cell: (row) => formatCount(row.lines) },
    { id: 'first', title: t('sources.stranger.first'), cell: (row) => <Instant at={row.firstAt} /> },
    { id: 'last', title: t('sources.stranger.last'), cell: (row) => <Instant at={row.lastAt} /> },
  ]
}
