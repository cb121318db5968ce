// Sentences of triage that are made of several facts.
import type { GlanceView, StakeView } from '@penstock/contract/triage'
import type { FindingLevel } from '@penstock/model/detections'
import { formatDuration, formatReading, t } from '@penstock/web/messages'

/** What the detection may do to the process, in one sentence. */
export function stakeText({ consequence, serves, stops, standing, asset }: StakeView): string {
  if (consequence.kind === 'unknown') {
    const what = serves === null ? '' : t('triage.stake.serves', { function: serves.name })
    return `${what}${what === '' ? '' : ' '}${t(`triage.stake.unknown.${consequence.why}`)}`
  }
  if (consequence.kind === 'none') return t('triage.stake.none', { asset: asset?.name ?? '' })
  const level = t('triage.stake.level', { level: consequence.level })
  if (standing === 'guard' || stops === null)
    return serves === null ? level : `${t('triage.stake.guard', { function: serves.name })} ${level}`
  const after = t('triage.stake.stops', { function: stops.name, hours: hoursText(stops.afterH) })
  const shared = standing === 'shared' ? ` ${t('triage.stake.shared')}` : ''
  return `${serves === null || serves.id === stops.id ? '' : `${t('triage.stake.serves', { function: serves.name })} `}${after}${shared} ${level}`
}

/** Why a row stands where it stands: consequence, level, age. */
export function whyText(glance: GlanceView | null, level: FindingLevel, waitsS: number): string {
  const consequence = glance?.stake.consequence
  const first =
    consequence === undefined
      ? t('triage.why.no-plant')
      : consequence.kind === 'level'
        ? t('triage.why.level', { level: consequence.level, function: functionOf(glance) })
        : t(`triage.why.${consequence.kind}`)
  return `${first}; ${t(`triage.level.${level}`)}; ${t('triage.why.waits', { time: formatDuration(waitsS) })}.`
}

function functionOf(glance: GlanceView | null): string {
  const { serves = null, stops = null, asset = null } = glance?.stake ?? {}
  return (serves ?? stops ?? asset)?.name ?? t('triage.function.unknown')
}

function hoursText(hours: number): string {
  return hours < 0.1 ? t('triage.minutes') : t('triage.hours', { hours: formatReading(Math.round(hours * 10) / 10) })
}
