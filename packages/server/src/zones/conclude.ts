// Concludes what conversations mean for the zones of a site: which asset each end is, breaches opened and resolved, and what was
// seen on every conduit. Runs after the register of the site was concluded, in the same transaction.
import { type Asset, findAssetOf } from '@penstock/model/assets'
import type { EpochMicros } from '@penstock/model/kernel'
import type { ConversationSeen } from '@penstock/model/observations'
import type { ZoneModel } from '@penstock/model/zones'
import type { Register, SourcedConversation } from '@penstock/server/assets'
import type { ConversationFact } from '@penstock/server/facts'
import { uuidOfContent } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import { flowsOf, type Judged } from './flows.ts'
import { recordBreaches, recordFlows, recordModel } from './history.ts'
import type { ConversationRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { breachPlaceOf, severityOfBreach } from './severity.ts'

/** The conversations of a site, as identity resolution wants them. */
export function sourcedConversations(rows: readonly ConversationRow[]): SourcedConversation[] {
  // A row without packets only lends functions to the other side's connection: it is no conversation of its own.
  return rows.flatMap((row) => (row.packets === 0 ? [] : [{ source: row.proof.captureId, seen: seenOf(row) }]))
}

function seenOf(row: ConversationRow): ConversationSeen {
  const { captureId: _capture, captureName: _name, isLine: _line, ...proof } = row.proof
  const judged = row.judged as Judged | null
  return {
    client: { mac: row.client_mac, ip: row.client_ip },
    server: { mac: row.server_mac, ip: row.server_ip },
    protocol: row.protocol,
    portGuess: row.port_guess,
    transport: row.transport as ConversationSeen['transport'],
    serverPort: row.server_port,
    sidesFrom: judged?.sidesFrom ?? 'content',
    isAnswered: row.is_answered,
    vlans: [...(judged?.vlans ?? [])],
    packets: row.packets,
    bytes: row.bytes,
    firstAt: row.first_at,
    lastAt: row.last_at,
    functions: kindsOf(row).map(({ kind, count }) => ({ code: kind, name: kind, kind, count })),
    proof,
  }
}

function kindsOf(row: ConversationRow): ConversationFact['functionKinds'] {
  return row.functions as ConversationFact['functionKinds']
}

/** Writes breaches and edges; answers how many breaches were opened or resolved. */
export async function concludeZones(
  tx: Tx,
  register: Register,
  rows: readonly ConversationRow[],
  model: ZoneModel | null,
  at: EpochMicros,
): Promise<number> {
  const ends = new Map(rows.map((row) => [row.id, endsOf(register, row)]))
  const moved = rows.filter((row) => {
    const { client, server } = ends.get(row.id)!
    return idOf(register, client) !== row.client_asset || idOf(register, server) !== row.server_asset
  })
  await queries.setConversationAssets(
    tx,
    moved.map((row) => {
      const { client, server } = ends.get(row.id)!
      return { id: row.id, client: idOf(register, client), server: idOf(register, server) }
    }),
  )
  const flows = flowsOf(register.site, rows)
  if (model !== null) await recordModel(tx, register.site, model, at)
  await queries.storeEdges(
    tx,
    register.site,
    flows.map(({ firstAt: _first, ...flow }) => flow),
  )
  await recordFlows(tx, register.site, flows, at)
  const known = new Map((await queries.listBreachRows(tx, register.site)).map((row) => [row.id, row]))
  const resolved: string[] = []
  const breaches: ReturnType<typeof breachOf>[] = []
  let opened = 0
  for (const row of rows) {
    const id = uuidOfContent(['breach', row.id])
    const before = known.get(id)
    if (row.verdict !== 'not-allowed' || row.judged === null) {
      if (before?.state === 'open') resolved.push(id)
      continue
    }
    if (before?.state !== 'open') opened++
    const { client, server } = ends.get(row.id)!
    breaches.push(breachOf(register, row, id, client, server, model, before?.opened_at ?? at))
  }
  await queries.resolveBreaches(tx, resolved, at)
  await queries.upsertBreaches(tx, breaches)
  await recordBreaches(tx, register.site, await queries.listBreachRows(tx, register.site), at)
  return opened + resolved.length
}

function breachOf(
  register: Register,
  row: ConversationRow,
  id: string,
  client: Asset | null,
  server: Asset | null,
  model: ZoneModel | null,
  openedAt: EpochMicros,
) {
  const judged = row.judged as Judged
  const place = breachPlaceOf(model, judged)
  return {
    id,
    site: register.site,
    conversation_id: row.id,
    cell: row.cell,
    client_asset: idOf(register, client),
    server_asset: idOf(register, server),
    client_label: labelOf(client, row.client_ip ?? row.client_mac),
    server_label: labelOf(server, row.server_ip ?? row.server_mac),
    client_zone: judged.clientZone,
    server_zone: judged.serverZone,
    protocol: row.protocol ?? row.port_guess,
    conduit: row.conduit,
    rule: judged.rule,
    severity: severityOfBreach(place, kindsOf(row)),
    state: 'open',
    first_at: sqlInstant(row.first_at),
    last_at: sqlInstant(row.last_at),
    opened_at: sqlInstant(openedAt),
    resolved_at: null,
    body: sqlJson({ basis: judged.basis, facts: judged.facts, serverPort: row.server_port, proof: row.proof }),
  }
}

/** How people call an end: the register's id, its name, or the address. */
function labelOf(asset: Asset | null, address: string | null): string {
  return asset?.declaredId ?? asset?.fields.name.value ?? address ?? 'unknown'
}

function endsOf(
  register: Register,
  row: ConversationRow,
): { readonly client: Asset | null; readonly server: Asset | null } {
  return {
    client: findAssetOf(register.index, { mac: row.client_mac, ip: row.client_ip }),
    server: findAssetOf(register.index, { mac: row.server_mac, ip: row.server_ip }),
  }
}

function idOf(register: Register, asset: Asset | null): string | null {
  return asset === null ? null : (register.idOf.get(asset.key) ?? null)
}
