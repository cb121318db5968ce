// DEFLATE, a stretch at a time: fixed memory, no callback, and it can be left and taken up at any symbol. The runtime's own
// inflater gives a whole buffer at once or a stream of events; captures are read with blocking reads in a bounded window.
// Source: RFC 1951.

/** What `run` ends with. */
export const FULL = 0
export const NEED_INPUT = 1
export const DONE = 2
export const DAMAGED = 3
export const CUT_SHORT = 4

/** How far back a copy may reach; so much of what was given out has to stay in front of `outAt`. */
export const HISTORY_BYTES = 32_768
/** A copy may write so much beyond where `run` was told to stop. */
export const LONGEST_COPY = 258

const BETWEEN_BLOCKS = 0
const STORED = 1
const CODED = 2
const FINISHED = 3

/** Bytes within which the head of a block, and one symbol with its distance, surely end. */
const HEAD_BYTES = 600
const SYMBOL_BYTES = 8

const FAST_BITS = 10
const LENGTH_BASE = Int32Array.of(
  ...steps(3, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5]),
  258,
)
const LENGTH_EXTRA = Int32Array.of(
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  1,
  1,
  1,
  1,
  2,
  2,
  2,
  2,
  3,
  3,
  3,
  3,
  4,
  4,
  4,
  4,
  5,
  5,
  5,
  5,
  0,
)
const DISTANCE_EXTRA = Int32Array.from({ length: 30 }, (_, n) => Math.max(0, (n >> 1) - 1))
const DISTANCE_BASE = Int32Array.from(steps(1, [...DISTANCE_EXTRA]))
const LENGTHS_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

export class Inflate {
  input: Uint8Array
  inAt = 0
  inEnd = 0
  /** True once nothing will be added behind `inEnd`. */
  isInputOver = false
  readonly out: Uint8Array
  outAt = 0
  /** Where the stream's first byte stands in `out`, or 0 when it has left it. */
  floor = 0
  private state = BETWEEN_BLOCKS
  private isLast = false
  private bits = 0
  private bitCount = 0
  /** Zero bytes that were read behind the end of the input. */
  private beyond = 0
  private storedLeft = 0
  private readonly literals = new Code(288)
  private readonly distances = new Code(32)
  private readonly lengths = new Uint8Array(320)

  constructor(input: Uint8Array, out: Uint8Array) {
    this.input = input
    this.out = out
  }

  /** Begins another stream at `inAt`; what stands in `out` before it is not part of it. */
  begin(): void {
    this.state = BETWEEN_BLOCKS
    this.isLast = false
    this.bits = 0
    this.bitCount = 0
    this.beyond = 0
    this.floor = this.outAt
  }

  /** Goes on until `outAt` has reached `stop`, more input is needed, or the stream ends. `out` holds LONGEST_COPY more. */
  run(stop: number): number {
    for (;;) {
      if (this.state === FINISHED) return DONE
      if (this.outAt >= stop) return FULL
      let verdict = FULL
      if (this.state === BETWEEN_BLOCKS) verdict = this.head()
      else if (this.state === STORED) verdict = this.copyStored(stop)
      else verdict = this.decode(stop)
      if (verdict === NEED_INPUT) this.giveBack()
      if (verdict !== FULL) return verdict
    }
  }

  private has(count: number): boolean {
    return this.isInputOver || this.inEnd - this.inAt >= count
  }

  private head(): number {
    if (this.isLast) return this.finish()
    if (!this.has(HEAD_BYTES)) return NEED_INPUT
    this.isLast = this.take(1) === 1
    const kind = this.take(2)
    if (kind === 0) return this.headOfStored()
    if (kind === 3) return DAMAGED
    if (kind === 1) this.useFixedCodes()
    else if (!this.readCodes()) return this.isCutShort() ? CUT_SHORT : DAMAGED
    if (this.isCutShort()) return CUT_SHORT
    this.state = CODED
    return FULL
  }

  private finish(): number {
    if (this.isCutShort()) return CUT_SHORT
    this.passRestOfByte()
    this.state = FINISHED
    return DONE
  }

