// Loss by cause: packets as a share of all that came by, as a bar from zero with its numbers; rows and batches as counts of their own.
import type { SensorView } from '@penstock/contract/sensors'
import { formatCount, formatShare, t } from '@penstock/web/messages'

type Told = Pick<SensorView, 'packets' | 'losses'>
const PACKET_CAUSES: ReadonlySet<string> = new Set(['kernel', 'interface'])

/** Lost packets of all that came by, 0 to 1; 0 when none did. */
function lostShare({ packets, losses }: Told): number {
  const lost = losses.reduce((sum, { cause, count }) => sum + (PACKET_CAUSES.has(cause) ? count : 0), 0)
  return lost === 0 ? 0 : lost / (packets + lost)
}

/** One line for a list. */
export function LossLine({ sensor }: { readonly sensor: Told }) {
  if (sensor.losses.length === 0) return <span className="muted">{t('sensors.loss.none')}</span>
  return (
    <span className="sensor-loss-line">
      <LossBar sensor={sensor} />
      {sensor.losses.map(({ cause, count }) => t(`sensors.loss.${cause}`, { count })).join(' · ')}
    </span>
  )
}

function LossBar({ sensor }: { readonly sensor: Told }) {
  const share = lostShare(sensor)
  if (share === 0) return null
  return (
    <>
      <span className="sensor-loss-bar" aria-hidden="true">
        <span style={{ inlineSize: `${Math.max(2, share * 100)}%` }} />
      </span>
      <span>{formatShare(share)}</span>
    </>
  )
}

/** The table of a detail. */
export function LossTable({ sensor }: { readonly sensor: Told }) {
  const all =
    sensor.packets + sensor.losses.reduce((sum, { cause, count }) => sum + (PACKET_CAUSES.has(cause) ? count : 0), 0)
  return (
    <table className="table">
      <caption className="visually-hidden">{t('sensors.loss')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('sensors.loss.cause')}</th>
          <th scope="col">{t('sensors.loss.count')}</th>
          <th scope="col">{t('sensors.loss.share')}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{t('sensors.loss.read')}</th>
          <td>{formatCount(sensor.packets)}</td>
          <td />
        </tr>
        {sensor.losses.map(({ cause, count }) => (
          <tr key={cause}>
            <th scope="row">{t(`sensors.loss.cause.${cause}`)}</th>
            <td>{formatCount(count)}</td>
            <td>{PACKET_CAUSES.has(cause) ? <Share part={count} of={all} /> : t('sensors.loss.no-share')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Share({ part, of }: { readonly part: number; readonly of: number }) {
  const share = part / of
  return (
    <span className="sensor-loss-line">
      <span className="sensor-loss-bar" aria-hidden="true">
        <span style={{ inlineSize: `${Math.max(2, share * 100)}%` }} />
      </span>
      {formatShare(share)}
    </span>
  )
}
