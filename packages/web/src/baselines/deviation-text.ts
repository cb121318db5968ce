// What was expected and what was seen, in the unit of each kind.
import type { DeviationView } from '@penstock/contract/baselines'
import { touchedText } from '@penstock/model/observations'
import { formatDuration, formatReading, t } from '@penstock/web/messages'

type Row = Pick<DeviationView, 'kind' | 'reason' | 'protocol' | 'expected' | 'observed'>

/** Null where nothing like it was ever seen. */
export function expectedText(row: Row): string | null {
  if (row.expected === null) return null
  const { low, high } = row.expected
  const say = (value: number) => numberText(row, value)
  return low === 0 && row.kind !== 'value' && row.kind !== 'new-address'
    ? t('baselines.at-most', { high: say(high) })
    : t('baselines.range', { low: say(low), high: say(high) })
}

export function observedText(row: Row): string | null {
  return row.observed === null ? null : numberText(row, row.observed)
}

export function durationText(microseconds: number): string {
  const seconds = microseconds / 1_000_000
  if (seconds >= 10) return formatDuration(Math.round(seconds))
  return seconds >= 1 ? `${formatReading(round(seconds))} s` : `${formatReading(round(seconds * 1000))} ms`
}

function numberText({ kind, reason, protocol }: Row, value: number): string {
  switch (kind) {
    case 'cadence':
      return reason === 'unsteady' ? `× ${formatReading(round(value))}` : durationText(value)
    case 'silence':
      return durationText(value)
    case 'flood':
      return t('baselines.per-second', { rate: formatReading(round(value)) })
    case 'scan':
      return t('baselines.ends', { count: value })
    case 'new-address':
      return reason === 'never-seen' ? t('baselines.points.count', { count: value }) : touchedText(protocol, value)
    case 'new-function':
      return t('baselines.times', { count: value })
    case 'value':
    case 'new-pair':
      return formatReading(round(value))
  }
}

/** Limits carry the edge of a bucket: more than four digits say nothing. */
function round(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(4))
}
