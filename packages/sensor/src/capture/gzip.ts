// A gzip file as the bytes that are in it: member after member, in fixed memory, with a bound against bombs. Source: RFC 1952.
import { crc32 } from 'node:zlib'
import { isBeyond, UNPACKED_BOUNDS, type UnpackedBounds } from '@penstock/model/observations'
import { CUT_SHORT, DAMAGED, DONE, FULL, HISTORY_BYTES, Inflate, LONGEST_COPY, NEED_INPUT } from './inflate.ts'
import type { ReadBytes } from './read-bytes.ts'

const INPUT_BYTES = 1 << 18
const OUTPUT_BYTES = 1 << 18
const TRAILER_BYTES = 8

const HAS_CHECK = 2
const HAS_EXTRA = 4
const HAS_NAME = 8
const HAS_COMMENT = 16
const RESERVED = 0xe0

const IN_HEAD = 0
const IN_BODY = 1
const IN_TRAILER = 2
const ENDED = 3

/** True when these bytes open a gzip file that is packed with the one method there is. */
export function opensGzip(bytes: Uint8Array, at: number, end: number): boolean {
  return end - at >= 3 && bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8
}

/** Unpacks what `source` gives. `read` is a `ReadBytes` itself; what went wrong is told in `troubles`, never thrown. */
export class GzipBytes {
  /** Why the bytes end before the file does, or are not what was packed. */
  readonly troubles = new Map<string, number>()
  private readonly inflate: Inflate
  private readonly source: ReadBytes
  private readonly bounds: UnpackedBounds
  private state = IN_HEAD
  private drained = 0
  private members = 0
  private checked = 0
  private check = 0
  private memberBytes = 0
  private packed: number
  private unpacked = 0

  /** @param opening bytes of the file that were read already */
  constructor(source: ReadBytes, opening: Uint8Array, bounds: UnpackedBounds = UNPACKED_BOUNDS) {
    this.source = source
    this.bounds = bounds
    const input = new Uint8Array(Math.max(INPUT_BYTES, opening.length))
    input.set(opening)
    this.inflate = new Inflate(input, new Uint8Array(HISTORY_BYTES + OUTPUT_BYTES + LONGEST_COPY))
    this.inflate.inEnd = opening.length
    this.packed = opening.length
  }

  /** Fills the given bytes from `at`; 0 at the end, -1 when the source has nothing yet. */
  readonly read: ReadBytes = (into, at, length) => {
    const { inflate } = this
    while (this.drained === inflate.outAt) {
      if (this.state === ENDED) return 0
      if (!this.advance()) return -1
    }
    const count = Math.min(length, inflate.outAt - this.drained)
    into.set(inflate.out.subarray(this.drained, this.drained + count), at)
    this.drained += count
    return count
  }

  /** One step on. False when the source has nothing yet. */
  private advance(): boolean {
    if (this.state === IN_HEAD) return this.head()
    if (this.state === IN_TRAILER) return this.trailer()
    this.slide()
    const { inflate } = this
    const verdict = inflate.run(inflate.out.length - LONGEST_COPY)
    this.add()
    if (verdict === NEED_INPUT) return this.refill()
    if (verdict === DONE) this.state = IN_TRAILER
    else if (verdict === CUT_SHORT) this.end('gzip-cut-short')
    else if (verdict === DAMAGED) this.end('gzip-damaged')
    else if (verdict === FULL) this.bound()
    return true
  }

  private head(): boolean {
    const { inflate } = this
    const { input, inAt, inEnd } = inflate
    const behind = behindHead(input, inAt, inEnd)
    if (behind === NOT_YET && !inflate.isInputOver && inEnd - inAt < input.length) return this.refill()
    if (inAt === inEnd && inflate.isInputOver) this.end(null)
    else if (behind === NOT_YET) this.end(inflate.isInputOver ? 'gzip-cut-short' : 'gzip-damaged')
    // What follows the last member and is none belongs to whoever put it there (tapes are filled with zeros).
    else if (behind === NO_HEAD) this.end(this.members > 0 ? 'gzip-bytes-behind' : 'gzip-damaged')
    else {
      inflate.inAt = behind
      inflate.begin()
      this.checked = inflate.outAt
      this.check = 0
      this.memberBytes = 0
      this.state = IN_BODY
    }
    return true
  }

  private trailer(): boolean {
    const { inflate } = this
    const { input, inAt } = inflate
    if (inflate.inEnd - inAt < TRAILER_BYTES) {
      if (!inflate.isInputOver) return this.refill()
      this.end('gzip-cut-short')
      return true
    }
    const isSame = little(input, inAt) === this.check && little(input, inAt + 4) === this.memberBytes % 2 ** 32
    if (!isSame) this.note('gzip-checksum')
    inflate.inAt += TRAILER_BYTES
    this.members += 1
    this.state = IN_HEAD
    return true
  }

  private add(): void {
    const { inflate } = this
    const fresh = inflate.outAt - this.checked
    if (fresh === 0) return
    this.check = crc32(inflate.out.subarray(this.checked, inflate.outAt), this.check)
    this.checked = inflate.outAt
    this.memberBytes += fresh
    this.unpacked += fresh
  }

  private bound(): void {
    if (isBeyond(this.bounds, this.packed, this.unpacked)) this.end('gzip-bound')
  }

  // All is given out when this is called: only what copies may reach back to has to stay.
  private slide(): void {
    const { inflate } = this
    const by = inflate.outAt - HISTORY_BYTES
    if (by <= 0 || this.drained < inflate.outAt) return
    inflate.out.copyWithin(0, by, inflate.outAt)
    inflate.outAt = HISTORY_BYTES
    inflate.floor = Math.max(0, inflate.floor - by)
    this.drained = HISTORY_BYTES
    this.checked = HISTORY_BYTES
  }

  private refill(): boolean {
    const { inflate } = this
    const { input } = inflate
    input.copyWithin(0, inflate.inAt, inflate.inEnd)
    inflate.inEnd -= inflate.inAt
    inflate.inAt = 0
    const got = this.source(input, inflate.inEnd, input.length - inflate.inEnd)
    if (got < 0) return false
    if (got === 0) inflate.isInputOver = true
    inflate.inEnd += got
    this.packed += got
    return true
  }

  private end(trouble: string | null): void {
    if (trouble !== null) this.note(trouble)
    this.state = ENDED
  }

  private note(trouble: string): void {
    this.troubles.set(trouble, (this.troubles.get(trouble) ?? 0) + 1)
  }
}

const NOT_YET = -1
const NO_HEAD = -2

/** Place behind the head of a member. */
function behindHead(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 10) return end > start && bytes[start] !== 0x1f ? NO_HEAD : NOT_YET
  const flags = bytes[start + 3]!
  if (!opensGzip(bytes, start, end) || flags & RESERVED) return NO_HEAD
  let at = start + 10
  if (flags & HAS_EXTRA) {
    if (end - at < 2) return NOT_YET
    at += 2 + (bytes[at]! | (bytes[at + 1]! << 8))
  }
  for (const text of [HAS_NAME, HAS_COMMENT]) {
    if ((flags & text) === 0) continue
    while (at < end && bytes[at] !== 0) at += 1
    at += 1
  }
  if (flags & HAS_CHECK) at += 2
  return at > end ? NOT_YET : at
}

function little(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
}
