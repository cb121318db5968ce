// The picture of the time bar, and its handles: native sliders, dragged or moved by arrow keys.
import type { readTimeline } from '@penstock/contract/drift'
import type { Response } from '@penstock/contract/route'
import { formatCount, formatExactInstant, t } from '@penstock/web/messages'
import { SeverityShape, severityOf } from '@penstock/web/ui'
import { useEffect, useRef, useState } from 'react'

export type Timeline = Response<typeof readTimeline>

/** Positions of a slider; the last one is now. */
const NOTCHES = 1000
/** Arrow keys that follow each other so closely are one move. */
const REST_MS = 600
const HEIGHT = 24

export function Handle(props: {
  readonly label: string
  readonly line: Timeline
  /** Undefined for now. */
  readonly value: string | undefined
  readonly onChange: (iso: string | undefined) => void
}) {
  const { label, line, value, onChange } = props
  const [start, end] = [Date.parse(line.from), Date.parse(line.to)]
  const span = Math.max(1, end - start)
  const share = value === undefined ? 1 : (Date.parse(value) - start) / span
  const place = Math.min(NOTCHES, Math.max(0, Math.round(share * NOTCHES)))
  const [moved, setMoved] = useState<number | null>(null)
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)
  const notch = moved ?? place
  const instant =
    moved === null && value !== undefined ? value : new Date(start + (span * notch) / NOTCHES).toISOString()
  // Once the address says where the handle went, the handle is where the address says.
  useEffect(() => setMoved(null), [value])
  useEffect(() => () => clearTimeout(rest.current), [])
  const commit = () => {
    clearTimeout(rest.current)
    if (moved === null) return
    if (moved === place) setMoved(null)
    else onChange(moved >= NOTCHES ? undefined : instant)
  }
  return (
    <input
      type="range"
      aria-label={label}
      aria-valuetext={notch >= NOTCHES ? t('history.now') : formatExactInstant(instant)}
      min={0}
      max={NOTCHES}
      value={notch}
      onChange={(event) => setMoved(Number(event.currentTarget.value))}
      onPointerUp={commit}
      onKeyDown={() => clearTimeout(rest.current)}
      onKeyUp={() => {
        clearTimeout(rest.current)
        rest.current = setTimeout(commit, REST_MS)
      }}
      onBlur={commit}
    />
  )
}

/** How much changed when, on a logarithmic scale, and the worst severity of the breaches that opened. */
export function Histogram({ line }: { readonly line: Timeline }) {
  const most = Math.max(1, ...line.steps.map(({ changes }) => changes))
  const [start, end] = [Date.parse(line.from), Date.parse(line.to)]
  const percentOf = (iso: string) => ((Date.parse(iso) - start) / Math.max(1, end - start)) * 100
  const total = line.steps.reduce((sum, { changes }) => sum + changes, 0)
  const opened = line.steps.filter(({ worst }) => worst !== null).length
  return (
    <div className="timebar-picture">
      <p className="visually-hidden">
        {t('history.summary', { changes: formatCount(total), breaches: opened, from: formatExactInstant(line.from) })}
      </p>
      <div className="timebar-ticks" aria-hidden="true">
        {line.steps.map(({ at, worst }) =>
          worst === null ? null : (
            <span key={at} style={{ insetInlineStart: `${percentOf(at)}%` }}>
              <SeverityShape severity={severityOf(worst)} />
            </span>
          ),
        )}
      </div>
      <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {line.steps.map(({ at, changes }) => {
          const height = changes === 0 ? 0 : Math.max(2, (Math.log1p(changes) / Math.log1p(most)) * HEIGHT)
          return <rect key={at} x={percentOf(at)} y={HEIGHT - height} width={0.7} height={height} />
        })}
      </svg>
    </div>
  )
}
