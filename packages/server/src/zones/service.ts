// Use cases of the zones room: the map, breaches with the packet that proves each.
import type { AsOfQuery } from '@penstock/contract/history'
import type { BreachView, ZoneMapView } from '@penstock/contract/zones'
import { idOfUuid, isoOfMicros } from '@penstock/model/kernel'
import { countZones } from '@penstock/server/assets'
import { type Moment, momentOf } from '@penstock/server/history'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import type { Clock } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CaptureProof, CoreTables } from '@penstock/store/tables'
import { breachesAt, edgesAt, modelAt } from './history.ts'
import { type ZoneCounts, zoneMap } from './map.ts'
import { readZoneModel } from './models.ts'
import type { BreachRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

export interface ZonesOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly scopeOf: (caller: Caller) => Scope
}

export class ZonesService {
  readonly #options: ZonesOptions

  constructor(options: ZonesOptions) {
    this.#options = options
  }

  async map(caller: Caller, site: string, asked: AsOfQuery): Promise<ZoneMapView> {
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    const now = this.#options.clock()
    const moment = momentOf(asked, now)
    return await this.#read(caller, async (tx) => {
      const known = await tx.selectFrom('site').select('site').where('site', '=', site).executeTakeFirst()
      if (known === undefined) throw new AppError('not-found')
      const model = moment === null ? await readZoneModel(tx, site) : await modelAt(tx, site, moment)
      const edges = moment === null ? await queries.listEdges(tx, site) : await edgesAt(tx, site, moment)
      const counts = new Map<string, ZoneCounts>()
      const breaches = await openBreachesByZone(tx, site, moment)
      for (const [zone, count] of await countZones(tx, site, moment))
        counts.set(zone, { ...count, breaches: breaches.get(zone) ?? 0 })
      for (const [zone, count] of breaches)
        if (!counts.has(zone)) counts.set(zone, { assets: 0, observedAssets: 0, unregistered: 0, breaches: count })
      return zoneMap(site, model, edges, counts, moment?.at ?? now)
    })
  }

  async breaches(
    caller: Caller,
    filter: {
      readonly site?: string | undefined
      readonly zone?: string | undefined
      readonly conduit?: string | undefined
      readonly state: 'open' | 'resolved'
    },
    asked: AsOfQuery,
  ): Promise<BreachView[]> {
    const moment = momentOf(asked, this.#options.clock())
    return await this.#read(caller, async (tx) => {
      let found = tx.selectFrom(breachesAt(tx, moment)).selectAll().where('state', '=', filter.state)
      if (filter.site !== undefined) found = found.where('site', '=', filter.site)
      if (filter.conduit !== undefined) found = found.where('conduit', '=', filter.conduit)
      if (filter.zone !== undefined) {
        const { zone } = filter
        found = found.where((where) => where.or([where('client_zone', '=', zone), where('server_zone', '=', zone)]))
      }
      // When a breach was last seen is not kept for the past: there the order is that of their opening.
      const newest = moment === null ? 'last_at' : 'opened_at'
      const rows = await found.orderBy('severity').orderBy(newest, 'desc').orderBy('id').limit(1000).execute()
      return rows.map((row) => breachView(row, caller))
    })
  }

  async #read<T>(caller: Caller, run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(this.#options.scopeOf(caller), run)
  }
}

async function openBreachesByZone(tx: Tx, site: string, moment: Moment | null): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const rows = await tx
    .selectFrom(breachesAt(tx, moment))
    .select(['client_zone', 'server_zone'])
    .where('site', '=', site)
    .where('state', '=', 'open')
    .execute()
  for (const row of rows)
    for (const zone of new Set([row.client_zone, row.server_zone]))
      if (zone !== null) counts.set(zone, (counts.get(zone) ?? 0) + 1)
  return counts
}

interface BreachBody {
  readonly basis: 'observed' | 'inferred'
  readonly facts: string[]
  readonly serverPort: number | null
  readonly proof: CaptureProof
}

/** A breach is shared by site; the packet that proves it is for people of that domain's monitoring. */
function breachView(row: BreachRow, caller: Caller): BreachView {
  const body = row.body as BreachBody
  const { captureId, captureName, isLine = false, frame, offset, length, at } = body.proof
  const isGranted = caller.domain === row.cell && caller.permissions.has('monitoring:read')
  return {
    id: idOfUuid('brc', row.id),
    site: row.site,
    severity: row.severity,
    state: row.state === 'open' ? 'open' : 'resolved',
    clientAsset: row.client_asset === null ? null : idOfUuid('ast', row.client_asset),
    serverAsset: row.server_asset === null ? null : idOfUuid('ast', row.server_asset),
    clientLabel: row.client_label,
    serverLabel: row.server_label,
    clientZone: row.client_zone,
    serverZone: row.server_zone,
    protocol: row.protocol,
    serverPort: body.serverPort,
    conduit: row.conduit,
    rule: row.rule,
    basis: body.basis,
    facts: body.facts,
    firstAt: isoOfMicros(row.first_at),
    lastAt: isoOfMicros(row.last_at),
    conversationId: idOfUuid('cnv', row.conversation_id),
    domain: row.cell === 'it' ? 'it' : 'ot',
    proof: isGranted
      ? { captureId: idOfUuid('cap', captureId), captureName, isLine, frame, offset, length, at: isoOfMicros(at) }
      : null,
  }
}
