// Events from several batches, added up: what makes two rows one, and what becomes of them. Captures may be read in any order of time.
import { micros } from '@penstock/model/kernel'
import { addressOf } from './batch-parts.ts'
import { type DiscoverySeen, type LogonSeen, Quality, type ValueSeen } from './events.ts'

type Span = Pick<ValueSeen, 'firstAt' | 'lastAt'>

export function valueKey(row: ValueSeen): string {
  return `${addressOf(row.server)}|${row.protocol}|${row.point}`
}

export function logonKey(row: LogonSeen): string {
  return `${addressOf(row.client)}|${addressOf(row.server)}|${row.protocol}|${row.method}|${row.account}|${row.result}`
}

export function discoveryKey(row: DiscoverySeen): string {
  return `${addressOf(row.client)}|${row.protocol}|${row.method}`
}

/** Readings of one point, added up: first and last by time, the proof is the earlier one's. Where one ends and the other begins may be a change. */
export function addValue<Row extends ValueSeen>(a: Row, b: Row): Row {
  const [early, late] = b.firstAt < a.firstAt ? [b, a] : [a, b]
  return {
    ...early,
    ...(late.min < early.min ? { lowest: late.lowest ?? late.proof } : {}),
    ...(late.max > early.max ? { highest: late.highest ?? late.proof } : {}),
    count: a.count + b.count,
    changes: a.changes + b.changes + (early.last === late.first ? 0 : 1),
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    last: late.lastAt >= early.lastAt ? late.last : early.last,
    quality: Quality.options.filter((one) => a.quality.includes(one) || b.quality.includes(one)),
    ...addSpans(a, b),
  }
}

/** Sayings of the same, added up: the proof is the earlier one's. */
export function addTally<Row extends Span & { readonly count: number }>(a: Row, b: Row): Row {
  return { ...(b.firstAt < a.firstAt ? b : a), count: a.count + b.count, ...addSpans(a, b) }
}

/** From the first of either to the last of either. */
export function addSpans(a: Span, b: Span): Span {
  return {
    firstAt: micros(Math.min(a.firstAt, b.firstAt)),
    lastAt: micros(Math.max(a.lastAt, b.lastAt)),
  }
}
