// A period cut into equal parts, in whole microseconds.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { Period } from './telemetry.ts'

export type Parts = Period & { readonly buckets: number }

/** Throws a RangeError when the period is empty, `buckets` out of range, or the numbers beyond 64 bits. */
export function checkBuckets({ from, to, buckets }: Parts): void {
  if (to <= from) throw new RangeError('the period is empty')
  if (!Number.isInteger(buckets) || buckets < 1 || buckets > 10_000) throw new RangeError('buckets: 1 to 10,000')
  if ((to - from) * buckets > 9e18) throw new RangeError('fewer buckets for so long a period')
}

/** Instants at which the parts begin: part i at from + span * i / buckets, rounded down. */
export function edgesOf(parts: Parts): readonly EpochMicros[] {
  checkBuckets(parts)
  const { from, to, buckets } = parts
  return Array.from({ length: buckets }, (_, at) =>
    micros(from + Number((BigInt(to - from) * BigInt(at)) / BigInt(buckets))),
  )
}
