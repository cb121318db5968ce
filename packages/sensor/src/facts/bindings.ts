// Bindings: which MAC sourced which IP, on which VLAN and on what ground, with counts.
import { micros } from '@penstock/model/kernel'
import type { Binding } from '@penstock/model/observations'
import { type Addresses, LINK } from '@penstock/sensor/network'
import { KeyTable, roomyFloats, roomyInts } from '@penstock/sensor/tables'

const MOST_ROWS = 65_536
const INTS = 4
const FLOATS = 4

const GROUNDS = ['arp-own', 'arp-reply', 'frame', 'protocol', 'link'] as const
type Ground = (typeof GROUNDS)[number]

/** First packet of a stretch: file, frame, captured length, instant and file offset. */
export interface Stretch {
  readonly file: number
  readonly frame: number
  readonly length: number
  readonly offset: number
  readonly firstAt: number
  readonly lastAt: number
  readonly packets: number
}

export class Bindings {
  overflow = 0
  private readonly table: KeyTable
  private ints: Int32Array = new Int32Array(256 * INTS)
  private floats: Float64Array = new Float64Array(256 * FLOATS)

  constructor(seed: number) {
    this.table = new KeyTable(MOST_ROWS, seed)
  }

  /** Adds packets that `macRow` sent as `word`; family LINK means it sent without IP. `protocol` is a number below 256. */
  add(macRow: number, family: number, word: number, vlan: number, ground: Ground, protocol: number, of: Stretch): void {
    const kind = (family << 20) | ((vlan + 1) << 4) | GROUNDS.indexOf(ground)
    const row = this.table.add(macRow, family === LINK ? 0 : word, kind, protocol)
    if (row < 0) {
      this.overflow += 1
      return
    }
    if (row * INTS >= this.ints.length) {
      this.ints = roomyInts(this.ints, this.table.capacity, INTS)
      this.floats = roomyFloats(this.floats, this.table.capacity, FLOATS)
    }
    const { ints, floats } = this
    const at = row * INTS
    const isEarlier = of.file < ints[at + 1]! || (of.file === ints[at + 1] && of.frame < ints[at + 2]!)
    if (this.table.isNew || isEarlier) {
      ints[at + 1] = of.file
      ints[at + 2] = of.frame
      ints[at + 3] = of.length
      floats[row * FLOATS + 2] = of.offset
      floats[row * FLOATS + 3] = of.firstAt
    }
    ints[at] = this.table.isNew ? of.packets : ints[at]! + of.packets
    floats[row * FLOATS] = this.table.isNew ? of.firstAt : Math.min(floats[row * FLOATS]!, of.firstAt)
    floats[row * FLOATS + 1] = this.table.isNew ? of.lastAt : Math.max(floats[row * FLOATS + 1]!, of.lastAt)
  }

  drain(addresses: Addresses, protocolName: (protocol: number) => string): Binding[] {
    const out: Binding[] = []
    const { keys } = this.table
    for (let row = 0; row < this.table.highWater; row += 1) {
      const kind = keys[row * 4 + 2]!
      const vlan = ((kind >> 4) & 0xffff) - 1
      const mac = addresses.macText(keys[row * 4]!)
      if (mac === null) continue
      out.push({
        mac,
        ip: addresses.ipText(kind >> 20, keys[row * 4 + 1]!),
        vlan: vlan < 0 ? null : vlan,
        ground: GROUNDS[kind & 15]!,
        protocol: protocolName(keys[row * 4 + 3]!),
        packets: this.ints[row * INTS]!,
        firstAt: micros(this.floats[row * FLOATS]!),
        lastAt: micros(this.floats[row * FLOATS + 1]!),
        proof: {
          file: this.ints[row * INTS + 1]!,
          frame: this.ints[row * INTS + 2]!,
          at: micros(this.floats[row * FLOATS + 3]!),
          offset: this.floats[row * FLOATS + 2]!,
          length: this.ints[row * INTS + 3]!,
        },
      })
    }
    this.table.clear()
    return out
  }
}
