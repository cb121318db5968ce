// Triage: detections of both cells by what they may do to the process, worked through by keyboard. The address says what is shown and open.
import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { CellStanding, TriageQueue } from '@penstock/contract/triage'
import { DETECTION_VERDICTS } from '@penstock/model/detections'
import { useMay } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { formatCount, t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { DataTable, Empty, Loaded, Page, RefusedNotice } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { triageColumns } from './columns.tsx'
import { DetectionPanel } from './DetectionPanel.tsx'
import { EscalateDialog } from './EscalateDialog.tsx'
import { TriageSearch } from './search.ts'
import { nextOf, nextWaiting, type ShownRow } from './shown.ts'
import { useDeeds, type Verdict } from './use-deeds.ts'
import { useQueue } from './use-queue.ts'
import './triage.css'

const STATES = ['open', 'new', 'acknowledged', 'closed'] as const

export function TriagePage() {
  return (
    <Page title={t('triage.title')} lead={t('triage.lead')}>
      <Queue />
    </Page>
  )
}

function Queue() {
  const search = useSearch({ from: '/triage' })
  const navigate = useNavigate({ from: '/triage' })
  const { asked } = useScope()
  const state = search.state ?? 'open'
  const text = search.q?.trim() ?? ''
  const { read, shown, fresh, takeUp, keep } = useQueue({ ...asked, state, ...(text === '' ? {} : { text }) })
  const deeds = useDeeds(keep)
  const mayWork = useMay('incident:work')
  const [asking, setAsking] = useState<{ readonly kind: 'case' | 'handoff'; readonly row: ShownRow } | null>(null)
  const [commenting, setCommenting] = useState<string | null>(null)
  const frame = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const opened = shown.find(({ key }) => key === search.open) ?? null
  const asOfMs = Date.parse(read.data?.asOf ?? '')
  const columns = useMemo(() => triageColumns(asOfMs, search), [asOfMs, search])
  const change = (next: TriageSearch) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false })

  /** The row in focus, else the one that is open. */
  const current = (): ShownRow | null => {
    const link = document.activeElement?.closest('tr')?.querySelector<HTMLElement>('[data-triage-key]')
    return shown.find(({ key }) => key === link?.dataset['triageKey']) ?? opened
  }
  const focusOn = (row: ShownRow | null) => {
    if (row === null) return
    frame.current?.querySelector<HTMLElement>(`[data-triage-key="${row.key}"]`)?.focus()
    if (search.open !== undefined) change({ open: row.key })
  }
  const judge = (verdict: Verdict, row = current()) => {
    if (row === null) return
    void deeds.judge(row, verdict).then((isDone) => isDone && focusOn(nextWaiting(shown, row.key)))
  }
  const acknowledge = (row = current()) => {
    if (row !== null && row.detection.state === 'new') void deeds.acknowledge(row)
  }
  const open = (row: ShownRow | null) => {
    if (row !== null) change({ open: row.key })
  }
  const close = () => {
    const key = search.open
    change({ open: undefined })
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-triage-key="${key}"]`)?.focus())
  }
  const comment = () => {
    const row = current()
    open(row)
    setCommenting(row?.key ?? null)
  }
  const ask = (kind: 'case' | 'handoff', row = current()) => {
    if (row !== null) setAsking({ kind, row })
  }
  const go = (by: 1 | -1) => {
    const next = nextOf(shown, current()?.key ?? null, by)
    open(next)
    focusOn(next)
  }
  const group = t('triage.title')
  const own = { group, isInPalette: true }
  useCommands([
    { id: 'triage.find', title: t('triage.find'), keys: '/', run: () => input.current?.focus(), ...own },
    { id: 'triage.acknowledge', title: t('triage.acknowledge'), keys: 'a', run: () => acknowledge(), ...own },
    ...DETECTION_VERDICTS.map((verdict, at) => ({
      id: `triage.verdict.${verdict}`,
      title: t('triage.judge', { verdict: t(`triage.verdict.${verdict}`) }),
      keys: String(at + 1),
      run: () => judge(verdict),
      ...own,
    })),
    { id: 'triage.comment', title: t('triage.comment'), keys: 'c', run: comment, ...own },
    ...(mayWork
      ? [
          { id: 'triage.escalate', title: t('triage.escalate'), keys: 'e', run: () => ask('case'), ...own },
          { id: 'triage.hand', title: t('triage.hand'), keys: 'h', run: () => ask('handoff'), ...own },
        ]
      : []),
    { id: 'triage.next', title: t('triage.next'), keys: ']', run: () => go(1), ...own },
    { id: 'triage.previous', title: t('triage.previous'), keys: '[', run: () => go(-1), ...own },
    ...(fresh.length > 0 ? [{ id: 'triage.take-up', title: t('triage.take-up'), keys: 'r', run: takeUp, ...own }] : []),
  ])
  useEscape(opened !== null && asking === null, close)
  useEffect(() => {
    // Nobody works in the list: it may move.
    const isWorking = opened !== null || frame.current?.contains(document.activeElement) === true
    if (fresh.length > 0 && !isWorking) takeUp()
  })
  const isFiltered = state !== 'open' || text !== ''
  return (
    <>
      <div className="triage-filter no-print">
        <TextInput
          ref={input}
          label={t('triage.find')}
          value={search.q ?? ''}
          maxLength={200}
          onChange={(event) => change({ q: event.currentTarget.value === '' ? undefined : event.currentTarget.value })}
        />
        <NativeSelect
          label={t('triage.shown')}
          value={state}
          data={STATES.map((one) => ({ value: one, label: t(`triage.filter.${one}`) }))}
          onChange={(event) => change({ state: TriageSearch.shape.state.parse(event.currentTarget.value) })}
        />
      </div>
      <Loaded read={read} lines={10}>
        {(queue) => (
          <>
            <Cells cells={queue.cells} />
            <Arrivals fresh={fresh} onTakeUp={takeUp} />
            {shown.length === 0 ? (
              <NoDetection queue={queue} isFiltered={isFiltered} />
            ) : (
              <div className="triage-desk" data-open={opened !== null}>
                <div ref={frame} className="triage-list">
                  <p role="status">{countText(queue, shown.length)}</p>
                  <DataTable
                    label={t('triage.title')}
                    columns={columns}
                    rows={shown}
                    rowId={(row) => row.key}
                    hidden={opened === null ? NONE : BESIDE}
                    onPeek={open}
                  />
                </div>
                {opened === null ? null : (
                  <DetectionPanel
                    key={opened.key}
                    row={opened}
                    refused={deeds.refused}
                    isRunning={deeds.isRunning}
                    isCommenting={commenting === opened.key}
                    onCommented={() => setCommenting(null)}
                    onComment={() => setCommenting(opened.key)}
                    onAcknowledge={() => acknowledge(opened)}
                    onJudge={(verdict) => judge(verdict, opened)}
                    onAsk={(kind) => ask(kind, opened)}
                    onClose={close}
                  />
                )}
              </div>
            )}
            {opened === null && deeds.refused !== null ? <RefusedNotice refused={deeds.refused} /> : null}
          </>
        )}
      </Loaded>
      <EscalateDialog asking={asking} onClose={() => setAsking(null)} />
    </>
  )
}

const NONE: readonly string[] = []
/** With the panel open the list keeps what tells rows apart. */
const BESIDE: readonly string[] = ['consequence', 'count', 'last', 'ends', 'domain']

/** Not while a dialog or a field has the key. */
function useEscape(isOn: boolean, run: () => void): void {
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    if (!isOn) return undefined
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (document.querySelector('[role=dialog][aria-modal=true]') !== null) return
      latest.current()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [isOn])
}

function countText(queue: TriageQueue, shown: number): string {
  const total = queue.cells.reduce((sum, cell) => sum + (cell.total ?? 0), 0)
  const beyond = Math.max(0, total - queue.items.length)
  return beyond === 0 ? t('triage.count', { shown }) : t('triage.count.beyond', { shown, beyond: formatCount(beyond) })
}

function Cells({ cells }: { readonly cells: readonly CellStanding[] }) {
  const refused = cells.filter(({ refusedCloses }) => refusedCloses !== null && refusedCloses > 0)
  return (
    <>
      {cells
        .filter(({ standing }) => standing === 'silent')
        .map(({ domain }) => (
          <p key={domain} className="stale-mark stale" role="status">
            <span>{t('triage.cell.silent', { domain: t(`access.domain.${domain}`) })}</span>
          </p>
        ))}
      {refused.map(({ domain, refusedCloses }) => (
        <p key={domain} className="muted">
          {t('triage.refused-closes', { count: refusedCloses ?? 0, domain: t(`access.domain.${domain}`) })}
        </p>
      ))}
    </>
  )
}

/** Told once for all that came, politely. */
function Arrivals(props: { readonly fresh: readonly unknown[]; readonly onTakeUp: () => void }) {
  const count = props.fresh.length
  return (
    <div role="status" className="triage-arrivals">
      {count === 0 ? null : (
        <>
          <span>{t('triage.arrived', { count })}</span>
          <Button size="compact-sm" variant="default" onClick={props.onTakeUp}>
            {t('triage.take-up')} <kbd className="key">r</kbd>
          </Button>
        </>
      )}
    </div>
  )
}

function NoDetection({ queue, isFiltered }: { readonly queue: TriageQueue; readonly isFiltered: boolean }) {
  const isPartial = queue.cells.some(({ standing }) => standing === 'silent')
  if (isPartial) return <Empty kind="yet" title={t('triage.none.partial')} />
  if (isFiltered) return <Empty kind="matches" title={t('triage.none.matches')} />
  return (
    <Empty kind="wrong" title={t('triage.none')}>
      {t('triage.none.next')}
    </Empty>
  )
}
