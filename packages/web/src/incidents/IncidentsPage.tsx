// Incidents: the queue of cases by what they may do to the process, and what stands between the two teams. The address says which.
import { NativeSelect, Tabs, TextInput } from '@mantine/core'
import {
  type HandoffRow,
  type IncidentRow,
  listHandoffs,
  listIncidents,
  type ResponseSummary,
  readResponseSummary,
} from '@penstock/contract/incidents'
import { useList, useMay, useRead } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { formatCount, t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { DataTable, Empty, Facts, Loaded, Page } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import { handoffColumns, incidentColumns } from './columns.tsx'
import { OpenIncident } from './OpenIncident.tsx'
import { ShiftSheet } from './ShiftSheet.tsx'
import { Suspicions } from './Suspicions.tsx'
import { IncidentsPart, IncidentsSearch } from './search.ts'
import './incidents.css'

/** Clocks run while nobody presses anything. */
const EVERY_MS = 15_000

export function IncidentsPage() {
  const search = useSearch({ from: '/incidents' })
  const mayRead = useMay('incident:read')
  // Whoever is of no domain keeps no cases, and is told of chains.
  const parts = mayRead ? IncidentsPart.options : (['suspicions'] as const)
  const part = mayRead ? (search.part ?? 'cases') : 'suspicions'
  const navigate = useNavigate({ from: '/incidents' })
  const show = (next: string | null) => {
    const known = IncidentsPart.catch('cases').parse(next)
    void navigate({ search: (before) => ({ ...before, part: known === 'cases' ? undefined : known }), replace: true })
  }
  const group = t('incidents.title')
  useCommands(
    parts.map((each) => ({
      id: `incidents.part.${each}`,
      title: t(`incidents.part.${each}`),
      group,
      run: () => show(each),
    })),
  )
  return (
    <Page
      title={t('incidents.title')}
      lead={t('incidents.lead')}
      actions={
        mayRead ? (
          <>
            <ShiftSheet />
            <OpenIncident />
          </>
        ) : null
      }
    >
      {mayRead ? <Figures /> : null}
      <Tabs value={part} onChange={show} keepMounted={false}>
        <Tabs.List aria-label={t('incidents.parts')}>
          {parts.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`incidents.part.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={part} pt="md">
          {part === 'cases' ? <Cases /> : part === 'handoffs' ? <Handoffs /> : <Suspicions />}
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function Figures() {
  const { asked } = useScope()
  const read = useRead(readResponseSummary, { query: asked }, { intervalMs: EVERY_MS })
  return (
    <Loaded read={read} lines={1}>
      {(summary) => <Told summary={summary} />}
    </Loaded>
  )
}

function Told({ summary: { open, unacknowledged, late, handoffs } }: { readonly summary: ResponseSummary }) {
  const lost =
    handoffs.sent === 0
      ? t('incidents.figure.nothing-sent')
      : t('incidents.figure.lost-of', { lost: handoffs.lostIndicators, of: handoffs.indicators })
  const { tips } = handoffs
  const tipsLost =
    tips.sent === 0 ? t('incidents.figure.no-tips') : t('incidents.figure.lost-of', { lost: tips.lost, of: tips.sent })
  return (
    <div className="incident-figures">
      <Facts
        items={[
          [t('incidents.figure.open'), formatCount(open)],
          [t('incidents.figure.unacknowledged'), formatCount(unacknowledged)],
          [t('incidents.figure.late'), formatCount(late)],
          [t('incidents.figure.waiting'), formatCount(handoffs.waiting)],
          [t('incidents.figure.lost'), lost],
          [t('incidents.figure.tips-lost'), tipsLost],
        ]}
      />
    </div>
  )
}

function Cases() {
  const search = useSearch({ from: '/incidents' })
  const navigate = useNavigate({ from: '/incidents' })
  const { asked } = useScope()
  const state = search.state ?? 'running'
  const text = search.q?.trim() ?? ''
  const query = { ...asked, state, ...(text === '' ? {} : { text }) }
  const read = useList<IncidentRow, typeof listIncidents>(listIncidents, { query: { ...query, limit: 200 } })
  const rows = read.items ?? []
  const columns = useMemo(() => incidentColumns(), [])
  const input = useRef<HTMLInputElement>(null)
  const change = (next: IncidentsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false })
  const group = t('incidents.title')
  useCommands([
    { id: 'incidents.find', title: t('incidents.find'), group, keys: '/', run: () => input.current?.focus() },
  ])
  const open = (row: IncidentRow) => void navigate({ to: '/incidents/$incidentId', params: { incidentId: row.id } })
  const isFiltered = state !== 'running' || text !== ''
  return (
    <>
      <div className="incident-filter no-print">
        <TextInput
          ref={input}
          label={t('incidents.find')}
          value={search.q ?? ''}
          maxLength={200}
          onChange={(event) => change({ q: event.currentTarget.value === '' ? undefined : event.currentTarget.value })}
        />
        <NativeSelect
          label={t('incidents.filter.state')}
          value={state}
          data={STATES.map((one) => ({ value: one, label: t(`incidents.filter.${one}`) }))}
          onChange={(event) => change({ state: IncidentsSearch.shape.state.parse(event.currentTarget.value) })}
        />
      </div>
      <Loaded read={read} lines={8}>
        {() =>
          rows.length === 0 ? (
            <Empty
              kind={isFiltered ? 'matches' : 'wrong'}
              title={t(isFiltered ? 'incidents.none.matches' : 'incidents.none.running')}
            >
              {isFiltered ? null : t('incidents.none.next')}
            </Empty>
          ) : (
            <div className="assets-list" data-busy={read.isPlaceholderData}>
              <p role="status">{t('incidents.count', { total: read.total })}</p>
              <DataTable
                label={t('incidents.part.cases')}
                columns={columns}
                rows={rows}
                total={read.total}
                rowId={(row) => row.id}
                onPeek={open}
                onReachEnd={read.loadMore}
              />
            </div>
          )
        }
      </Loaded>
    </>
  )
}

const STATES = ['running', 'open', 'acknowledged', 'closed', 'merged', 'all'] as const

function Handoffs() {
  const { asked } = useScope()
  const navigate = useNavigate({ from: '/incidents' })
  const read = useRead(listHandoffs, { query: asked }, { intervalMs: EVERY_MS })
  const columns = useMemo(() => handoffColumns(), [])
  const open = (row: HandoffRow) => void navigate({ to: '/handoffs/$handoffId', params: { handoffId: row.id } })
  return (
    <Loaded read={read} lines={8}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty kind="yet" title={t('incidents.handoffs.none')}>
            {t('incidents.handoffs.next')}
          </Empty>
        ) : (
          <DataTable
            label={t('incidents.part.handoffs')}
            columns={columns}
            rows={items}
            total={items.length}
            rowId={(row) => row.id}
            onPeek={open}
          />
        )
      }
    </Loaded>
  )
}
