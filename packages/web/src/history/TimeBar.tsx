// The time bar: when something changed, when breaches opened, two handles and Now. Each handle is a slider and a typed instant.
import { Button, NativeSelect } from '@mantine/core'
import { readTimeline } from '@penstock/contract/drift'
import { HistoryClock } from '@penstock/contract/history'
import type { SiteKey } from '@penstock/model/kernel'
import { useMay, useRead } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { instantOf, localOf } from '@penstock/web/ui'
import { type RefObject, useId, useRef, useState } from 'react'
import { Handle, Histogram, type Timeline } from './Timeline.tsx'
import { NOW, useChangeMoment, useMoment } from './use-moment.ts'
import './history.css'

const DAY_MS = 86_400_000

/** The bar of one site. `knows` as in `useMoment`; `isOfOne` where there are no two moments to compare. */
export function TimeBar(props: {
  readonly site: SiteKey | null
  readonly knows?: HistoryClock
  readonly isOfOne?: boolean
}) {
  const { site, knows, isOfOne = false } = props
  const { clock } = useMoment(knows)
  const mayRead = useMay('asset:read')
  const read = useRead(
    readTimeline,
    { params: { site: site ?? 'none' }, query: { clock } },
    { isEnabled: site !== null && mayRead },
  )
  return site === null || read.data === undefined ? null : <Bar line={read.data} knows={knows} isOfOne={isOfOne} />
}

function Bar(props: { readonly line: Timeline; readonly knows: HistoryClock | undefined; readonly isOfOne: boolean }) {
  const { line, knows, isOfOne } = props
  const { asOf, compare, clock, isPast } = useMoment(knows)
  const change = useChangeMoment()
  const typed = useRef<HTMLInputElement>(null)
  const shown = asOf ?? line.to
  const toggle = () => change(compare === undefined ? { compare: dayBefore(shown, line) } : { compare: undefined })
  const toNow = () => change(NOW)
  const compareTitle = compare === undefined ? t('history.compare') : t('history.compare.end')
  const group = t('history.bar')
  useCommands([
    { id: 'history.as-of', title: t('history.type'), group, keys: 't', run: () => typed.current?.focus() },
    ...(isOfOne ? [] : [{ id: 'history.compare', title: compareTitle, group, keys: 'd', run: toggle }]),
    ...(isPast ? [{ id: 'history.now', title: t('history.back'), group, keys: '0', run: toNow }] : []),
  ])
  const fixed = compare === undefined && knows !== undefined
  return (
    <section className="timebar no-print" aria-label={group} data-compared={compare !== undefined}>
      <div className="timebar-controls">
        {compare === undefined ? null : (
          <TypedInstant
            label={t('history.from')}
            value={compare}
            max={line.to}
            onChange={(at) => change({ compare: at })}
          />
        )}
        <TypedInstant
          label={t(compare === undefined ? 'history.as-of' : 'history.to')}
          value={shown}
          max={line.to}
          at={typed}
          onChange={(at) => change({ asOf: at })}
        />
        {fixed ? null : (
          <NativeSelect
            label={t('history.clock')}
            value={clock}
            data={HistoryClock.options.map((value) => ({ value, label: t(`history.clock.${value}`) }))}
            onChange={(event) => change({ clock: HistoryClock.catch('held').parse(event.currentTarget.value) })}
          />
        )}
        {isOfOne ? null : (
          <Button variant="default" aria-pressed={compare !== undefined} onClick={toggle}>
            {compareTitle}
          </Button>
        )}
        <Button variant="default" disabled={!isPast} onClick={toNow}>
          {t('history.now')}
        </Button>
      </div>
      <div className="timebar-line">
        <Histogram line={line} />
        {compare === undefined ? null : (
          <Handle
            label={t('history.handle.from')}
            line={line}
            value={compare}
            onChange={(at) => change({ compare: at ?? line.to })}
          />
        )}
        <Handle label={t('history.handle.to')} line={line} value={asOf} onChange={(at) => change({ asOf: at })} />
      </div>
    </section>
  )
}

/** The same hour of the day before, or the first record when that is younger. */
function dayBefore(shown: string, line: Timeline): string {
  return new Date(Math.max(Date.parse(line.from), Date.parse(shown) - DAY_MS)).toISOString()
}

/** Before it no instant can be told (the store's microseconds). */
const EARLIEST = '1685-01-01T00:00:00'

function TypedInstant(props: {
  readonly label: string
  readonly value: string
  readonly max: string
  readonly at?: RefObject<HTMLInputElement | null>
  readonly onChange: (iso: string) => void
}) {
  const { label, value, max, at, onChange } = props
  const id = useId()
  const local = localOf(value, 'second')
  /** Null until something is typed: now moves on meanwhile. */
  const [typed, setTyped] = useState<string | null>(null)
  const commit = (field: HTMLInputElement, isLeaving: boolean) => {
    const iso = field.validity.valid ? instantOf(field.value) : undefined
    if (iso !== undefined && field.value !== local) onChange(iso)
    if (iso !== undefined || isLeaving) setTyped(null)
    else field.reportValidity()
  }
  return (
    <span className="timebar-typed">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={at}
        type="datetime-local"
        step={1}
        min={EARLIEST}
        max={localOf(max, 'second')}
        value={typed ?? local}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={(event) => commit(event.currentTarget, true)}
        onKeyDown={(event) => (event.key === 'Enter' ? commit(event.currentTarget, false) : undefined)}
      />
    </span>
  )
}