  private headOfStored(): number {
    this.take(this.bitCount & 7)
    const length = this.take(16)
    const check = this.take(16)
    if (this.isCutShort()) return CUT_SHORT
    if (length !== (check ^ 0xffff)) return DAMAGED
    this.passRestOfByte()
    this.storedLeft = length
    this.state = length === 0 ? BETWEEN_BLOCKS : STORED
    return FULL
  }

  private copyStored(stop: number): number {
    const count = Math.min(this.storedLeft, this.inEnd - this.inAt, stop - this.outAt)
    if (count === 0) return this.isInputOver ? CUT_SHORT : NEED_INPUT
    this.out.set(this.input.subarray(this.inAt, this.inAt + count), this.outAt)
    this.inAt += count
    this.outAt += count
    this.storedLeft -= count
    if (this.storedLeft === 0) this.state = BETWEEN_BLOCKS
    return FULL
  }

  private decode(stop: number): number {
    const { out, literals, distances } = this
    while (this.outAt < stop) {
      if (!this.has(SYMBOL_BYTES)) return NEED_INPUT
      const symbol = this.symbol(literals)
      if (symbol < 256) {
        if (symbol < 0) return this.isCutShort() ? CUT_SHORT : DAMAGED
        if (this.isCutShort()) return CUT_SHORT
        out[this.outAt] = symbol
        this.outAt += 1
        continue
      }
      if (symbol === 256) {
        this.state = BETWEEN_BLOCKS
        return FULL
      }
      const row = symbol - 257
      if (row >= LENGTH_BASE.length) return DAMAGED
      const length = LENGTH_BASE[row]! + this.take(LENGTH_EXTRA[row]!)
      const far = this.symbol(distances)
      if (far < 0 || far >= DISTANCE_BASE.length) return this.isCutShort() ? CUT_SHORT : DAMAGED
      const distance = DISTANCE_BASE[far]! + this.take(DISTANCE_EXTRA[far]!)
      if (this.isCutShort()) return CUT_SHORT
      if (distance > this.outAt - this.floor) return DAMAGED
      this.copy(distance, length)
    }
    return FULL
  }

  private copy(distance: number, length: number): void {
    const { out } = this
    const to = this.outAt + length
    for (let at = this.outAt, from = at - distance; at < to; at += 1, from += 1) out[at] = out[from]!
    this.outAt = to
  }

  private take(count: number): number {
    while (this.bitCount < count) this.pullByte()
    const value = this.bits & ((1 << count) - 1)
    this.bits >>>= count
    this.bitCount -= count
    return value
  }

  private symbol(code: Code): number {
    while (this.bitCount < 15) this.pullByte()
    const entry = code.fast[this.bits & ((1 << FAST_BITS) - 1)]!
    const width = entry === 0 ? code.find(this.bits) : entry
    if (width === 0) return -1
    this.bits >>>= width & 15
    this.bitCount -= width & 15
    return width >> 4
  }

  private pullByte(): void {
    let octet = 0
    if (this.inAt < this.inEnd) {
      octet = this.input[this.inAt]!
      this.inAt += 1
    } else {
      this.beyond += 1
    }
    this.bits |= octet << this.bitCount
    this.bitCount += 8
  }

  // Bits of the zeros behind the end were used, not only looked at.
  private isCutShort(): boolean {
    return this.beyond > 0 && this.beyond * 8 > this.bitCount
  }

  // Whole bytes that were taken ahead go back: a trailer is found where it stands, and who refills the input may drop all that
  // is in front of `inAt`.
  private giveBack(): void {
    this.inAt -= Math.max(0, (this.bitCount >> 3) - this.beyond)
    this.bitCount &= 7
    this.bits &= (1 << this.bitCount) - 1
    this.beyond = 0
  }

  private passRestOfByte(): void {
    this.giveBack()
    this.bits = 0
    this.bitCount = 0
  }

