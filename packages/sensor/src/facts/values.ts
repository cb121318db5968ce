// Values: readings of points, kept as counts and extremes. Nothing is allocated per reading; text is made when a batch is drained.
import { micros } from '@penstock/model/kernel'
import type { Quality, ValueSeen } from '@penstock/model/observations'
import type { Addresses } from '@penstock/sensor/network'
import { KeyTable, roomyFloats, roomyInts } from '@penstock/sensor/tables'
import { AT, OFFSET, type Wire } from './wire.ts'

const MOST_ROWS = 65_536
const MOST_NAMES = 65_536
const LONGEST_NAME = 200

/** Bits of `quality`, in the order of the vocabulary. */
export const INVALID_VALUE = 1
export const SUBSTITUTED = 2
export const STALE = 4
export const OVERFLOWED = 8
export const BLOCKED = 16
export const OFFLINE = 32
export const TEST = 64
const ALL_GOOD: Quality[] = []
const QUALITIES: readonly Quality[] = ['invalid', 'substituted', 'stale', 'overflow', 'blocked', 'offline', 'test']

/** Blocks are few beside their points: polls ask for the same ones again and again. */
const MOST_BLOCKS = 16_384
const BLOCK_INTS = 3
const DIGEST = 0
const REPEATS = 1
const POINTS = 2

/** A space of points that are called by name: their index is what `nameRow` gave. */
export const NAMED = 0xffff

const INTS = 13
const MAC = 0
const COUNT = 1
const CHANGES = 2
const QUALITY = 3
const FILE = 4
const FRAME = 5
const LENGTH = 6
/** File, frame and length of the packets that read lowest and highest. */
const LOW_PACKET = 7
const HIGH_PACKET = 10

const FLOATS = 11
const MIN = 0
const MAX = 1
const BEGAN = 2
const LATEST = 3
const FIRST_AT = 4
const LAST_AT = 5
const PLACE = 6
/** Instant and place of those packets. */
const LOW_TIME = 7
const HIGH_TIME = 9

/** Text of a point; handed in, because protocol rooms stand above this one. `space` and `index` are the protocol's own numbers. */
export type PointText = (protocol: number, part: number, space: number, index: number) => string

export class Values {
  overflow = 0
  private readonly table: KeyTable
  private ints: Int32Array = new Int32Array(256 * INTS)
  private floats: Float64Array = new Float64Array(256 * FLOATS)
  /** Blocks of points that were read together: they are told apart by their first point. */
  private readonly blocks: KeyTable
  private blockInts: Int32Array = new Int32Array(64 * BLOCK_INTS)
  private blockTimes: Float64Array = new Float64Array(64)
  private readonly names = new Map<string, number>()
  private readonly texts: string[] = []

  constructor(seed: number) {
    this.table = new KeyTable(MOST_ROWS, seed)
    this.blocks = new KeyTable(MOST_BLOCKS, seed)
  }

  /**
   * Notes one reading. `server` is the address word of the device that holds the point, `part` a module inside it (0 to 2^32 - 1),
   * `space` a kind of point (0 to 65,534, or NAMED), `index` its number there, `quality` bits of what is said against it.
   */
  note(
    server: number,
    macRow: number,
    family: number,
    protocol: number,
    part: number,
    space: number,
    index: number,
    value: number,
    quality: number,
    wire: Wire,
  ): void {
    // NaN and the infinities have no place in extremes.
    if (!Number.isFinite(value)) return
    const { table } = this
    const row = table.add(server, keyWord(protocol, family, space), part | 0, index | 0)
    if (row < 0) {
      this.overflow += 1
      return
    }
    if (row * INTS >= this.ints.length) {
      this.ints = roomyInts(this.ints, table.capacity, INTS)
      this.floats = roomyFloats(this.floats, table.capacity, FLOATS)
    }
    const { ints, floats } = this
    const i = row * INTS
    const f = row * FLOATS
    const at = wire.floats[AT]!
    if (table.isNew) {
      ints[i + MAC] = macRow
      ints[i + COUNT] = 1
      ints[i + CHANGES] = 0
      ints[i + QUALITY] = quality
      ints[i + FILE] = wire.file
      ints[i + FRAME] = wire.frame
      ints[i + LENGTH] = wire.length
      floats[f + MIN] = value
      floats[f + MAX] = value
      floats[f + BEGAN] = value
      floats[f + LATEST] = value
      floats[f + FIRST_AT] = at
      floats[f + LAST_AT] = at
      floats[f + PLACE] = wire.floats[OFFSET]!
      ints[i + LOW_PACKET + 1] = 0
      ints[i + HIGH_PACKET + 1] = 0
      return
    }
    ints[i + COUNT]! += 1
    ints[i + QUALITY]! |= quality
    if (value !== floats[f + LATEST]!) ints[i + CHANGES]! += 1
    if (value < floats[f + MIN]!) {
      floats[f + MIN] = value
      this.proveExtreme(i + LOW_PACKET, f + LOW_TIME, wire)
    } else if (value > floats[f + MAX]!) {
      floats[f + MAX] = value
      this.proveExtreme(i + HIGH_PACKET, f + HIGH_TIME, wire)
    }
    floats[f + LATEST] = value
    if (at > floats[f + LAST_AT]!) floats[f + LAST_AT] = at
    if (at < floats[f + FIRST_AT]!) floats[f + FIRST_AT] = at
  }

