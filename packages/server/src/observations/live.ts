// Batches that a live sensor sends. The token says domain and site; the body only says which source of that sensor it is.
import type { ObservationBatch } from '@penstock/model/observations'
import { AppError, type Caller } from '@penstock/server/http'
import { CELL_SERVICE, type Clock, uuidOfContent } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { Ingest } from './ingest.ts'
import * as queries from './queries.ts'

export interface Sending {
  readonly sensor: string
  readonly capture: string
  readonly batches: readonly ObservationBatch[]
}

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
    // The token is part of the name: no sensor can write into another's source.
    const id = uuidOfContent([caller.subject, sending.capture])
    const name = `${sending.sensor} ${sending.capture}`.slice(0, 255)
    await this.#store.transaction(CELL_SERVICE, (tx) =>
      queries.insertCapture(
        tx,
        { id, site, name, sha256: null, bytes: null, sensor: sending.sensor, created_by: caller.subject },
        this.#clock(),
      ),
    )
    return await this.#ingest.storeBatches(id, sending.batches)
  }
}
