// Points that a protocol calls by name: from the bytes of a name to the number that `ledger.value` takes, without making text again.
import type { Ledger } from '@penstock/sensor/facts'
import { KeyTable, roomyInts } from '@penstock/sensor/tables'

const MOST_NAMES = 65_536

/** One of a room and a ledger. */
export class NamedPoints {
  private readonly ledger: Ledger
  private readonly table: KeyTable
  private rows: Int32Array = new Int32Array(256)
  private first = 0
  private second = 0
  private length = 0

  constructor(ledger: Ledger, seed = 0x9e37) {
    this.ledger = ledger
    this.table = new KeyTable(MOST_NAMES, seed)
  }

  /** Begins a name; `space` tells kinds of names apart. */
  begin(space: number): void {
    this.first = 0x811c9dc5 ^ space
    this.second = ~space
    this.length = space
  }

  /** Adds bytes to the name that was begun. */
  add(bytes: Uint8Array, from: number, to: number): void {
    let { first, second } = this
    for (let at = from; at < to; at += 1) {
      first = Math.imul(first ^ bytes[at]!, 0x01000193)
      second = (Math.imul(second ^ (second >>> 15), 0x2c1b3c6d) + bytes[at]!) | 0
    }
    this.first = first
    this.second = second
    this.length = (this.length + to - from) | 0
  }

  /** Adds a number to the name that was begun. */
  addNumber(value: number): void {
    this.first = Math.imul(this.first ^ value, 0x01000193)
    this.second = (Math.imul(this.second ^ (this.second >>> 15), 0x2c1b3c6d) + value) | 0
  }

  /** A number that tells the name that was begun from others. */
  get digest(): number {
    return this.first ^ Math.imul(this.second, 31)
  }

  /** Number of the name that was begun; -1 when it is new: `open` is then due with its text. */
  find(): number {
    const row = this.table.find(this.first, this.second, this.length, 0)
    return row < 0 ? -1 : this.rows[row]!
  }

  /** Numbers the name that `find` did not know; -1 when there is no room. */
  open(text: string): number {
    const name = this.ledger.values.nameRow(text)
    const row = name < 0 ? -1 : this.table.add(this.first, this.second, this.length, 0)
    if (row < 0) return name
    if (row >= this.rows.length) this.rows = roomyInts(this.rows, this.table.capacity)
    this.rows[row] = name
    return name
  }
}
