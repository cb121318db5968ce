// Messages in several segments, put together. Bounded: so many at once, each so long; the oldest one is given up.
// Source: ANSI/ASHRAE 135-2020 clause 5.2.1.
import { perLedger } from '../per-ledger.ts'

const MOST_OPEN = 16
const LONGEST = 65_536
const FIRST_BYTES = 4096

interface Joined {
  bytes: Uint8Array
  view: DataView
  fill: number
  nextSequence: number
}

export const WAITING = 0
export const LOST = 1

class Segments {
  private readonly open = new Map<string, Joined>()

  /** Adds `bytes[from..to)`; gives the whole when it was the last one, WAITING, or LOST when a segment is missing. */
  add(
    key: string,
    sequence: number,
    isLast: boolean,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): Joined | typeof WAITING | typeof LOST {
    if (sequence === 0) this.begin(key)
    const one = this.open.get(key)
    if (one === undefined) return WAITING
    const ahead = (sequence - one.nextSequence) & 0xff
    // Behind means sent again.
    if (ahead > 0x7f) return WAITING
    if (ahead !== 0 || one.fill + to - from > LONGEST) {
      this.open.delete(key)
      return LOST
    }
    append(one, bytes, from, to)
    if (!isLast) return WAITING
    this.open.delete(key)
    return one
  }

  private begin(key: string): void {
    this.open.delete(key)
    if (this.open.size >= MOST_OPEN) this.open.delete(this.open.keys().next().value!)
    const bytes = new Uint8Array(FIRST_BYTES)
    this.open.set(key, { bytes, view: new DataView(bytes.buffer), fill: 0, nextSequence: 0 })
  }
}

function append(one: Joined, bytes: Uint8Array, from: number, to: number): void {
  const need = one.fill + to - from
  if (need > one.bytes.length) {
    const larger = new Uint8Array(Math.max(need, one.bytes.length * 2))
    larger.set(one.bytes)
    one.bytes = larger
    one.view = new DataView(larger.buffer)
  }
  one.bytes.set(bytes.subarray(from, to), one.fill)
  one.fill = need
  one.nextSequence = (one.nextSequence + 1) & 0xff
}

export const segmentsOf = perLedger(() => new Segments())
