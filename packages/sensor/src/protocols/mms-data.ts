// Data of MMS as IEC 61850 uses it in MMS and in GOOSE: numbers become values, a bit string of 13 bits their quality.
// Sources: ISO 9506-2 clause 14 (Data), IEC 61850-8-1 §8.2 (Quality), IEC 61850-7-3 §6.2.
import {
  BLOCKED,
  INVALID_VALUE,
  type Ledger,
  NAMED,
  OVERFLOWED,
  STALE,
  SUBSTITUTED,
  TEST,
} from '@penstock/sensor/facts'
import { BerCursor, signedOf, unsignedOf } from './ber-cursor.ts'
import type { NamedPoints } from './named-points.ts'
import { ascii, hexBytes } from './text.ts'

export const ARRAY = 0xa1
export const STRUCTURE = 0xa2
export const BOOLEAN = 0x83
export const BIT_STRING = 0x84
export const INTEGER = 0x85
export const UNSIGNED = 0x86
export const FLOAT = 0x87
export const VISIBLE_STRING = 0x8a

const DEEPEST = 6
const MOST_LEAVES = 64
const LONGEST_TEXT = 64
/** What a room may call a point inside another one, besides numbers of its own. */
const LEAF_SPACE = 0x6c65

const FLOAT_BYTES = new DataView(new ArrayBuffer(8))

/** The number of a leaf, NaN for one that is no number. A double point is 0 between, 1 off, 2 on, 3 faulty. */
export function numberOf(bytes: Uint8Array, tag: number, from: number, to: number): number {
  switch (tag) {
    case BOOLEAN:
      return to > from ? (bytes[from] === 0 ? 0 : 1) : Number.NaN
    case INTEGER:
      return to > from && to - from <= 6 ? signedOf(bytes, from, to) : Number.NaN
    case UNSIGNED:
      return to > from && to - from <= 7 ? unsignedOf(bytes, from, to) : Number.NaN
    case FLOAT:
      return floatOf(bytes, from, to)
    case BIT_STRING:
      return to - from === 2 && bytes[from] === 6 ? bytes[from + 1]! >> 6 : Number.NaN
    default:
      return Number.NaN
  }
}

/** A leaf as text, for rows that are emitted once. */
export function dataText(bytes: Uint8Array, tag: number, from: number, to: number): string {
  if (tag === BOOLEAN) return bytes[from] === 0 ? 'false' : 'true'
  const number = numberOf(bytes, tag, from, to)
  if (!Number.isNaN(number)) return String(number)
  if (tag === VISIBLE_STRING) return ascii(bytes, from, Math.min(to, from + LONGEST_TEXT))
  if (tag === STRUCTURE || tag === ARRAY) return tag === ARRAY ? 'array' : 'structure'
  return `0x${hexBytes(bytes, from, Math.min(to, from + 16))}`
}

// Width of the exponent (8 or 11), then the number.
function floatOf(bytes: Uint8Array, from: number, to: number): number {
  const isSingle = to - from === 5 && bytes[from] === 8
  if (!isSingle && !(to - from === 9 && bytes[from] === 11)) return Number.NaN
  for (let n = 1; n < to - from; n += 1) FLOAT_BYTES.setUint8(n - 1, bytes[from + n]!)
  return isSingle ? FLOAT_BYTES.getFloat32(0) : FLOAT_BYTES.getFloat64(0)
}

/** Quality bits of a bit string of 13 bits; -1 for another one. */
export function qualityOf(bytes: Uint8Array, from: number, to: number): number {
  if (to - from !== 3 || bytes[from] !== 3) return -1
  const bits = (bytes[from + 1]! << 8) | bytes[from + 2]!
  // From the top: validity (2), overflow, out of range, bad reference, oscillatory, failure, old data, inconsistent, inaccurate, source,
  // test, blocked.
  let quality = 0
  if ((bits & 0xc000) !== 0 || (bits & 0x0a00) !== 0) quality |= INVALID_VALUE
  if (bits & 0x3000) quality |= OVERFLOWED
  if (bits & 0x0100) quality |= STALE
  if (bits & 0x0020) quality |= SUBSTITUTED
  if (bits & 0x0010) quality |= TEST
  if (bits & 0x0008) quality |= BLOCKED
  return quality
}

/** Notes what stands in one Data. One of a room and a ledger. */
export class DataReadings {
  private readonly ber: BerCursor = new BerCursor()
  private readonly numbers = new Float64Array(MOST_LEAVES)
  private readonly points: NamedPoints
  private count = 0
  private quality = 0

  constructor(points: NamedPoints) {
    this.points = points
  }

  /**
   * Notes the numbers of the Data at `at` as values of `row` (of `nameRow`). Where it holds several numbers, they are called `name[0]`,
   * `name[1]` and so on in their order.
   */
  note(
    ledger: Ledger,
    flow: number,
    side: number,
    protocol: number,
    row: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    extraQuality = 0,
  ): void {
    this.count = 0
    this.quality = extraQuality
    this.gather(bytes, at, end, 0)
    if (row < 0) return
    if (this.count === 1) {
      ledger.value(flow, side, protocol, 0, NAMED, row, this.numbers[0]!, this.quality)
      return
    }
    for (let n = 0; n < this.count; n += 1) {
      const leaf = this.leaf(ledger, row, n)
      if (leaf >= 0) ledger.value(flow, side, protocol, 0, NAMED, leaf, this.numbers[n]!, this.quality)
    }
  }

  /** Number of the name `row[n]`. */
  leaf(ledger: Ledger, row: number, n: number): number {
    const { points } = this
    points.begin(LEAF_SPACE)
    points.addNumber(row)
    points.addNumber(n)
    const known = points.find()
    return known >= 0 ? known : points.open(`${ledger.values.nameOf(row)}[${n}]`)
  }

  private gather(bytes: Uint8Array, at: number, end: number, depth: number): void {
    const { ber } = this
    if (!ber.read(bytes, at, end)) return
    const { tag, from, to } = ber
    if (tag === STRUCTURE || tag === ARRAY) {
      if (depth >= DEEPEST) return
      for (let next = from; next < to && this.count < MOST_LEAVES; ) {
        if (!ber.read(bytes, next, to)) return
        const behind = ber.to
        this.gather(bytes, next, to, depth + 1)
        next = behind
      }
      return
    }
    const quality = tag === BIT_STRING ? qualityOf(bytes, from, to) : -1
    if (quality >= 0) {
      this.quality |= quality
      return
    }
    const number = numberOf(bytes, tag, from, to)
    if (Number.isNaN(number) || this.count >= MOST_LEAVES) return
    this.numbers[this.count] = number
    this.count += 1
  }
}
