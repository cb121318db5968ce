// Anomalies: what was odd on the wire, counted per kind and pair of addresses; the first packet is the proof.
import type { AnomalySeen, Proof } from '@penstock/model/observations'
import { KeyTable } from '@penstock/sensor/tables'
import type { Wire } from './wire.ts'

const MOST_ROWS = 4096

interface Row {
  readonly kind: string
  readonly detail: string
  readonly proof: Proof
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

  /** `a` and `b` are whatever words tell places apart (addresses of the two ends). */
  note(kind: string, a: number, b: number, detail: string, wire: Wire): void {
    const row = this.table.add(this.kind(kind), a, b, 0)
    if (row < 0) this.overflow += 1
    else if (this.table.isNew) this.rows[row] = { kind, detail, proof: wire.proof(), count: 1 }
    else this.rows[row]!.count += 1
  }

  drain(): AnomalySeen[] {
    const { rows } = this
    this.rows = []
    this.table.clear()
    return rows.map((row) => ({ kind: row.kind, count: row.count, detail: row.detail, proof: row.proof }))
  }

  private kind(name: string): number {
    const known = this.kinds.get(name)
    if (known !== undefined) return known
    this.kinds.set(name, this.kinds.size)
    return this.kinds.size - 1
  }
}
