// IP packets that came in pieces, put together in fixed memory. Pieces may come in any order and twice; when two of them differ
// where they overlap, nobody who only listens can know which one the receiver took, so the packet is not read at all.
// Sources: RFC 791 §3.2, RFC 8200 §4.5, RFC 5722 (overlaps), RFC 1858 (tiny fragments), RFC 3128.
import type { Frame } from '@penstock/sensor/link'
import { KeyTable } from '@penstock/sensor/tables'

/** Packets that are put together at once. Pages of a slot that no fragment reached cost no memory. */
const MOST_PACKETS = 256
const SLOT_BYTES = 65_536
const UNITS = SLOT_BYTES >> 3
const WORDS = UNITS >> 5
/** Microseconds between the first and the last piece (RFC 8200 §4.5: 60 s). */
const LONGEST_WAIT = 60_000_000
/** A TCP header without options; a first fragment that ends within it hides flags or ports from filters. */
const TCP = 6
const TCP_HEADER = 20

const INTS = 10
const TOTAL = 0
const RECEIVED = 1
const STATE = 2
const PIECES = 3
const STAMP = 4
const PROTOCOL = 5
const PORTS = 6
const CARRIES = 7
const HELD = 8
const FARTHEST = 9

const FREE = 0
const OPEN = 1
const GIVEN_UP = 2

/** Room is taken with the first piece: few captures hold any. */
const NO_BYTES = new Uint8Array(0)

/** The first piece has not come yet. */
export const NOTHING_YET = -1

/** What `add` answers. */
export const WAITING = 0
export const COMPLETE = 1
/** The piece is not used: its packet was given up, or it was there before. */
export const NOT_USED = 2

export class Fragments {
  /** Pieces of packets that were never whole. */
  lost = 0
  /** Why the last piece is odd, or null. */
  oddity: string | null = null
  /** Where the packet that `add` called complete stands in `bytes`, and the protocol of its first piece. */
  at = 0
  length = 0
  protocol = 0
  /** Once the first piece was seen: ports of the packet (0 for none) and what the packet carries. */
  ports = 0
  carries = NOTHING_YET
  /** Packets and bytes of pieces that came before the first one, to be counted with it. */
  heldPackets = 0
  heldBytes = 0
  bytes = NO_BYTES
  view = new DataView(NO_BYTES.buffer)
  private readonly units = new Int32Array(MOST_PACKETS * WORDS)
  private readonly rows = new Int32Array(MOST_PACKETS * INTS)
  private readonly heldBytesOf = new Float64Array(MOST_PACKETS)
  private readonly since = new Float64Array(MOST_PACKETS)
  private readonly table: KeyTable
  private stamp = 0
  private row = -1

  constructor(seed: number) {
    this.table = new KeyTable(MOST_PACKETS, seed, MOST_PACKETS)
  }

  /** Packets that still wait for pieces. */
  get waiting(): number {
    return this.table.size
  }

  /** Takes the piece that `frame` is. The caller knows that all of it was captured. */
  add(bytes: Uint8Array, frame: Frame, instant: number): number {
    this.oddity = null
    if (this.bytes === NO_BYTES) {
      this.bytes = new Uint8Array(MOST_PACKETS * SLOT_BYTES)
      this.view = new DataView(this.bytes.buffer)
    }
    this.row = this.find(frame, instant)
    const { rows, row } = this
    const at = row * INTS
    rows[at + PIECES]! += 1
    if (rows[at + STATE] === GIVEN_UP) return NOT_USED
    const start = frame.fragmentOffset
    const length = frame.payloadLength
    const end = start + length
    if (end >= SLOT_BYTES) return this.giveUp('ip-fragment-beyond')
    if (length === 0 || (frame.hasMore && (length & 7) !== 0)) return this.giveUp('ip-fragment-length')
    if (start === 0 && frame.protocol === TCP && length < TCP_HEADER) this.oddity = 'ip-fragment-tiny'
    else if (start === 8 && rows[at + PROTOCOL] === TCP) this.oddity = 'ip-fragment-tiny'
    const total = rows[at + TOTAL]!
    if (frame.hasMore ? total > 0 && end > total : total > 0 && end !== total) return this.giveUp('ip-fragment-overlap')
    if (!frame.hasMore && rows[at + FARTHEST]! > end) return this.giveUp('ip-fragment-overlap')
    const present = this.present(start, end)
    if (present > 0) {
      if (present < ((end + 7) >> 3) - (start >> 3) || !this.isSame(bytes, frame))
        return this.giveUp('ip-fragment-overlap')
      return NOT_USED
    }
    this.store(bytes, frame, start, end)
    if (!frame.hasMore) rows[at + TOTAL] = end
    return rows[at + TOTAL]! > 0 && rows[at + RECEIVED] === (rows[at + TOTAL]! + 7) >> 3 ? this.complete() : WAITING
  }

