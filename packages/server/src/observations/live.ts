// Batches that a live sensor sends. The token says domain and site; the body only says which source of that sensor it is.
import type { EpochMicros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { AppError, type Caller } from '@penstock/server/http'
import { CELL_SERVICE, type Clock, uuidOfContent } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { LiveSource } from './facts.ts'
import type { Ingest } from './ingest.ts'
import * as queries from './queries.ts'

export interface Sending {
  readonly sensor: string
  readonly capture: string
  readonly batches: readonly ObservationBatch[]
  readonly everyMs?: number | undefined
  readonly clock?: { readonly sentAt: EpochMicros; readonly roundTripMicros: number | null } | undefined
}

/** What counts as a sensor's interval when it does not say one. */
const EVERY_MS = 30_000

export class Live {
  readonly #store: Store<MonitoringTables>
  readonly #ingest: Ingest
  readonly #clock: Clock

  constructor(store: Store<MonitoringTables>, ingest: Ingest, clock: Clock) {
    this.#store = store
    this.#ingest = ingest
    this.#clock = clock
  }

  /** Stores what is new of a sensor's batches; answers with the highest sequence that is safe. */
  async store(caller: Caller, sending: Sending): Promise<number> {
    const [site] = caller.sites === '*' ? [] : caller.sites
    if (site === undefined) throw new AppError('not-found')
    const at = this.#clock()
    // The token is part of the name: no sensor can write into another's source.
    const id = uuidOfContent([caller.subject, sending.capture])
    const name = `${sending.sensor} ${sending.capture}`.slice(0, 255)
    await this.#store.transaction(CELL_SERVICE, (tx) =>
      queries.insertCapture(
        tx,
        { id, site, name, sha256: null, bytes: null, sensor: sending.sensor, created_by: caller.subject },
        at,
      ),
    )
    const from = {
      source: caller.subject,
      everyMs: sending.everyMs ?? EVERY_MS,
      heardAt: at,
      clock: sending.clock === undefined ? null : skewOf(sending.clock, at),
    }
    return await this.#ingest.storeBatches(id, sending.batches, from)
  }
}

/**
 * How far a sensor's clock is ahead of this one. What it sent was on the way for about half of what its last request took; without that
 * the whole way counts as skew, and a minute is the most that a request may take.
 */
function skewOf(clock: NonNullable<Sending['clock']>, at: EpochMicros): NonNullable<LiveSource['clock']> {
  const half = Math.round((clock.roundTripMicros ?? 0) / 2)
  const errorMicros = clock.roundTripMicros === null ? UNKNOWN_WAY_MICROS : half
  return { skewMicros: clock.sentAt + half - at, errorMicros }
}

const UNKNOWN_WAY_MICROS = 60_000_000
