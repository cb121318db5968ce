// The picture: functions from left to right by what they need. What stands at the hour looked at is hatched and says so; arrows move between
// boxes, Enter opens one. The table below says the same.
import type { FunctionView, LossView } from '@penstock/contract/process'
import { t } from '@penstock/web/messages'
import { SeverityShape } from '@penstock/web/ui'
import { nextSpot } from '@penstock/web/zones'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { BOX, type Need, type Placed, pictureOf, suppliersOf } from './layout.ts'
import type { Names } from './names.ts'
import type { Network } from './told.ts'
import { useProcess } from './use-process.ts'
import { hoursText } from './words.ts'

/** Beside a box that is scrolled to. */
const SIGHT_PX = 24

export interface PictureProps {
  readonly network: Network
  readonly names: Names
  /** Functions that stand at the hour that is looked at. */
  readonly standing: ReadonlySet<string>
  readonly losses: readonly LossView[]
  readonly open: string | null
  readonly onOpen: (id: string | undefined) => void
}

export function NeedsMap(props: PictureProps & { readonly hour: number | null }) {
  const { network, losses, open, onOpen, hour } = props
  const frame = useRef<HTMLDivElement>(null)
  const lost = useMemo(() => new Map(losses.map((loss) => [loss.id, loss])), [losses])
  const picture = useMemo(() => pictureOf(network.functions, new Set(lost.keys())), [network, lost])
  const spots = picture.boxes.map(({ one, x, y }) => ({ id: one.id, x, y }))
  const [atHand, setAtHand] = useState<string | null>(null)
  const current = spots.some(({ id }) => id === atHand) ? atHand : (spots[0]?.id ?? null)
  const goTo = (id: string | null) => {
    if (id === null) return
    setAtHand(id)
    frame.current?.querySelector<HTMLElement>(`[data-spot="${CSS.escape(id)}"]`)?.focus()
  }
  const listen = (event: KeyboardEvent) => {
    if (!event.key.startsWith('Arrow')) return
    event.preventDefault()
    goTo(current === null ? null : nextSpot(spots, current, event.key))
  }
  // What stands may lie beyond the frame: the picture follows its furthest box to the right.
  const furthest = picture.boxes.reduce(
    (most, { one, x }) => (props.standing.has(one.id) ? Math.max(most, x) : most),
    -1,
  )
  useEffect(() => {
    const element = frame.current
    if (element === null || furthest < 0) return
    const end = furthest + BOX.width + SIGHT_PX
    if (end > element.scrollLeft + element.clientWidth) element.scrollLeft = end - element.clientWidth
  }, [furthest])
  const near = useMemo(() => nearOf(open, network.functions), [open, network])
  return (
    <section className="panel process-picture" aria-label={t('process.picture')}>
      <div className="panel-head">
        <h2>{t('process.picture')}</h2>
        <div className="faint">
          {hour === null
            ? t('process.picture.all-run')
            : t('process.picture.at', { hour: hoursText(hour), count: props.standing.size })}
        </div>
      </div>
      <p className="visually-hidden">{t('process.picture.how')}</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys bubble from the buttons inside */}
      <div className="process-frame" ref={frame} onKeyDown={listen}>
        <div className="process-canvas" style={{ inlineSize: picture.width, blockSize: picture.height }}>
          <svg width={picture.width} height={picture.height} aria-hidden="true">
            {picture.needs.map((need) => (
              <path key={`${need.from} ${need.to}`} className="need" d={need.path} {...lookOf(need, props, open)} />
            ))}
          </svg>
          {picture.boxes.map((box) => (
            <Box
              key={box.one.id}
              box={box}
              picture={props}
              loss={lost.get(box.one.id)}
              isDim={near !== null && !near.has(box.one.id) && !props.standing.has(box.one.id)}
              isCurrent={box.one.id === current}
              onTake={() => {
                setAtHand(box.one.id)
                onOpen(open === box.one.id ? undefined : box.one.id)
              }}
            />
          ))}
        </div>
      </div>
      <ul className="legend">
        <li>
          <span className="process-key" data-standing="true" /> {t('process.legend.standing')}
        </li>
        <li>
          <SeverityShape severity={2} /> {t('process.legend.mtpd')}
        </li>
        <li>
          {t('process.legend.alone', { count: network.functions.length - picture.boxes.length - picture.leftOut })}
        </li>
        {picture.leftOut === 0 ? null : <li>{t('process.legend.left-out', { count: picture.leftOut })}</li>}
      </ul>
    </section>
  )
}

function Box(props: {
  readonly box: Placed
  readonly picture: PictureProps
  readonly loss: LossView | undefined
  readonly isDim: boolean
  readonly isCurrent: boolean
  readonly onTake: () => void
}) {
  const { box, picture, loss, isDim, isCurrent, onTake } = props
  const { one, x, y } = box
  const { down } = useProcess()
  const isStanding = picture.standing.has(one.id)
  const isBroken = loss?.isMtpdBroken === true
  const state = down.includes(one.id)
    ? t('process.state.out')
    : isStanding
      ? t('process.state.standing')
      : loss === undefined
        ? t('process.state.runs')
        : t('process.state.runs-now')
  return (
    <button
      type="button"
      className="process-box"
      style={{ insetInlineStart: x, insetBlockStart: y, inlineSize: BOX.width, blockSize: BOX.height }}
      data-spot={one.id}
      data-standing={isStanding}
      data-touched={loss !== undefined}
      data-dim={isDim}
      data-open={picture.open === one.id}
      aria-pressed={picture.open === one.id}
      tabIndex={isCurrent ? 0 : -1}
      onClick={onTake}
    >
      <span className="process-box-name">{picture.names.nameOf(one.id)}</span>
      <span className="process-box-state">
        {isBroken ? <SeverityShape severity={2} /> : null}
        {isStanding ? (
          <b>{state}</b>
        ) : (
          <>
            <span className="visually-hidden">{state}</span>
            {t(`process.type.${one.type}`)}
          </>
        )}
        {isBroken ? <span className="visually-hidden">{t('process.mtpd-broken')}</span> : null}
      </span>
    </button>
  )
}

function lookOf({ from, to }: Need, { standing }: PictureProps, open: string | null) {
  const isNear = open !== null && (from === open || to === open)
  return { 'data-cut': standing.has(from), 'data-near': isNear, 'data-dim': open !== null && !isNear }
}

/** The open function, what it needs and what needs it; null while none is open. */
function nearOf(open: string | null, functions: readonly FunctionView[]): ReadonlySet<string> | null {
  const one = functions.find(({ id }) => id === open)
  if (one === undefined) return null
  const users = functions.filter((each) => suppliersOf(each).includes(one.id)).map(({ id }) => id)
  return new Set([one.id, ...suppliersOf(one), ...users])
}
