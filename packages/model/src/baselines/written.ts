// Values that requests write, point by point, in the words that readings of the same points have; and those beyond what a point was learned to hold.
import type { CaptureProof, OperationSeen } from '@penstock/model/observations'
import type { Limits } from './summary.ts'

export interface WrittenValue {
  /** As a request names it, and as readings do. */
  readonly place: string
  readonly point: string
  readonly value: number
}

/** A write that the device took, of a value beyond the limits of its point. */
export interface WrittenBeyond extends WrittenValue {
  readonly operation: Omit<OperationSeen, 'proof'> & { readonly proof: CaptureProof }
  readonly limits: Limits
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i
const RANGE = /^(.* )?([a-z]+)s (\d{1,9})-(\d{1,9})$/

/** Of what was written or commanded and not refused; what is no number, such as `on`, has no range. */
export function writtenValues({
  protocol,
  kind,
  target,
  values = [],
  result,
}: Pick<OperationSeen, 'protocol' | 'kind' | 'target' | 'values' | 'result'>): readonly WrittenValue[] {
  const isTaken = result === null || result === 'ok'
  if (!isTaken || target === null || (kind !== 'write' && kind !== 'control')) return []
  const range = RANGE.exec(target)
  const places =
    range === null ? [target] : values.map((_, n) => `${range[1] ?? ''}${range[2]} ${Number(range[3]) + n}`)
  return places.flatMap((place, n) => {
    const text = values[n]
    if (text === undefined || !NUMBER.test(text)) return []
    return [{ place, point: pointOf(protocol, place), value: Number(text) }]
  })
}

/** Modbus writes registers, and reads the same as holding registers. */
function pointOf(protocol: string, place: string): string {
  return protocol === 'modbus-tcp' ? place.replace(/ register (?=\d+$)/, ' holding register ') : place
}
