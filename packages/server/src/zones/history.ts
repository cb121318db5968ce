// Zones, conduits, what flows between zones and breaches through time, and the parts of the map as of a moment.
import { type Concluded, type State, stateOf } from '@penstock/model/history'
import { compareTexts, type EpochMicros, micros } from '@penstock/model/kernel'
import type { ZoneModel } from '@penstock/model/zones'
import { growStates, listAt, type Moment, wasSoAt } from '@penstock/server/history'
import { findPlantSource } from '@penstock/server/plant'
import { uuidOfContent } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import { sql } from 'kysely'
import { type Flow, flowKey } from './flows.ts'
import type { BreachRow, EdgeRow, Tx } from './queries.ts'

/** The zones and conduits of the model in force; what the plant file leaves out ceased when it says that it holds. */
export async function recordModel(tx: Tx, site: string, model: ZoneModel, at: EpochMicros): Promise<void> {
  const source = await findPlantSource(tx, site)
  const heldAt = micros(Math.min(source?.asOf ?? source?.at ?? at, at))
  const told = { shown: {}, source: source?.source ?? 'plant file', bornAt: heldAt, changedAt: () => heldAt }
  const recorded = (things: readonly { readonly id: string }[]) =>
    new Map(things.map(({ id, ...fields }): [string, Concluded] => [id, { state: stateOf(fields), ...told }]))
  await growStates(tx, site, 'zone', recorded(model.zones), at, () => heldAt)
  await growStates(tx, site, 'conduit', recorded(model.conduits), at, () => heldAt)
}

/** What was seen between zones. How many conversations and when the last one was is not kept. */
export async function recordFlows(tx: Tx, site: string, flows: readonly Flow[], at: EpochMicros): Promise<void> {
  const now = new Map(
    flows.map((flow): [string, Concluded] => {
      const { zone_a: zoneA, zone_b: zoneB, protocol, verdict } = flow
      const conduit = flow.conduit === '' ? null : flow.conduit
      const state = stateOf({ zoneA, zoneB, conduit, protocol, verdict })
      return [
        uuidOfContent(['flow', ...flowKey(flow)]),
        { state, shown: {}, source: 'traffic', bornAt: flow.firstAt, changedAt: () => at },
      ]
    }),
  )
  await growStates(tx, site, 'flow', now, at)
}

/** Open breaches; one that is resolved ceases with its resolution. */
export async function recordBreaches(tx: Tx, site: string, rows: readonly BreachRow[], at: EpochMicros): Promise<void> {
  const now = new Map(
    rows
      .filter((row) => row.state === 'open')
      .map((row): [string, Concluded] => {
        const { severity, rule, conduit, protocol, client_zone, server_zone, client_label, server_label } = row
        const ends = { client: client_label, server: server_label, clientZone: client_zone, serverZone: server_zone }
        return [
          row.id,
          {
            state: stateOf({ severity, rule, conduit, protocol, ...ends }),
            shown: stateOf({ clientAsset: row.client_asset, serverAsset: row.server_asset }),
            source: 'traffic',
            bornAt: row.first_at,
            changedAt: () => at,
          },
        ]
      }),
  )
  await growStates(tx, site, 'breach', now, at)
}

/** Conduits on which traffic was seen that they allow, as of a moment. */
export async function listSeenConduitsAt(tx: Tx, site: string, moment: Moment): Promise<string[]> {
  const flows = await listAt(tx, site, 'flow', moment)
  const seen = flows.flatMap(({ state }) => {
    const { conduit, verdict } = state as State
    return verdict === 'allowed' && typeof conduit === 'string' ? [conduit] : []
  })
  return [...new Set(seen)].sort(compareTexts)
}

/** The parts of the model that the map draws; null when there was no zone yet. */
export async function modelAt(tx: Tx, site: string, moment: Moment): Promise<ZoneModel | null> {
  const zones = await listAt(tx, site, 'zone', moment)
  if (zones.length === 0) return null
  const conduits = await listAt(tx, site, 'conduit', moment)
  return {
    version: 0,
    zones: zones.map(({ object_id: id, state }) => ({ ...NO_ZONE, ...(state as State), id })),
    conduits: conduits.map(({ object_id: id, state }) => ({ ...NO_CONDUIT, ...(state as State), id })),
    protocols: [],
    endpoints: [],
  }
}

// What a state leaves out is unknown, and these are its spellings.
const NO_ZONE = { name: '', purdue: null, subnets: [], slTarget: null }
const NO_CONDUIT: Omit<ZoneModel['conduits'][number], 'id'> = {
  zoneA: '',
  zoneB: '',
  protocols: [],
  direction: 'both',
  status: 'as designed',
  endpoints: null,
  functionLimits: [],
  inspection: null,
  enforcedBy: [],
  slTarget: null,
}

/** What had been seen between zones. Conversations are not counted: zero. */
export async function edgesAt(tx: Tx, site: string, moment: Moment): Promise<EdgeRow[]> {
  return (await listAt(tx, site, 'flow', moment)).map(({ state }) => {
    const { zoneA, zoneB, conduit, protocol, verdict } = state as Readonly<Record<string, string>>
    return {
      site,
      zone_a: zoneA ?? '',
      zone_b: zoneB ?? '',
      conduit: conduit ?? '',
      protocol: protocol ?? '',
      verdict: verdict ?? '',
      conversations: 0,
      last_at: null,
    }
  })
}

/**
 * Breaches with the columns of their table: now, or as of a moment. What a breach was about is told as it was then; one that had
 * ceased by then is resolved, one that was yet to come is not there.
 */
export function breachesAt(tx: Tx, moment: Moment | null) {
  const now = tx.selectFrom('breach').selectAll()
  if (moment === null) return now.as('breach')
  const known = moment.clock === 'held' ? 'first_at' : 'opened_at'
  return tx
    .selectFrom('breach')
    .leftJoin(
      tx
        .selectFrom('state_version')
        .select([sql<string>`object_id::uuid`.as('breach_id'), 'state as told'])
        .where('kind', '=', 'breach')
        .where(wasSoAt(moment))
        .as('version'),
      (join) => join.onRef('version.breach_id', '=', 'breach.id'),
    )
    .where(known, '<=', sqlInstant(moment.at))
    .select([
      'id',
      'site',
      'conversation_id',
      'cell',
      'client_asset',
      'server_asset',
      sql<string>`coalesce(told ->> 'client', client_label)`.as('client_label'),
      sql<string>`coalesce(told ->> 'server', server_label)`.as('server_label'),
      sql<string | null>`case when told is null then client_zone else told ->> 'clientZone' end`.as('client_zone'),
      sql<string | null>`case when told is null then server_zone else told ->> 'serverZone' end`.as('server_zone'),
      sql<string | null>`case when told is null then protocol else told ->> 'protocol' end`.as('protocol'),
      sql<string | null>`case when told is null then conduit else told ->> 'conduit' end`.as('conduit'),
      sql<string>`coalesce(told ->> 'rule', rule)`.as('rule'),
      sql<number>`coalesce((told ->> 'severity')::smallint, severity)`.as('severity'),
      sql<string>`case when told is null then 'resolved' else 'open' end`.as('state'),
      'first_at',
      sql<EpochMicros>`least(last_at, ${sqlInstant(moment.at)})`.as('last_at'),
      'opened_at',
      sql<EpochMicros | null>`case when told is null then resolved_at end`.as('resolved_at'),
      'body',
    ])
    .as('breach')
}
