// What the room remembers of one ledger: names of nodes, what requests asked for, who watches what, and logons under way. All of it is bounded.
import type { Ledger } from '@penstock/sensor/facts'
import { KeyTable, roomyInts } from '@penstock/sensor/tables'
import { Asked } from '../asked.ts'
import { NamedPoints } from '../named-points.ts'
import { perLedger } from '../per-ledger.ts'
import { UaCursor } from './decode.ts'

const MOST_ITEMS = 65_536
const ITEM_INTS = 2
const MOST_LOGONS = 256

/** What somebody wants to log on with. */
export interface Credentials {
  readonly method: string
  readonly account: string | null
}

export class UaMemory {
  readonly cursor: UaCursor = new UaCursor()
  /** A second one, to look at what the first has passed. */
  readonly lookBack: UaCursor = new UaCursor()
  readonly points: NamedPoints
  readonly asked: Asked = new Asked()
  readonly logons: Map<string, Credentials> = new Map()

  private readonly items: KeyTable = new KeyTable(MOST_ITEMS, 0x6f7063)
  private itemRows: Int32Array = new Int32Array(256 * ITEM_INTS)

  constructor(ledger: Ledger) {
    this.points = new NamedPoints(ledger)
  }

  /** Remembers which point the notifications of a handle are about. */
  watch(ports: number, server: number, subscription: number, handle: number, point: number, known: number): void {
    let row = this.items.add(ports, server, subscription, handle)
    if (row < 0) {
      this.items.clear()
      row = this.items.add(ports, server, subscription, handle)
    }
    if (row * ITEM_INTS >= this.itemRows.length)
      this.itemRows = roomyInts(this.itemRows, this.items.capacity, ITEM_INTS)
    this.itemRows[row * ITEM_INTS] = point
    this.itemRows[row * ITEM_INTS + 1] = known
  }

  /** Row of a watched item, or -1. */
  watched(ports: number, server: number, subscription: number, handle: number): number {
    return this.items.find(ports, server, subscription, handle)
  }

  watchedPoint(row: number): number {
    return this.itemRows[row * ITEM_INTS]!
  }

  watchedKnown(row: number): number {
    return this.itemRows[row * ITEM_INTS + 1]!
  }

  keepLogon(key: string, credentials: Credentials): void {
    if (this.logons.size >= MOST_LOGONS) this.logons.delete(this.logons.keys().next().value!)
    this.logons.set(key, credentials)
  }
}

export const memoryOf = perLedger((ledger) => new UaMemory(ledger))
