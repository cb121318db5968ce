// Anomalies: what was odd on the wire, counted per kind and pair of addresses; the first packet is the proof.
import type { AnomalySeen, Endpoint, Proof } from '@penstock/model/observations'
import { KeyTable } from '@penstock/sensor/tables'
import type { Wire } from './wire.ts'

const MOST_ROWS = 4096

interface Row {
  readonly kind: string
  readonly detail: string
  readonly proof: Proof
  /** Of the conversation that it was noted in; null where there is none. */
  client: Endpoint | null
  server: Endpoint | null
  count: number
}

export class Anomalies {
  overflow = 0
  private readonly kinds = new Map<string, number>()
  private readonly table: KeyTable
  private rows: Row[] = []

  constructor(seed: number) {
    this.table = new KeyTable(MOST_ROWS, seed)
  }

  /** `a` and `b` are whatever words tell places apart (addresses of the two ends). True for the first of its kind there. */
  note(kind: string, a: number, b: number, detail: string, wire: Wire): boolean {
    const row = this.table.add(this.kind(kind), a, b, 0)
    if (row < 0) this.overflow += 1
    else if (this.table.isNew) {
      this.rows[row] = { kind, detail, proof: wire.proof(), client: null, server: null, count: 1 }
      return true
    } else this.rows[row]!.count += 1
    return false
  }

  /** Says between whom the row is that was noted last. */
  between(client: Endpoint, server: Endpoint): void {
    const row = this.rows.at(-1)!
    row.client = client
    row.server = server
  }

  drain(): AnomalySeen[] {
    const { rows } = this
    this.rows = []
    this.table.clear()
    return rows.map(({ kind, count, detail, client, server, proof }) => ({
      kind,
      count,
      detail,
      ...(client === null || server === null ? {} : { client, server }),
      proof,
    }))
  }

  private kind(name: string): number {
    const known = this.kinds.get(name)
    if (known !== undefined) return known
    this.kinds.set(name, this.kinds.size)
    return this.kinds.size - 1
  }
}
