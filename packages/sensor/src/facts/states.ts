// States of devices: a row for each change, none for a repetition.
import { micros } from '@penstock/model/kernel'
import type { Endpoint, StateField, StateSeen } from '@penstock/model/observations'
import { KeyTable, roomyInts } from '@penstock/sensor/tables'
import { tidy } from './claims.ts'
import { AT, type Wire } from './wire.ts'

const MOST_KEPT = 65_536
/** Rows of one batch; a device that changes with each packet must not fill the disk. */
const MOST_ROWS = 8192
const LONGEST_VALUE = 256
const LONGEST_PART = 128

const FIELDS: readonly StateField[] = [
  'mode',
  'key-switch',
  'restart',
  'fault',
  'clock',
  'local-remote',
  'force',
  'configuration',
  'protection',
]

/** What a change says, in words. */
export interface StateText {
  readonly value: string
  /** Module inside the device; absent for the device itself. */
  readonly part?: string
  readonly method: string
}

export class States {
  overflow = 0
  private readonly table: KeyTable
  private latest: Int32Array = new Int32Array(256)
  private rows: StateSeen[] = []

  constructor(seed: number) {
    this.table = new KeyTable(MOST_KEPT, seed)
  }

  /**
   * True when the device with this address word said so last, too. False when that is news: `open` is then due with its words. `part` and
   * `value` are whatever numbers tell modules and values of this field apart.
   */
  again(word: number, family: number, protocol: number, field: StateField, part: number, value: number): boolean {
    const { table } = this
    const row = table.add(word, (protocol << 8) | ((family >> 1) << 4) | FIELDS.indexOf(field), part | 0, 0)
    if (row < 0) {
      this.overflow += 1
      return true
    }
    if (row >= this.latest.length) this.latest = roomyInts(this.latest, table.capacity)
    const isSame = !table.isNew && this.latest[row] === (value | 0)
    this.latest[row] = value | 0
    return isSame
  }

  /** Opens the row of a change that `again` found. */
  open(about: Endpoint, field: StateField, protocol: string, text: StateText, wire: Wire): void {
    if (this.rows.length >= MOST_ROWS) {
      this.overflow += 1
      return
    }
    this.rows.push({
      about,
      part: text.part === undefined ? null : tidy(text.part).slice(0, LONGEST_PART),
      field,
      value: tidy(text.value).slice(0, LONGEST_VALUE),
      protocol,
      method: text.method,
      at: micros(wire.floats[AT]!),
      proof: wire.proof(),
    })
  }

  drain(): StateSeen[] {
    const { rows } = this
    this.rows = []
    return rows
  }
}