  private useFixedCodes(): void {
    this.lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288).fill(5, 288, 320)
    this.literals.build(this.lengths, 0, 288)
    this.distances.build(this.lengths, 288, 32)
  }

  // RFC 1951 §3.2.7: the lengths of both codes, themselves in a code.
  private readCodes(): boolean {
    const literalCount = this.take(5) + 257
    const distanceCount = this.take(5) + 1
    const lengthCount = this.take(4) + 4
    if (literalCount > 286 || distanceCount > 30) return false
    const { lengths } = this
    lengths.fill(0)
    for (let n = 0; n < lengthCount; n += 1) lengths[LENGTHS_ORDER[n]!] = this.take(3)
    if (!this.literals.build(lengths, 0, 19)) return false
    lengths.fill(0)
    for (let n = 0; n < literalCount + distanceCount; ) {
      const symbol = this.symbol(this.literals)
      if (symbol < 0) return false
      if (symbol < 16) {
        lengths[n] = symbol
        n += 1
        continue
      }
      if (symbol === 16 && n === 0) return false
      const value = symbol === 16 ? lengths[n - 1]! : 0
      const times = symbol === 16 ? 3 + this.take(2) : symbol === 17 ? 3 + this.take(3) : 11 + this.take(7)
      if (n + times > literalCount + distanceCount) return false
      lengths.fill(value, n, n + times)
      n += times
    }
    // Without an end of block the stream could not end.
    if (lengths[256] === 0) return false
    return this.distances.build(lengths, literalCount, distanceCount) && this.literals.build(lengths, 0, literalCount)
  }
}

/** A canonical prefix code: short words by one look, longer ones bit by bit. */
class Code {
  /** By the next bits: symbol << 4 | width, or 0 for a word that is longer than the table or none. */
  readonly fast = new Int32Array(1 << FAST_BITS)
  private readonly counts = new Int32Array(16)
  private readonly symbols: Int32Array
  private readonly places = new Int32Array(16)

  constructor(most: number) {
    this.symbols = new Int32Array(most)
  }

  /** False when the widths make no code: more words than there is room, or fewer unless it is a single one. */
  build(lengths: Uint8Array, from: number, count: number): boolean {
    const { counts, places, symbols, fast } = this
    counts.fill(0)
    for (let n = 0; n < count; n += 1) counts[lengths[from + n]!]! += 1
    counts[0] = 0
    let left = 1
    let words = 0
    for (let width = 1; width < 16; width += 1) {
      left = (left << 1) - counts[width]!
      words += counts[width]!
      if (left < 0) return false
    }
    if (left > 0 && words > 1) return false
    places[1] = 0
    for (let width = 1; width < 15; width += 1) places[width + 1] = places[width]! + counts[width]!
    for (let n = 0; n < count; n += 1) {
      const width = lengths[from + n]!
      if (width === 0) continue
      symbols[places[width]!] = n
      places[width]! += 1
    }
    fast.fill(0)
    this.fill()
    return true
  }

  /** Entry as in `fast` of the word that begins with these bits, or 0. */
  find(bits: number): number {
    let code = 0
    let first = 0
    let index = 0
    for (let width = 1; width < 16; width += 1) {
      code |= (bits >>> (width - 1)) & 1
      const count = this.counts[width]!
      if (code - count < first) return (this.symbols[index + code - first]! << 4) | width
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    return 0
  }

  private fill(): void {
    let code = 0
    let index = 0
    for (let width = 1; width <= FAST_BITS; width += 1) {
      for (let n = 0; n < this.counts[width]!; n += 1) {
        const entry = (this.symbols[index]! << 4) | width
        for (let at = reversed(code, width); at < this.fast.length; at += 1 << width) this.fast[at] = entry
        index += 1
        code += 1
      }
      code <<= 1
    }
  }
}

function reversed(code: number, width: number): number {
  let out = 0
  for (let n = 0; n < width; n += 1) out |= ((code >> n) & 1) << (width - 1 - n)
  return out
}

/** First value of each row, when rows cover 2^extra values one after the other. */
function steps(first: number, extras: readonly number[]): number[] {
  let next = first
  return extras.map((extra) => {
    const base = next
    next += 1 << extra
    return base
  })
}
