// Live pages: what moved in the hub is sent to every open page that may see the site.
import { watchChanges } from '@penstock/contract/home'
import type { Domain } from '@penstock/model/kernel'
import { Signal } from '@penstock/server/facts'
import { type Caller, maySeeSite, openEventStream, serveRoute } from '@penstock/server/http'
import { HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { FastifyInstance } from 'fastify'

interface Moved {
  readonly kind: string
  readonly site: string
  readonly object: string
}

/** What only one domain may know of. */
const OF_ONE_DOMAIN: Readonly<Record<string, Domain>> = {
  'detections-it': 'it',
  'detections-ot': 'ot',
  'incidents-it': 'it',
  'incidents-ot': 'ot',
}

export class LiveChanges {
  readonly #onMoved = new Signal<Moved>()
  readonly #store: Store<CoreTables>
  #reached: number | null = null
  #reading: Promise<void> = Promise.resolve()

  constructor(store: Store<CoreTables>) {
    this.#store = store
  }

  /** Reads what was recorded since the last time and tells the open pages. */
  announce(): void {
    this.#reading = this.#reading.then(() => this.#read()).catch(() => {})
  }

  listen(caller: Caller, tell: (moved: Moved) => void): () => void {
    return this.#onMoved.listen((moved) => {
      const of = OF_ONE_DOMAIN[moved.kind]
      if (maySeeSite(caller, moved.site) && (of === undefined || of === caller.domain)) tell(moved)
    })
  }

  async #read(): Promise<void> {
    const rows = await this.#store.transaction(HUB_SERVICE, (tx) =>
      tx
        .selectFrom('change_event')
        .select(['seq', 'kind', 'site', 'object'])
        .where('seq', '>', this.#reached ?? 0)
        .orderBy('seq')
        .execute(),
    )
    this.#reached = rows.at(-1)?.seq ?? this.#reached
    for (const { kind, site, object } of rows) this.#onMoved.emit({ kind, site, object })
  }
}

export function serveLive(app: FastifyInstance, changes: LiveChanges): void {
  serveRoute(app, watchChanges, async ({ caller, request, reply }) => {
    const stop = changes.listen(caller, (moved) => stream.send('change', moved))
    const stream = openEventStream(request, reply, stop)
    return undefined
  })
}
