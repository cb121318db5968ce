// Time and chance for tests: both are given, so a failing run can be run again.
import { type EpochMicros, micros } from '@penstock/model/kernel'

export interface FakeClock {
  now(): EpochMicros
  /** Moves the clock on by whole microseconds and gives the new time. */
  advance(byMicros: number): EpochMicros
}

/** A clock that stands at `start` (2026-10-01T06:00:00Z unless told) until it is moved. */
export function fakeClock(start: EpochMicros = micros(1_790_834_400_000_000)): FakeClock {
  let at = start
  return {
    now: () => at,
    advance: (byMicros) => {
      at = micros(at + byMicros)
      return at
    },
  }
}

export interface SeededRandom {
  /** In [0, 1). */
  next(): number
  /** Whole, from 0 to `below` - 1. */
  int(below: number): number
  bytes(length: number): Uint8Array
}

/** A repeatable sequence (mulberry32). Not for secrets. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (below: number): number => Math.floor(next() * below)
  return { next, int, bytes: (length) => Uint8Array.from({ length }, () => int(256)) }
}
