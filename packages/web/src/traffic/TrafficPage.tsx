// Traffic: who talks to whom with which functions, as a table or as a graph of one question. All of it stands in the address.
import { Button, SegmentedControl } from '@mantine/core'
import { type ConversationColumn, exportConversations } from '@penstock/contract/traffic'
import { urlOf } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { FilterBar } from '@penstock/web/filters'
import { Compared, MomentFrame, TimeBar, useMoment } from '@penstock/web/history'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { ColumnMenu, Empty, Page } from '@penstock/web/ui'
import { SavedViews } from '@penstock/web/views'
import { IconDownload } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useRef } from 'react'
import { ConversationPeek } from './ConversationPeek.tsx'
import { HIDDEN_AT_FIRST, trafficColumns } from './columns.tsx'
import { TRAFFIC_GRAMMAR } from './filter-line.ts'
import type { TrafficSearch } from './search.ts'
import { TrafficGraphView } from './TrafficGraphView.tsx'
import { TrafficTable } from './TrafficTable.tsx'
import { useTraffic } from './use-traffic.ts'
import './traffic.css'

export function TrafficPage() {
  const search = useSearch({ from: '/traffic' })
  const navigate = useNavigate({ from: '/traffic' })
  const { query } = useTraffic(search)
  const { site } = useScope()
  const { compare, change: kind } = useMoment(KNOWS)
  const change = (next: Partial<TrafficSearch>) =>
    void navigate({ to: '/traffic', search: { ...search, ...next }, replace: true, resetScroll: false })
  const latest = useRef(change)
  latest.current = change
  const openConversation = useCallback((id: string) => latest.current({ peek: id }), [])
  const clear = () => change({ q: undefined, open: undefined, expand: undefined })
  const sort = search.sort ?? '-lastAt'
  const hidden = search.hide ?? HIDDEN_AT_FIRST
  const isGraph = search.view === 'graph'
  const show = (view: 'table' | 'graph') => change({ view: view === 'graph' ? 'graph' : undefined })
  const group = t('traffic.title')
  useCommands([
    { id: 'traffic.table', title: t('traffic.view.table'), group, keys: 'v t', run: () => show('table') },
    { id: 'traffic.graph', title: t('traffic.view.graph'), group, keys: 'v g', run: () => show('graph') },
  ])
  const table = (
    <TrafficTable
      query={query}
      sort={sort}
      hidden={hidden}
      onSort={(next) => change({ sort: next })}
      onOpen={openConversation}
      onClear={clear}
    />
  )
  return (
    <Page
      title={t('traffic.title')}
      lead={t('traffic.lead')}
      actions={
        <>
          <SavedViews path="/traffic" />
          {compare === undefined ? (
            <>
              <SegmentedControl
                aria-label={t('traffic.view')}
                value={isGraph ? 'graph' : 'table'}
                data={[
                  { value: 'table', label: t('traffic.view.table') },
                  { value: 'graph', label: t('traffic.view.graph') },
                ]}
                onChange={(view) => show(view === 'graph' ? 'graph' : 'table')}
              />
              {isGraph ? null : (
                <ColumnMenu columns={COLUMNS} hidden={hidden} onHide={(hide) => change({ hide: [...hide] })} />
              )}
              <Button
                component="a"
                href={urlOf(exportConversations, {
                  query: { ...query, sort, columns: shownColumns(hidden).join(',') },
                })}
                download=""
                variant="default"
                leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}
              >
                {t('traffic.export')}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      {compare === undefined ? (
        <FilterBar
          label={t('traffic.filter')}
          hint={t('traffic.filter.hint')}
          group={group}
          line={search.q ?? ''}
          grammar={TRAFFIC_GRAMMAR}
          known={{}}
          onChange={(q) => change({ q: q === '' ? undefined : q, open: undefined, expand: undefined })}
        />
      ) : null}
      <MomentFrame site={site?.name} knows={KNOWS}>
        {compare !== undefined ? (
          site === null ? (
            <Empty kind="yet" title={t('history.compare.site')} />
          ) : (
            <Compared
              site={site.site}
              subject="conversations"
              span={{ from: compare, to: search.asOf, clock: search.clock ?? 'held' }}
              change={kind}
              onChange={(next) => change({ change: next })}
            />
          )
        ) : isGraph ? (
          <TrafficGraphView
            query={query}
            search={search}
            onChange={change}
            onOpen={openConversation}
            onClear={clear}
            table={table}
          />
        ) : (
          table
        )}
      </MomentFrame>
      <TimeBar site={site?.site ?? null} knows={KNOWS} />
      <ConversationPeek id={search.peek ?? null} asOf={search.asOf} onClose={() => change({ peek: undefined })} />
    </Page>
  )
}

/** The list of one instant is what the hub knew then. */
const KNOWS = 'learned'
const COLUMNS = trafficColumns(() => undefined)

function shownColumns(hidden: readonly string[]): readonly ConversationColumn[] {
  return COLUMNS.map(({ id }) => id).filter((id) => !hidden.includes(id))
}
