// Losses over time as bars, one line a function, with the hour that is looked at. The table below says the same in words.
import type { LossView } from '@penstock/contract/process'
import { t } from '@penstock/web/messages'
import type { Names } from './names.ts'
import { isOpen } from './outage-steps.ts'
import { hoursText } from './words.ts'

const MOST_BARS = 40
const TICKS = 6

export function LossBars(props: {
  readonly losses: readonly LossView[]
  readonly names: Names
  readonly hour: number
}) {
  const { losses, names, hour } = props
  const ends = losses.flatMap((loss) => loss.stops.map(({ downH, upH }, at) => (isOpen(loss, at) ? downH : upH)))
  const endH = Math.max(1, ...ends) * 1.04
  const share = (hours: number) => `${(Math.min(1, hours / endH) * 100).toFixed(3)}%`
  const shown = losses.slice(0, MOST_BARS)
  return (
    <figure className="process-bars" aria-hidden="true">
      <div className="process-axis">
        {ticksOf(endH).map((tick) => (
          <span key={tick} style={{ insetInlineStart: share(tick) }}>
            {hoursText(tick)}
          </span>
        ))}
      </div>
      {shown.map((loss) => (
        <div key={loss.id} className="process-bar-row">
          <span className="process-bar-name">{names.nameOf(loss.id)}</span>
          <span className="process-bar-track">
            {loss.stops.map(({ downH, upH }, at) => {
              const toH = isOpen(loss, at) ? endH : upH
              return (
                <span
                  key={downH}
                  className="process-bar"
                  data-broken={loss.isMtpdBroken === true}
                  style={{ insetInlineStart: share(downH), inlineSize: `max(3px, ${share(toH - downH)})` }}
                />
              )
            })}
            <span className="process-cursor" style={{ insetInlineStart: share(hour) }} />
          </span>
        </div>
      ))}
      {losses.length > shown.length ? (
        <figcaption className="faint">{t('process.bars.more', { count: losses.length - shown.length })}</figcaption>
      ) : null}
    </figure>
  )
}

/** Whole steps of 1, 2 or 5 times a power of ten. */
function ticksOf(endH: number): readonly number[] {
  const rough = endH / TICKS
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5].find((each) => each * power >= rough) ?? 10) * power
  return Array.from({ length: Math.floor(endH / step) + 1 }, (_, at) => at * step)
}
