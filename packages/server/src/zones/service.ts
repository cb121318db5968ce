// Use cases of the zones room: the map, breaches with the packet that proves each, conversations of the person's own label.
import type { BreachView, ConversationView, ZoneMapView } from '@penstock/contract/zones'
import { idOfUuid, isoOfMicros, uuidOfId } from '@penstock/model/kernel'
import { countZones, findAssetLabels } from '@penstock/server/assets'
import type { ConversationFact } from '@penstock/server/facts'
import { AppError, beyond, type Caller, keysetOf, maySeeSite, pagedBy } from '@penstock/server/http'
import type { Clock } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CaptureProof, CoreTables } from '@penstock/store/tables'
import { sql } from 'kysely'
import { type Judged, kindsOf } from './conclude.ts'
import { type ZoneCounts, zoneMap } from './map.ts'
import { readZoneModel } from './models.ts'
import type { BreachRow, ConversationRow, Tx } from './queries.ts'
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

  async conversations(
    caller: Caller,
    page: {
      readonly cursor?: string | undefined
      readonly limit: number
      readonly site?: string | undefined
      readonly verdict?: 'allowed' | 'not-allowed' | 'unknown' | undefined
      readonly zone?: string | undefined
      readonly conduit?: string | undefined
      readonly asset?: string | undefined
    },
  ) {
    return await this.#read(caller, async (tx) => {
      const keyset = keysetOf(page, { sort: '-lastAt', column: 'last_at', kind: 'instant' })
      let found = tx.selectFrom('conversation')
      if (page.site !== undefined) found = found.where('site', '=', page.site)
      if (page.verdict !== undefined) found = found.where('verdict', '=', page.verdict)
      if (page.conduit !== undefined) found = found.where('conduit', '=', page.conduit)
      if (page.zone !== undefined) {
        const zones = sql<boolean>`(judged->>'clientZone' = ${page.zone} or judged->>'serverZone' = ${page.zone})`
        found = found.where(zones)
      }
      if (page.asset !== undefined) {
        const id = uuidOfId(page.asset)
        if (id === null) throw new AppError('not-found')
        found = found.where((where) => where.or([where('client_asset', '=', id), where('server_asset', '=', id)]))
      }
      const rows = await found
        .selectAll()
        .where(beyond(keyset))
        .orderBy('last_at', 'desc')
        .orderBy('id')
        .limit(page.limit + 1)
        .execute()
      const counted = await found.select((select) => select.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
      const { items, ...rest } = pagedBy(keyset, rows, Number(counted.total))
      const labels = await findAssetLabels(
        tx,
        items.flatMap((row) => [row.client_asset, row.server_asset]),
      )
      return { ...rest, items: items.map((row) => conversationView(row, labels)) }
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
    conversationId: row.conversation_id,
    domain: row.cell === 'it' ? 'it' : 'ot',
    proof: isGranted
      ? { captureId: idOfUuid('cap', captureId), captureName, frame, offset, length, at: isoOfMicros(at) }
      : null,
  }
}

function conversationView(row: ConversationRow, labels: ReadonlyMap<string, string>): ConversationView {
  const judged = row.judged as Judged | null
  const idOf = (id: string | null): string | null => (id === null ? null : idOfUuid('ast', id))
  const labelOf = (id: string | null, address: string | null): string =>
    (id === null ? undefined : labels.get(id)) ?? address ?? 'unknown'
  return {
    id: row.id,
    site: row.site,
    domain: row.cell === 'it' ? 'it' : 'ot',
    clientAsset: idOf(row.client_asset),
    serverAsset: idOf(row.server_asset),
    clientLabel: labelOf(row.client_asset, row.client_ip ?? row.client_mac),
    serverLabel: labelOf(row.server_asset, row.server_ip ?? row.server_mac),
    clientZone: judged?.clientZone ?? null,
    serverZone: judged?.serverZone ?? null,
    protocol: row.protocol,
    portGuess: row.port_guess,
    transport: row.transport,
    serverPort: row.server_port,
    functionKinds: kindsOf(row) satisfies ConversationFact['functionKinds'],
    packets: row.packets,
    firstAt: isoOfMicros(row.first_at),
    lastAt: isoOfMicros(row.last_at),
    verdict: row.verdict as ConversationView['verdict'],
    conduit: row.conduit,
    rule: row.rule,
  }
}