  /**
   * True when a block of `points` consecutive points reads as it did last time; that reading is then counted with each of them, for the price
   * of one look. False when they are due to be noted one by one. `digest` stands for the bytes of the block: one change in 2^32 is missed.
   */
  isRepeated(
    server: number,
    family: number,
    protocol: number,
    part: number,
    space: number,
    index: number,
    points: number,
    digest: number,
    wire: Wire,
  ): boolean {
    const { blocks } = this
    const row = blocks.add(server, keyWord(protocol, family, space), part | 0, index | 0)
    if (row < 0) return false
    if (row * BLOCK_INTS >= this.blockInts.length) {
      this.blockInts = roomyInts(this.blockInts, blocks.capacity, BLOCK_INTS)
      this.blockTimes = roomyFloats(this.blockTimes, blocks.capacity)
    }
    const { blockInts } = this
    const i = row * BLOCK_INTS
    const isSame = !blocks.isNew && blockInts[i + DIGEST] === digest && blockInts[i + POINTS] === points
    if (isSame) {
      blockInts[i + REPEATS]! += 1
      this.blockTimes[row] = wire.floats[AT]!
      return true
    }
    if (!blocks.isNew) this.countRepeats(row)
    blockInts[i + DIGEST] = digest
    blockInts[i + REPEATS] = 0
    blockInts[i + POINTS] = points
    return false
  }

  /** Number of a point's name; -1 when too many are known. */
  nameRow(name: string): number {
    const known = this.names.get(name)
    if (known !== undefined) return known
    if (this.texts.length >= MOST_NAMES) {
      this.overflow += 1
      return -1
    }
    this.names.set(name, this.texts.length)
    return this.texts.push(name.slice(0, LONGEST_NAME)) - 1
  }

  /** The name that `nameRow` numbered. */
  nameOf(row: number): string {
    return this.texts[row] ?? ''
  }

  drain(addresses: Addresses, pointText: PointText, protocolName: (protocol: number) => string | null): ValueSeen[] {
    const rows: ValueSeen[] = []
    this.tell(addresses, pointText, protocolName, (row) => rows.push(row))
    return rows
  }

  /** Empties the table and tells its rows one by one, so that nobody has to hold all of them. */
  tell(
    addresses: Addresses,
    pointText: PointText,
    protocolName: (protocol: number) => string | null,
    each: (row: ValueSeen) => void,
  ): void {
    for (let row = 0; row < this.blocks.highWater; row += 1) this.countRepeats(row)
    this.blocks.clear()
    const { table, ints, floats } = this
    for (let row = 0; row < table.highWater; row += 1) {
      const k = row << 2
      const word = table.keys[k + 1]!
      const protocol = word >>> 18
      const space = word & 0xffff
      const i = row * INTS
      const f = row * FLOATS
      const part = table.keys[k + 2]! >>> 0
      const index = table.keys[k + 3]! >>> 0
      each({
        server: addresses.endpoint(ints[i + MAC]!, ((word >>> 16) & 3) << 1, table.keys[k]!),
        protocol: protocolName(protocol) ?? 'unknown',
        point: space === NAMED ? (this.texts[index] ?? '') : pointText(protocol, part, space, index),
        count: ints[i + COUNT]!,
        changes: ints[i + CHANGES]!,
        min: floats[f + MIN]!,
        max: floats[f + MAX]!,
        first: floats[f + BEGAN]!,
        last: floats[f + LATEST]!,
        quality: ints[i + QUALITY] === 0 ? ALL_GOOD : QUALITIES.filter((_, bit) => (ints[i + QUALITY]! >> bit) & 1),
        firstAt: micros(floats[f + FIRST_AT]!),
        lastAt: micros(floats[f + LAST_AT]!),
        ...this.extreme('lowest', i + LOW_PACKET, f + LOW_TIME),
        ...this.extreme('highest', i + HIGH_PACKET, f + HIGH_TIME),
        proof: {
          file: ints[i + FILE]!,
          frame: ints[i + FRAME]!,
          at: micros(floats[f + FIRST_AT]!),
          offset: floats[f + PLACE]!,
          length: ints[i + LENGTH]!,
        },
      })
    }
    table.clear()
  }

  private proveExtreme(i: number, f: number, wire: Wire): void {
    const { ints, floats } = this
    ints[i] = wire.file
    ints[i + 1] = wire.frame
    ints[i + 2] = wire.length
    floats[f] = wire.floats[AT]!
    floats[f + 1] = wire.floats[OFFSET]!
  }

  /** Frame 0: the first reading is the extreme. */
  private extreme(name: 'lowest' | 'highest', i: number, f: number): Pick<ValueSeen, 'lowest' | 'highest'> {
    const { ints, floats } = this
    const frame = ints[i + 1]!
    if (frame === 0) return {}
    const at = micros(floats[f]!)
    return { [name]: { file: ints[i]!, frame, at, offset: floats[f + 1]!, length: ints[i + 2]! } }
  }

  /** Adds the readings of a block that said nothing new to each of its points. */
  private countRepeats(block: number): void {
    const { table, ints, floats } = this
    const { keys } = this.blocks
    const i = block * BLOCK_INTS
    const repeats = this.blockInts[i + REPEATS]!
    if (repeats === 0) return
    const k = block << 2
    for (let n = 0; n < this.blockInts[i + POINTS]!; n += 1) {
      const row = table.find(keys[k]!, keys[k + 1]!, keys[k + 2]!, (keys[k + 3]! + n) | 0)
      if (row < 0) {
        this.overflow += repeats
        continue
      }
      ints[row * INTS + COUNT]! += repeats
      const last = row * FLOATS + LAST_AT
      if (this.blockTimes[block]! > floats[last]!) floats[last] = this.blockTimes[block]!
    }
    this.blockInts[i + REPEATS] = 0
  }
}

function keyWord(protocol: number, family: number, space: number): number {
  return (protocol << 18) | ((family >> 1) << 16) | space
}
