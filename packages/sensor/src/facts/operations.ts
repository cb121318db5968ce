// Operations: what somebody did to a device. Equal ones (client, server, code, target) become one row with a count.
import { micros } from '@penstock/model/kernel'
import type { OperationKind, OperationSeen, Proof } from '@penstock/model/observations'
import type { Addresses } from '@penstock/sensor/network'
import { KeyTable } from '@penstock/sensor/tables'
import { CODE_BITS } from './functions.ts'
import type { Wire } from './wire.ts'

const MOST_ROWS = 8192

/** What is written down once, when the row is new. */
export interface OperationText {
  readonly protocol: string
  readonly kind: OperationKind
  readonly code: string
  readonly name: string
  readonly target: string | null
  readonly values?: readonly string[]
}

/** One end of an operation: its address word and MAC row. */
export interface Party {
  readonly word: number
  readonly macRow: number
}

interface Row extends OperationText {
  readonly family: number
  readonly client: Party
  readonly server: Party
  readonly proof: Proof
  result: string | null
}

export class Operations {
  overflow = 0
  private readonly table: KeyTable
  private rows: Row[] = []
  private readonly counts = new Int32Array(MOST_ROWS)
  private batch = 0

  constructor(seed: number) {
    this.table = new KeyTable(MOST_ROWS, seed)
  }

  /** Counts one more of a known row and gives its ticket; -1 when it is new, -2 when the table is full. */
  again(client: number, server: number, family: number, protocol: number, code: number, target: number): number {
    const row = this.table.find(client, server, wordOf(family, protocol, code), target)
    if (row < 0) return this.table.size < MOST_ROWS ? -1 : this.spill()
    this.counts[row]! += 1
    return this.ticket(row)
  }

  /** Opens the row that `again` did not find. */
  open(
    client: Party,
    server: Party,
    family: number,
    protocol: number,
    code: number,
    target: number,
    text: OperationText,
    wire: Wire,
  ): number {
    const row = this.table.add(client.word, server.word, wordOf(family, protocol, code), target)
    this.rows[row] = { ...text, family, client, server, proof: wire.proof(), result: null }
    this.counts[row] = 1
    return this.ticket(row)
  }

  /** Notes what the server answered; the worst answer of a row stays. Tickets of an earlier batch are ignored. */
  settle(ticket: number, result: string): void {
    const row = ticket >>> 13 === (this.batch & 0x3ffff) ? this.rows[ticket & (MOST_ROWS - 1)] : undefined
    if (row !== undefined && (row.result === null || row.result === 'ok')) row.result = result
  }

  drain(addresses: Addresses): OperationSeen[] {
    const seen = this.rows.map(
      (row, at): OperationSeen => ({
        at: micros(row.proof.at),
        protocol: row.protocol,
        kind: row.kind,
        code: row.code,
        name: row.name,
        client: addresses.endpoint(row.client.macRow, row.family, row.client.word),
        server: addresses.endpoint(row.server.macRow, row.family, row.server.word),
        target: row.target,
        ...(row.values === undefined ? {} : { values: [...row.values] }),
        result: row.result,
        count: this.counts[at]!,
        proof: row.proof,
      }),
    )
    this.rows = []
    this.table.clear()
    this.batch += 1
    return seen
  }

  private ticket(row: number): number {
    return ((this.batch & 0x3ffff) << 13) | row
  }

  private spill(): number {
    this.overflow += 1
    return -2
  }
}

function wordOf(family: number, protocol: number, code: number): number {
  return (protocol << (CODE_BITS + 2)) | ((family >> 1) << CODE_BITS) | code
}
