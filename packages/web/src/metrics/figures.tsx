// Figures as people read them: a share with its interval, a duration or the values in its place, an age.
import type { DurationView, IncidentGroup, ShareView, SocMetrics } from '@penstock/contract/metrics'
import { formatCount, formatShare, formatSpan, t } from '@penstock/web/messages'
import { Unknown } from '@penstock/web/ui'

type Reads = SocMetrics['reads']

export function Shared({ share: { part, whole, interval } }: { readonly share: ShareView }) {
  if (interval === null) return <Unknown reason={t('metrics.share.none')} />
  const [low, high] = [formatShare(interval.low), formatShare(interval.high)]
  return <span>{t('metrics.share', { share: formatShare(part / whole), part, whole, low, high })}</span>
}

export function Age({
  backlog: { ageP50, ageP95, open },
  reads,
}: {
  readonly backlog: IncidentGroup['backlog']
  readonly reads: Reads
}) {
  if (ageP50 === null || ageP95 === null)
    return <Unknown reason={t(open > 0 && reads === 'counts' ? 'metrics.hidden' : 'metrics.figure.age.none')} />
  return <span>{t('metrics.pair', { first: formatSpan(ageP50), second: formatSpan(ageP95) })}</span>
}

/** Median and 90th percentile, or the values where there are fewer than five. */
export function Spread({ figure, reads }: { readonly figure: DurationView; readonly reads: Reads }) {
  const waiting = figure.waiting === 0 ? null : t('metrics.waiting', { count: figure.waiting })
  return (
    <span>
      <SpreadOf figure={figure} reads={reads} />
      {waiting === null ? null : <span className="muted"> {waiting}</span>}
    </span>
  )
}

function SpreadOf({ figure, reads }: { readonly figure: DurationView; readonly reads: Reads }) {
  if (reads === 'counts') return <span>{formatCount(figure.n)}</span>
  if (figure.values !== null && figure.values.length > 0)
    return <span>{t('metrics.few', { values: figure.values.map(formatSpan).join(', ') })}</span>
  if (figure.median === null || figure.p90 === null) return <Unknown reason={t('metrics.share.none')} />
  return <span>{t('metrics.pair', { first: formatSpan(figure.median), second: formatSpan(figure.p90) })}</span>
}

export function flowOf({ arrived, closed }: IncidentGroup['backlog']): string {
  return t('metrics.figure.flow-of', { arrived, closed })
}
