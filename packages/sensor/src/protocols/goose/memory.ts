// What the room remembers of publishers, each by its control block and MAC address, in rows of fixed shape.
import type { Ledger } from '@penstock/sensor/facts'
import { KeyTable, roomyFloats, roomyInts } from '@penstock/sensor/tables'
import { BerCursor } from '../ber-cursor.ts'
import { DataReadings } from '../mms-data.ts'
import { NamedPoints } from '../named-points.ts'
import { perLedger } from '../per-ledger.ts'

const MOST_PUBLISHERS = 4096

/** Words of a row. */
const WORDS = 6
export const STATE = 0
export const SEQUENCE = 1
export const REVISION = 2
export const DATA = 3
export const LIFETIME_MS = 4
export const FLAGS = 5

/** Bits of FLAGS. */
export const NEEDS_COMMISSIONING = 1
export const SIMULATED = 2

export class GooseMemory {
  readonly ber: BerCursor = new BerCursor()
  readonly points: NamedPoints
  readonly readings: DataReadings
  /** Set by `publisher`: the row is new; somebody else published this control block before. */
  isNew = false
  isSecond = false
  words: Int32Array = new Int32Array(64 * WORDS)
  /** Instant of the last message. */
  seen: Float64Array = new Float64Array(64)
  private readonly publishers: KeyTable = new KeyTable(MOST_PUBLISHERS, 0x676f)
  private readonly firsts: KeyTable = new KeyTable(MOST_PUBLISHERS, 0x676f)
  private firstMacs: Int32Array = new Int32Array(64)

  constructor(ledger: Ledger) {
    this.points = new NamedPoints(ledger)
    this.readings = new DataReadings(this.points)
  }

  /** Row of a control block as one MAC publishes it, or -1 when there is no room. */
  publisher(block: number, mac: number): number {
    const first = this.firsts.add(block, 0, 0, 0)
    if (first >= this.firstMacs.length) this.firstMacs = roomyInts(this.firstMacs, this.firsts.capacity)
    if (first >= 0 && this.firsts.isNew) this.firstMacs[first] = mac
    this.isSecond = first >= 0 && this.firstMacs[first] !== mac
    const row = this.publishers.add(block, mac, 0, 0)
    this.isNew = this.publishers.isNew
    if (row >= this.seen.length) {
      this.words = roomyInts(this.words, this.publishers.capacity, WORDS)
      this.seen = roomyFloats(this.seen, this.publishers.capacity)
    }
    return row
  }

  get(row: number, word: number): number {
    return this.words[row * WORDS + word]!
  }

  set(row: number, word: number, value: number): void {
    this.words[row * WORDS + word] = value
  }
}

export const memoryOf = perLedger((ledger) => new GooseMemory(ledger))
