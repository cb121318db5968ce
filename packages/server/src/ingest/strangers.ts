// Who spoke through a listener without being enrolled at it: counted by address, and nothing of what they said is kept.
import type { EpochMicros } from '@penstock/model/kernel'
import { CELL_SERVICE, type Clock } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { StrangerRow } from './queries.ts'
import * as queries from './queries.ts'

const FLUSH_MS = 1000
/** Addresses of one listener; a flood of others is counted as one. */
const MOST_ADDRESSES = 200
const OTHERS = 'others'

export class Strangers {
  readonly #store: Store<MonitoringTables>
  readonly #clock: Clock
  readonly #rows = new Map<string, Map<string, StrangerRow>>()
  readonly #moved = new Set<StrangerRow>()
  #timer: NodeJS.Timeout | null = null

  constructor(store: Store<MonitoringTables>, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Takes up what was counted before. */
  async begin(): Promise<void> {
    for (const row of await this.#store.transaction(CELL_SERVICE, queries.listStrangers))
      this.#of(row.listener).set(row.address, { ...row })
  }

  note(listener: string, address: string): void {
    const at = this.#clock()
    const rows = this.#of(listener)
    const name = rows.has(address) || rows.size < MOST_ADDRESSES ? address : OTHERS
    const row: { lines: number; last_at: EpochMicros } & StrangerRow = rows.get(name) ?? {
      ...{ listener, address: name, lines: 0, first_at: at, last_at: at },
    }
    row.lines++
    row.last_at = at
    rows.set(name, row)
    this.#moved.add(row)
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS)
  }

  /** Those of a listener, who spoke last first. */
  of(listener: string): readonly StrangerRow[] {
    return [...this.#of(listener).values()].sort((a, b) => b.last_at - a.last_at)
  }

  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const rows = [...this.#moved]
    this.#moved.clear()
    if (rows.length === 0) return
    try {
      await this.#store.transaction(CELL_SERVICE, (tx) => queries.storeStrangers(tx, rows))
    } catch {
      // They are counted on, and stored with the next one.
      for (const row of rows) this.#moved.add(row)
    }
  }

  #of(listener: string): Map<string, StrangerRow> {
    const rows = this.#rows.get(listener) ?? new Map<string, StrangerRow>()
    this.#rows.set(listener, rows)
    return rows
  }
}