  /** Notes what the first piece says; the caller has read it. Counts that waited for it are in `heldPackets` and `heldBytes`. */
  opened(carries: number, ports: number): void {
    const at = this.row * INTS
    this.rows[at + CARRIES] = carries
    this.rows[at + PORTS] = ports
    this.recall()
  }

  /** Fills `carries`, `ports` and what was held back for the packet of the last piece; what was held is then forgotten. */
  recall(): void {
    const at = this.row * INTS
    this.carries = this.rows[at + CARRIES]!
    this.ports = this.rows[at + PORTS]!
    this.heldPackets = this.rows[at + HELD]!
    this.heldBytes = this.heldBytesOf[this.row]!
    if (this.carries === NOTHING_YET) return
    this.rows[at + HELD] = 0
    this.heldBytesOf[this.row] = 0
  }

  /** Holds the count of a piece back until the first one says whose it is. */
  hold(bytes: number): void {
    this.rows[this.row * INTS + HELD]! += 1
    this.heldBytesOf[this.row]! += bytes
  }

  /** Gives up what waits; called at the end of a capture. */
  forgetAll(): void {
    for (let row = 0; row < MOST_PACKETS; row += 1) if (this.rows[row * INTS + STATE] !== FREE) this.forget(row)
  }

  private complete(): number {
    const at = this.row * INTS
    this.at = this.row * SLOT_BYTES
    this.length = this.rows[at + TOTAL]!
    this.protocol = this.rows[at + PROTOCOL]!
    // The bytes stay until another packet takes the slot, which is not before the next piece.
    this.release(this.row)
    return COMPLETE
  }

  private giveUp(oddity: string): number {
    this.oddity = oddity
    this.rows[this.row * INTS + STATE] = GIVEN_UP
    return NOT_USED
  }

  private find(frame: Frame, instant: number): number {
    const { table, rows } = this
    // Fragments of IPv6 may tell different next headers (RFC 8200 §4.5 takes the first one's), those of IPv4 may not.
    const kind = ((frame.vlan + 1) << 12) | (frame.family << 8) | (frame.family === 4 ? frame.protocol : 0)
    let row = table.find(frame.source, frame.target, kind, frame.fragmentId)
    if (row >= 0 && Math.abs(instant - this.since[row]!) > LONGEST_WAIT) {
      this.forget(row)
      row = -1
    }
    this.stamp += 1
    if (row < 0) {
      if (table.size === MOST_PACKETS) this.forget(this.oldest())
      row = table.add(frame.source, frame.target, kind, frame.fragmentId)
      this.units.fill(0, row * WORDS, (row + 1) * WORDS)
      const at = row * INTS
      rows.fill(0, at, at + INTS)
      rows[at + STATE] = OPEN
      rows[at + STAMP] = this.stamp
      rows[at + PROTOCOL] = frame.protocol
      rows[at + CARRIES] = NOTHING_YET
      this.heldBytesOf[row] = 0
      this.since[row] = instant
    }
    if (frame.fragmentOffset === 0) rows[row * INTS + PROTOCOL] = frame.protocol
    return row
  }

  private oldest(): number {
    let row = 0
    for (let n = 1; n < MOST_PACKETS; n += 1) {
      if (((this.rows[n * INTS + STAMP]! - this.rows[row * INTS + STAMP]!) | 0) < 0) row = n
    }
    return row
  }

  private forget(row: number): void {
    this.lost += this.rows[row * INTS + PIECES]!
    this.release(row)
  }

  private release(row: number): void {
    this.rows[row * INTS + STATE] = FREE
    this.table.remove(row)
  }

  private store(bytes: Uint8Array, frame: Frame, start: number, end: number): void {
    const to = this.row * SLOT_BYTES + start
    this.bytes.set(bytes.subarray(frame.payloadAt, frame.payloadAt + end - start), to)
    const units = this.row * WORDS
    for (let unit = start >> 3; unit < (end + 7) >> 3; unit += 1) this.units[units + (unit >> 5)]! |= 1 << (unit & 31)
    const at = this.row * INTS
    this.rows[at + FARTHEST] = Math.max(this.rows[at + FARTHEST]!, end)
    this.rows[at + RECEIVED]! += ((end + 7) >> 3) - (start >> 3)
  }

  /** Units of eight octets between two places that are there. */
  private present(start: number, end: number): number {
    const units = this.row * WORDS
    let count = 0
    for (let unit = start >> 3; unit < (end + 7) >> 3 && unit < UNITS; unit += 1)
      count += (this.units[units + (unit >> 5)]! >>> (unit & 31)) & 1
    return count
  }

  private isSame(bytes: Uint8Array, frame: Frame): boolean {
    const known = this.row * SLOT_BYTES + frame.fragmentOffset
    for (let n = 0; n < frame.payloadLength; n += 1) {
      if (this.bytes[known + n] !== bytes[frame.payloadAt + n]) return false
    }
    return true
  }
}
