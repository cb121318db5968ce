// Gaps: how many stand open and stood open when agreed, the trend by day, and each with the instants at which it moved.
import { Button, NativeSelect } from '@mantine/core'
import { type DriftView, GapKind, type GapView, listGaps } from '@penstock/contract/drift'
import { HistoryClock } from '@penstock/contract/history'
import type { SiteKey } from '@penstock/model/kernel'
import { useList } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { Empty, Instant, Loaded, Panel, Unknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { DriftSearch } from './drift-search.ts'
import { GapTrend } from './GapTrend.tsx'

interface Asked {
  readonly site: SiteKey
  readonly search: DriftSearch
  readonly onChange: (next: Partial<DriftSearch>) => void
}

export function Gaps({ drift, ...asked }: Asked & { readonly drift: DriftView }) {
  const { site, search, onChange } = asked
  const kinds = drift.gaps.map(({ kind }) => kind)
  const clock = search.clock ?? 'held'
  return (
    <Panel title={t('history.gaps')}>
      <div className="changes">
        <GapCounts drift={drift} />
        <div className="gaps-asked">
          <NativeSelect
            label={t('history.gap.kind')}
            value={search.gap ?? ''}
            data={[
              { value: '', label: t('history.gap.kind.all') },
              ...kinds.map((value) => ({ value, label: t(`history.gap.${value}`) })),
            ]}
            onChange={(event) =>
              onChange({ gap: GapKind.optional().catch(undefined).parse(event.currentTarget.value) })
            }
          />
          <NativeSelect
            label={t('history.gap.state')}
            value={search.gaps ?? ''}
            data={[
              { value: '', label: t('history.gap.state.open') },
              { value: 'closed', label: t('history.gap.state.closed') },
            ]}
            onChange={(event) => onChange(DriftSearch.pick({ gaps: true }).parse({ gaps: event.currentTarget.value }))}
          />
          <NativeSelect
            label={t('history.clock')}
            value={clock}
            data={HistoryClock.options.map((value) => ({ value, label: t(`history.clock.${value}`) }))}
            onChange={(event) =>
              onChange(DriftSearch.pick({ clock: true }).parse({ clock: event.currentTarget.value }))
            }
          />
        </div>
        <GapTrend site={site} now={drift.now} kind={search.gap} clock={clock} />
        <GapList site={site} search={search} />
      </div>
    </Panel>
  )
}

function GapCounts({ drift }: { readonly drift: DriftView }) {
  return (
    <table className="changes-fields">
      <thead>
        <tr>
          <th scope="col">{t('history.gap')}</th>
          <th scope="col">{t('history.gap.open')}</th>
          <th scope="col">{t('history.gap.agreed')}</th>
        </tr>
      </thead>
      <tbody>
        {drift.gaps.map((gap) => (
          <tr key={gap.kind}>
            <th scope="row">{t(`history.gap.${gap.kind}`)}</th>
            <td>{formatCount(gap.open)}</td>
            <td>
              {gap.openWhenAgreed === null ? (
                <Unknown reason={t('history.agreed.none')} />
              ) : (
                formatCount(gap.openWhenAgreed)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function GapList({ site, search }: Omit<Asked, 'onChange'>) {
  const { gap: kind, gaps: state = 'open', clock = 'held' } = search
  const read = useList<GapView, typeof listGaps>(listGaps, {
    params: { site },
    query: { state, clock, limit: 50, ...(kind === undefined ? {} : { kind }) },
  })
  return (
    <Loaded read={read} lines={6}>
      {() =>
        read.total === 0 ? (
          <Empty kind="wrong" title={t(`history.gap.none.${state}`)} />
        ) : (
          <>
            <h3>{t('history.gap.dates', { count: read.total })}</h3>
            <ul className="gaps">
              {(read.items ?? []).map((gap) => (
                <li key={`${gap.kind} ${gap.id} ${gap.openedAt}`}>
                  <span>
                    {t(`history.gap.${gap.kind}`)}: <GapLink gap={gap} />
                  </span>
                  <Dates gap={gap} />
                </li>
              ))}
            </ul>
            {read.hasNextPage ? (
              <div>
                <Button variant="default" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
                  {t('history.changes.more', { shown: read.items?.length ?? 0, total: read.total })}
                </Button>
              </div>
            ) : null}
          </>
        )
      }
    </Loaded>
  )
}

/** In the order in which they came. */
function Dates({ gap }: { readonly gap: GapView }) {
  const { openedAt, widenedAt, narrowedAt, closedAt } = gap
  const dates = [
    ...widenedAt.map((at) => ({ at, what: 'widened' as const })),
    ...narrowedAt.map((at) => ({ at, what: 'narrowed' as const })),
  ].toSorted((a, b) => a.at.localeCompare(b.at))
  const all = [
    { at: openedAt, what: 'opened' as const },
    ...dates,
    ...(closedAt === null ? [] : [{ at: closedAt, what: 'closed' as const }]),
  ]
  return (
    <span className="muted gaps-dates">
      {all.map(({ at, what }) => (
        <span key={`${what} ${at}`}>
          {t(`history.gap.${what}`)} <Instant at={at} />
        </span>
      ))}
    </span>
  )
}

function GapLink({ gap }: { readonly gap: GapView }) {
  const label = <WireText text={gap.label} />
  if (gap.kind === 'breach') {
    if (gap.closedAt !== null)
      return (
        <Link to="/breaches" search={{ state: 'resolved' }}>
          {label}
        </Link>
      )
    return (
      <Link to="/zones" search={{ open: `breach:${gap.id}` }}>
        {label}
      </Link>
    )
  }
  if (gap.kind === 'conduit-never-seen')
    return (
      <Link to="/zones" search={{ open: gap.id }}>
        {label}
      </Link>
    )
  if (gap.kind === 'unregistered-talker')
    return (
      <Link to="/unregistered" search={{ state: gap.closedAt === null ? 'open' : 'closed' }}>
        {label}
      </Link>
    )
  return (
    <Link to="/assets/$assetId" params={{ assetId: gap.id }}>
      {label}
    </Link>
  )
}
