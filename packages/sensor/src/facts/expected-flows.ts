// Flows that a conversation announces: the data connection of FTP, the answer of a TFTP server from a port of its own. Bounded; an
// announcement holds for a minute.
import type { FlowTable } from '@penstock/sensor/flow'
import { AT, type Wire } from './wire.ts'

const MOST_EXPECTED = 256
const HOLDS_MICROS = 60_000_000
const IPV6 = 6

interface Expected {
  readonly protocol: number
  readonly until: number
  readonly begin: (flow: number) => void
}

export class ExpectedFlows {
  private readonly rows = new Map<number, Expected>()

  get size(): number {
    return this.rows.size
  }

  /**
   * A flow of `protocol` will have this end: the address word of its family, the transport and the port. `begin` is called with the
   * flow, once, before its first bytes are read.
   */
  expect(
    word: number,
    family: number,
    transport: number,
    port: number,
    protocol: number,
    begin: (flow: number) => void,
    wire: Wire,
  ): void {
    const key = keyOf(word, (family << 8) | transport, port)
    this.rows.delete(key)
    if (this.rows.size >= MOST_EXPECTED) this.rows.delete(this.rows.keys().next().value!)
    this.rows.set(key, { protocol, until: wire.floats[AT]! + HOLDS_MICROS, begin })
  }

  /** Protocol of a flow when it was announced, else 0. */
  arrive(flows: FlowTable, flow: number, wire: Wire): number {
    const ports = flows.word(flow, 2)
    const kind = flows.word(flow, 3)
    for (let side = 0; side < 2; side += 1) {
      const key = keyOf(flows.word(flow, side), kind, side === 0 ? ports >>> 16 : ports & 0xffff)
      const row = this.rows.get(key)
      if (row === undefined) continue
      this.rows.delete(key)
      if (row.until < wire.floats[AT]!) continue
      row.begin(flow)
      return row.protocol
    }
    return 0
  }
}

// Address, port, family and transport in 50 bits. The transport is TCP (6) or UDP (17), told apart by its lowest bit.
function keyOf(word: number, kind: number, port: number): number {
  return ((word >>> 0) * 65_536 + port) * 4 + (kind >> 8 === IPV6 ? 2 : 0) + (kind & 1)
}
