// Use cases of the zones room: the map, breaches with the packet that proves each.
import type { BreachView, ZoneMapView } from '@penstock/contract/zones'
import { idOfUuid, isoOfMicros } from '@penstock/model/kernel'
import { countZones } from '@penstock/server/assets'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import type { Clock } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CaptureProof, CoreTables } from '@penstock/store/tables'
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

  async map(caller: Caller, site: string): Promise<ZoneMapView> {
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    return await this.#read(caller, async (tx) => {
      const known = await tx.selectFrom('site').select('site').where('site', '=', site).executeTakeFirst()
      if (known === undefined) throw new AppError('not-found')
      const model = await readZoneModel(tx, site)
      const edges = await queries.listEdges(tx, site)
      const counts = new Map<string, ZoneCounts>()
      const breaches = await openBreachesByZone(tx, site)
      for (const [zone, count] of await countZones(tx, site))
        counts.set(zone, { ...count, breaches: breaches.get(zone) ?? 0 })
      for (const [zone, count] of breaches)
        if (!counts.has(zone)) counts.set(zone, { assets: 0, observedAssets: 0, unregistered: 0, breaches: count })
      return zoneMap(site, model, edges, counts, this.#options.clock())
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
  ): Promise<BreachView[]> {
    return await this.#read(caller, async (tx) => {
      let found = tx.selectFrom('breach').selectAll().where('state', '=', filter.state)
      if (filter.site !== undefined) found = found.where('site', '=', filter.site)
      if (filter.conduit !== undefined) found = found.where('conduit', '=', filter.conduit)
      if (filter.zone !== undefined) {
        const { zone } = filter
        found = found.where((where) => where.or([where('client_zone', '=', zone), where('server_zone', '=', zone)]))
      }
      const rows = await found.orderBy('severity').orderBy('last_at', 'desc').orderBy('id').limit(1000).execute()
      return rows.map((row) => breachView(row, caller))
    })
  }

  async #read<T>(caller: Caller, run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(this.#options.scopeOf(caller), run)
  }
}

async function openBreachesByZone(tx: Tx, site: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const rows = await tx
    .selectFrom('breach')
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
  const { captureId, captureName, frame, offset, length, at } = body.proof
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
      ? { captureId: idOfUuid('cap', captureId), captureName, frame, offset, length, at: isoOfMicros(at) }
      : null,
  }
}
