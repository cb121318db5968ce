// Measures of a source as people read them: how long its events took, and what part of its lines nobody could read.
import type { SourceActivity } from '@penstock/contract/sources'
import { shareUnknown } from '@penstock/model/sources'
import { formatDuration, formatShare, t } from '@penstock/web/messages'
import { Unknown } from '@penstock/web/ui'

/** Of the last hour. Below zero a delay tells of the clock, and not of the way. */
export function Delay({ activity, isLong = false }: { readonly activity: SourceActivity; readonly isLong?: boolean }) {
  const { delayMs } = activity.window
  if (delayMs === null) return <Unknown reason={t('sources.delay.none')} />
  const [p50, p95, p99] = [delayMs.p50, delayMs.p95, delayMs.p99].map(inWords)
  const ahead = delayMs.least < 0 ? t('sources.delay.ahead', { ahead: inWords(-delayMs.least) }) : null
  if (!isLong) return <span title={ahead ?? undefined}>{p50}</span>
  return (
    <>
      {t('sources.delay.values', { p50: p50 ?? '', p95: p95 ?? '', p99: p99 ?? '' })}
      {ahead === null ? null : `; ${ahead}`}
    </>
  )
}

function inWords(ms: number): string {
  const text = formatDuration(Math.abs(ms) / 1000)
  return ms < 0 ? `−${text}` : text
}

export function UnreadShare({ activity }: { readonly activity: SourceActivity }) {
  const share = shareUnknown(activity.window)
  return share === null ? <Unknown reason={t('sources.delay.none')} /> : formatShare(share)
}
