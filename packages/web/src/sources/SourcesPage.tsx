// Which systems send events and how each stands. The filter and the open source stand in the address.
import { Button } from '@mantine/core'
import { listSources, type SourcesView, type SourceView } from '@penstock/contract/sources'
import { SourceState } from '@penstock/model/sources'
import { useMay, useRead } from '@penstock/web/api'
import { EdrStart } from '@penstock/web/edr'
import { t } from '@penstock/web/messages'
import { SiteName, useScope } from '@penstock/web/scope'
import { type Column, DataTable, Empty, Instant, Loaded, Page, Unknown, WireText } from '@penstock/web/ui'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { EnrolSource } from './EnrolSource.tsx'
import { Kept } from './Kept.tsx'
import { Listeners } from './Listeners.tsx'
import { Delay, UnreadShare } from './measures.tsx'
import { SourcePanel } from './SourcePanel.tsx'
import { StateMark } from './StateMark.tsx'
import type { SourcesSearch } from './search.ts'
import './sources.css'

const REFRESH_MS = 5000

export function SourcesPage() {
  const search = useSearch({ from: '/sources' })
  const navigate = useNavigate({ from: '/sources' })
  const { asked } = useScope()
  const mayEnrol = useMay('sensor:enrol')
  const mayStart = useMay('asset:read')
  const read = useRead(listSources, { query: asked }, { intervalMs: REFRESH_MS })
  const go = (next: Partial<SourcesSearch>) => void navigate({ to: '/sources', search: { ...search, ...next } })
  return (
    <Page
      title={t('sources.title')}
      lead={t('sources.lead')}
      actions={
        <>
          {mayStart ? (
            <Button variant="default" onClick={() => go({ edr: true })}>
              {t('edr.open')}
            </Button>
          ) : null}
          {mayEnrol ? <Button onClick={() => go({ enrol: true })}>{t('sources.enrol')}</Button> : null}
        </>
      }
    >
      {mayStart && search.edr === true ? (
        <EdrStart
          ot={(search.ot ?? '').split(',').filter((each) => each !== '')}
          onOt={(ot) => go({ ot: ot.length === 0 ? undefined : ot.join(',') })}
          onClose={() => go({ edr: undefined, ot: undefined })}
        />
      ) : null}
      <Loaded read={read}>
        {(view) => (
          <>
            {mayEnrol && search.enrol === true ? (
              <EnrolSource formats={view.formats} listeners={view.listeners} onClose={() => go({ enrol: undefined })} />
            ) : null}
            <Sources view={view} search={search} go={go} />
            <Listeners view={view} />
            <Kept view={view} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

interface Shown {
  readonly view: SourcesView
  readonly search: SourcesSearch
  readonly go: (next: Partial<SourcesSearch>) => void
}

function Sources({ view, search, go }: Shown) {
  const shown = view.items.filter((each) => search.state === undefined || each.state === search.state)
  const opened = view.items.find((each) => each.id === search.source)
  const titles = new Map(view.formats.map(({ id, title }) => [id, title]))
  return (
    <>
      {view.cells
        .filter((cell) => !cell.isAnswering)
        .map(({ domain }) => (
          <p key={domain} className="stale-mark stale" role="status">
            <span>{t('sources.cell-silent', { domain: t(`access.domain.${domain}`) })}</span>
          </p>
        ))}
      {view.items.length === 0 ? (
        <Empty kind="yet" title={t('sources.none')}>
          {t('sources.none.why')}
        </Empty>
      ) : (
        <>
          <Filter view={view} search={search} go={go} shown={shown.length} />
          {shown.length === 0 ? (
            <Empty kind="matches" title={t('sources.no-match')}>
              <Button variant="default" size="xs" onClick={() => go({ state: undefined })}>
                {t('sources.clear')}
              </Button>
            </Empty>
          ) : (
            <DataTable
              label={t('sources.title')}
              columns={columnsOf(titles, search)}
              rows={shown}
              rowId={(row) => row.id}
            />
          )}
          {opened === undefined ? null : (
            <SourcePanel
              key={opened.id}
              source={opened}
              formatTitle={titles.get(opened.format) ?? opened.format}
              onClose={() => go({ source: undefined })}
            />
          )}
        </>
      )}
    </>
  )
}

function Filter({ view, search, go, shown }: Shown & { readonly shown: number }) {
  const states = SourceState.options.filter((each) => view.items.some((item) => item.state === each))
  return (
    <div className="source-filter">
      <span role="status">{t('sources.count', { shown, total: view.items.length })}</span>
      {states.map((each) => (
        <Button
          key={each}
          variant="default"
          size="compact-sm"
          aria-pressed={search.state === each}
          data-on={search.state === each}
          onClick={() => go({ state: search.state === each ? undefined : each })}
        >
          <StateMark state={each} count={view.items.filter((item) => item.state === each).length} />
        </Button>
      ))}
    </div>
  )
}

function columnsOf(titles: ReadonlyMap<string, string>, search: SourcesSearch): readonly Column<SourceView>[] {
  return [
    {
      id: 'name',
      title: t('sources.name'),
      isRowHead: true,
      cell: (row) => (
        <Link to="/sources" search={{ ...search, source: row.id }} data-row-link>
          <WireText text={row.name} />
        </Link>
      ),
    },
    { id: 'state', title: t('sources.state'), cell: (row) => <StateMark state={row.state} /> },
    { id: 'domain', title: t('sources.domain'), cell: (row) => t(`access.domain.${row.domain}`) },
    { id: 'site', title: t('sources.site'), cell: (row) => <SiteName site={row.site} /> },
    {
      id: 'format',
      title: t('sources.format'),
      cell: (row) => <WireText text={titles.get(row.format) ?? row.format} />,
    },
    {
      id: 'heard',
      title: t('sources.heard'),
      cell: ({ activity }) =>
        activity === null ? <Unknown reason={t('sources.heard.never')} /> : <Instant at={activity.heardAt} />,
    },
    {
      id: 'delay',
      title: t('sources.delay'),
      cell: ({ activity }) => (activity === null ? <Unknown /> : <Delay activity={activity} />),
    },
    {
      id: 'gaps',
      title: t('sources.gaps'),
      cell: ({ activity }) =>
        activity === null ? (
          <Unknown />
        ) : activity.missing === 0 ? (
          t('sources.gaps.none')
        ) : (
          t('sources.gaps.some', { missing: activity.missing, gaps: activity.gaps })
        ),
    },
    {
      id: 'unread',
      title: t('sources.unread'),
      isNumber: true,
      cell: ({ activity }) => (activity === null ? <Unknown /> : <UnreadShare activity={activity} />),
    },
  ]
}
