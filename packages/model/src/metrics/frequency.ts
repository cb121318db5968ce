// How often incidents come: per 30 days and 100 assets, with the exact interval of a Poisson count, and whether that rises or falls. A count by
// itself says nothing: more sensors and more assets raise it.
import type { EpochMicros } from '@penstock/model/kernel'
import { type Interval, poisson } from './intervals.ts'
import { type Cusum, cusum, type MannKendall, mannKendall } from './trend.ts'

export const WINDOW_DAYS = 30
export const PER_ASSETS = 100

export interface Window {
  readonly from: EpochMicros
  readonly to: EpochMicros
  readonly incidents: number
  /** Known at its end. */
  readonly assets: number
}

export interface Rate {
  readonly incidents: number
  readonly perWindow: number
  readonly interval: Interval
}

export interface Frequency {
  /** Null without assets. */
  readonly rate: Rate | null
  readonly windows: readonly (Window & { readonly rate: Rate | null })[]
  /** Of the rates; null with fewer than five windows that have assets. */
  readonly trend: MannKendall | null
  /** Of standardised counts against the first half; null while that half is too short or without incidents. */
  readonly cusum: (Cusum & { readonly reference: number }) | null
}

const WINDOW_MICROS = WINDOW_DAYS * 86_400_000_000

/** Whole windows back from `now`, the oldest first. */
export function windowsBack(now: EpochMicros, count: number): readonly Pick<Window, 'from' | 'to'>[] {
  return Array.from({ length: count }, (_, at) => {
    const to = (now - (count - 1 - at) * WINDOW_MICROS) as EpochMicros
    return { from: (to - WINDOW_MICROS) as EpochMicros, to }
  })
}

export function frequencyOf(windows: readonly Window[]): Frequency {
  const told = windows.map((one) => ({ ...one, rate: rateOf([one]) }))
  const known = told.filter(({ rate }) => rate !== null)
  return {
    rate: rateOf(windows),
    windows: told,
    trend: mannKendall(known.map(({ rate }) => rate!.perWindow)),
    cusum: cusumOf(known),
  }
}

function rateOf(windows: readonly Window[]): Rate | null {
  const exposure = windows.reduce((sum, { assets }) => sum + assets / PER_ASSETS, 0)
  if (exposure === 0) return null
  const incidents = windows.reduce((sum, one) => sum + one.incidents, 0)
  const { low, high } = poisson(incidents)
  return { incidents, perWindow: incidents / exposure, interval: { low: low / exposure, high: high / exposure } }
}

const FEWEST_REFERENCE = 4

function cusumOf(windows: readonly Window[]): Frequency['cusum'] {
  const reference = Math.ceil(windows.length / 2)
  const rate = rateOf(windows.slice(0, reference))
  if (reference < FEWEST_REFERENCE || rate === null || rate.incidents === 0) return null
  const standard = windows.map(({ incidents, assets }) => {
    const expected = (rate.perWindow * assets) / PER_ASSETS
    return (incidents - expected) / Math.sqrt(expected)
  })
  return { ...cusum(standard, { target: 0, slack: 0.5, threshold: 5 }), reference }
}
