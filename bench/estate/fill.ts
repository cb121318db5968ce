// A large estate straight into a core store, through its schema: three sites of twenty zones, a register, conversations with a long tail
// of rare things, breaches, findings and an audit chain. The same numbers give the same rows: chance is a hash of the row's number.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { type Store, sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type RawBuilder, sql, type Transaction } from 'kysely'

export const SITES = ['north', 'south', 'west'] as const
export const ZONES_A_SITE = 20
export const NOW: EpochMicros = micros(1_795_000_000_000_000)
const CAPTURE = '00000009-0000-7000-8000-000000000001'
export const PROOF = { captureId: CAPTURE, captureName: 'live', file: 0, frame: 1, offset: 40, length: 60, at: NOW }
const STEP = 25_000

type Tx = Transaction<CoreTables>

export interface Size {
  readonly assets: number
  readonly conversations: number
}

export async function fill(store: Store<CoreTables>, size: Size, say: (text: string) => void): Promise<void> {
  await store.transaction(HUB_SERVICE, async (tx) => {
    await tx
      .insertInto('site')
      .values(SITES.map((site) => ({ site, name: site, created_at: sqlInstant(micros(1)) })))
      .execute()
    for (const [at, site] of SITES.entries())
      await tx
        .insertInto('zone_model')
        .values({ version: at + 1, site, body: sqlJson(modelOf(at, size.assets)), learned_at: sqlInstant(NOW) })
        .execute()
  })
  for (let from = 1; from <= size.assets; from += STEP)
    await store.transaction(HUB_SERVICE, (tx) => insertAssets(tx, from, Math.min(size.assets, from + STEP - 1)))
  say(`${size.assets} assets`)
  for (let from = 1; from <= size.conversations; from += STEP) {
    const to = Math.min(size.conversations, from + STEP - 1)
    await store.transaction(HUB_SERVICE, (tx) => insertConversations(tx, from, to, size.assets))
    if (to % (STEP * 8) === 0) say(`${to} conversations`)
  }
  await store.transaction(HUB_SERVICE, (tx) => concludeFrom(tx, size))
  say('histories, breaches, edges, findings and audit')
}

/** A number of [0, 1) that depends on the row and the use alone. */
export function chance(row: RawBuilder<unknown>, use: number): RawBuilder<number> {
  return sql<number>`((hashint8extended(${row}::bigint, ${sql.lit(use)}) & 1073741823) / 1073741824.0)`
}
export const uuidOf = (row: RawBuilder<unknown>, kind: number): RawBuilder<string> =>
  sql<string>`(${sql.lit(`0000000${kind}-0000-7000-8000-`)} || lpad(to_hex(${row}), 12, '0'))::uuid`
/** Most assets stand in few zones. */
const zoneOf = (asset: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`('Z-' || ((${asset} - 1) % 3) || '-' || lpad(floor(${sql.lit(ZONES_A_SITE)} * power(${chance(asset, 1)}, 1.6))::text, 2, '0'))`
export const siteOf = (row: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`(array['north', 'south', 'west'])[(${row} - 1) % 3 + 1]`
const ipOf = (asset: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`('10.' || ((${asset} - 1) % 3) || '.' || ((${asset} / 750) % 250) || '.' || ((${asset} / 3) % 250 + 1))`
const macOf = (asset: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`regexp_replace('00' || lpad(to_hex(${asset}), 10, '0'), '(..)(?=.)', '\\1:', 'g')`
export const ago = (days: RawBuilder<number>): RawBuilder<unknown> =>
  sql`${sqlInstant(NOW)} - (${days}) * interval '1 day'`

async function insertAssets(tx: Tx, from: number, to: number): Promise<void> {
  const n = sql`n`
  await sql`
    insert into core.asset (id, site, reference, anchor, declared_id, status, name, vendor, model, role, purdue_level, zone, function,
      owner, macs, ips, first_at, last_at, unknowns, conflicts, body, learned_at)
    select ${uuidOf(n, 1)}, ${siteOf(n)}, 'AST-' || upper(lpad(to_hex(n), 6, '0')), ${macOf(n)},
      case when ${chance(n, 2)} < 0.8 then 'A-' || n end,
      case when ${chance(n, 2)} < 0.5 then 'confirmed' when ${chance(n, 2)} < 0.8 then 'declared' else 'observed' end,
      case when ${chance(n, 3)} < 0.9 then (array['PLC', 'HMI', 'Drive', 'Switch', 'Server', 'Gateway'])[(n * 7) % 6 + 1] || '-' || n end,
      (array['Siemens', 'Rockwell Automation', 'Schneider Electric', 'ABB', 'Phoenix Contact', 'Moxa'])[(n * 5) % 6 + 1],
      'M' || n % 400, (array['controller', 'hmi', 'drive', 'switch', 'server', 'gateway'])[(n * 7) % 6 + 1],
      n % 5, ${zoneOf(n)}, case when ${chance(n, 4)} < 0.3 then 'F-' || n % 900 end,
      case when ${chance(n, 5)} < 0.6 then 'group ' || n % 40 end, array[${macOf(n)}], array[${ipOf(n)}],
      ${ago(sql`90 * ${chance(n, 6)} + 5`)}, ${ago(sql`5 * power(${chance(n, 7)}, 3)`)}, n % 7, n % 40 / 39, ${sqlJson(BODY)}, ${sqlInstant(NOW)}
    from generate_series(${from}::bigint, ${to}::bigint) n`.execute(tx)
}

/** As large as the document of an asset of which three protocols told a field each; lists read which protocols it speaks. */
const BODY = {
  asset: {
    kind: 'device',
    fields: Object.fromEntries(
      ['name', 'vendor', 'model', 'role', 'firmware', 'serial'].map((field) => [field, said(field)]),
    ),
    protocols: ['modbus-tcp', 's7comm', 'lldp'].map((protocol) => ({ protocol, role: 'server', port: 502 })),
    modules: [],
  },
  decisions: [],
}
function said(value: string) {
  const proof = { source: CAPTURE, file: 0, frame: 1, offset: 40, length: 60, at: NOW }
  const one = { value, protocol: 's7comm', method: 'identity', basis: 'observed', source: 'live', reason: null }
  return { value, basis: 'observed', conflicts: 0, said: [{ ...one, proof, firstAt: NOW, lastAt: NOW }] }
}

/** Few assets (historians, stations, gateways) talk to many; one in five hundred conversations is not allowed. */
async function insertConversations(tx: Tx, from: number, to: number, assets: number): Promise<void> {
  const n = sql`n`
  const [client, server] = [sql`client`, sql`server`]
  const perSite = Math.max(1, Math.floor(assets / 3))
  await sql`
    insert into core.conversation (id, cell, site, domains, client_mac, client_ip, server_mac, server_ip, client_asset, server_asset,
      protocol, port_guess, transport, server_port, is_answered, packets, bytes, functions, first_at, last_at, proof, verdict, conduit,
      rule, judged, zone_model_version, learned_at, known_at)
    select id, case when is_it then 'it' else 'ot' end, site, array[case when is_it then 'it' else 'ot' end], null, ${ipOf(client)}, null,
      ${ipOf(server)}, ${uuidOf(client, 1)}, ${uuidOf(server, 1)}, case when p < 0.93 then protocol end,
      case when p >= 0.93 and p < 0.98 then 'http' end, 'tcp', port, ${chance(n, 20)} < 0.97,
      (10 * exp(12 * ${chance(n, 21)}))::bigint, (900 * exp(13 * ${chance(n, 21)}))::bigint,
      case when f < 0.3 then '[]'::jsonb
        when f < 0.75 then jsonb_build_array(jsonb_build_object('kind', 'read', 'count', n % 9000))
        when f < 0.95 then jsonb_build_array(jsonb_build_object('kind', 'read', 'count', 40), jsonb_build_object('kind', 'write', 'count', n % 90))
        when f < 0.99 then jsonb_build_array(jsonb_build_object('kind', 'session', 'count', 3))
        when f < 0.998 then jsonb_build_array(jsonb_build_object('kind', 'control', 'count', 2))
        else jsonb_build_array(jsonb_build_object('kind', 'program', 'count', 1)) end,
      ${ago(sql`90 * seen + 30`)}, ${ago(sql`90 * seen`)},
      ${sqlJson(PROOF)},
      verdict, case when verdict = 'allowed' and client_zone <> server_zone then 'C-' || least(client_zone, server_zone) || '-' || right(greatest(client_zone, server_zone), 2) end,
      case verdict when 'allowed' then 'zones.conduit' when 'not-allowed' then 'zones.no-conduit' when 'unknown' then 'zones.place-unknown' end,
      case when verdict is not null then jsonb_build_object('verdict', verdict, 'clientZone', client_zone, 'serverZone', server_zone, 'basis', 'observed',
        'facts', '[]'::jsonb, 'sidesFrom', 'content', 'vlans', '[]'::jsonb) end,
      case when verdict is not null then 1 end, ${ago(sql`90 * seen`)}, ${ago(sql`90 * seen + 25`)}
    from (
      select n, ${uuidOf(n, 2)} as id, ${siteOf(n)} as site, client, server, ${zoneOf(client)} as client_zone, ${zoneOf(server)} as server_zone,
        ${chance(n, 10)} as p, ${chance(n, 11)} as f, power(${chance(n, 12)}, 4) as seen, ${chance(n, 13)} < 0.25 as is_it,
        (array['modbus-tcp', 's7comm', 'enip', 'opc-ua', 'profinet', 'iec104', 'dnp3', 'bacnet', 'ssh', 'smb'])[floor(10 * power(${chance(n, 14)}, 2))::integer + 1] as protocol,
        (array[502, 102, 44818, 4840, 34964, 2404, 20000, 47808, 22, 445])[floor(10 * power(${chance(n, 14)}, 2))::integer + 1] as port,
        case when ${chance(n, 15)} < 0.002 then 'not-allowed' when ${chance(n, 15)} < 0.007 then 'unknown' when ${chance(n, 15)} < 0.985 then 'allowed' end as verdict
      from (
        select n, 3 * floor(${sql.lit(perSite)} * power(${chance(n, 16)}, 4))::bigint + (n - 1) % 3 + 1 as client,
          3 * floor(${sql.lit(perSite)} * ${chance(n, 17)})::bigint + (n - 1) % 3 + 1 as server
        from generate_series(${from}::bigint, ${to}::bigint) n) ends) made`.execute(tx)
}

async function concludeFrom(tx: Tx, size: Size): Promise<void> {
  if (size.conversations > 0) {
    await sql`
      insert into core.conversation_state (conversation_id, site, domains, kinds, is_answered, client_zone, server_zone, held, learned)
      select id, site, domains, kinds, is_answered, client_zone, server_zone, tstzrange(first_at, null, '[)'), tstzrange(known_at, null, '[)')
      from core.conversation`.execute(tx)
    await sql`
      insert into core.conversation_verdict (conversation_id, site, domains, verdict, conduit, rule, zone_model_version, held, learned)
      select id, site, domains, verdict, conduit, rule, 1, tstzrange(first_at, null, '[)'), tstzrange(known_at, null, '[)')
      from core.conversation where verdict is not null`.execute(tx)
    await sql`
      insert into core.breach (id, site, conversation_id, cell, client_asset, server_asset, client_label, server_label, client_zone,
        server_zone, protocol, conduit, rule, severity, state, first_at, last_at, opened_at, body)
      select gen_random_uuid(), site, id, cell, client_asset, server_asset, client_ip, server_ip, client_zone, server_zone, protocol_name,
        null, rule, hashtext(id::text) & 3 | 1, case when hashtext(id::text) % 5 = 0 then 'resolved' else 'open' end, first_at, last_at, first_at,
        jsonb_build_object('basis', 'observed', 'facts', '[]'::jsonb, 'serverPort', server_port, 'proof', proof)
      from core.conversation where verdict = 'not-allowed'`.execute(tx)
    await sql`
      insert into core.zone_edge (site, zone_a, zone_b, conduit, protocol, verdict, conversations, last_at)
      select site, least(client_zone, server_zone), greatest(client_zone, server_zone), coalesce(conduit, ''), coalesce(protocol_name, 'unknown'),
        verdict, count(*), max(last_at)
      from core.conversation where client_zone <> server_zone and verdict is not null group by 1, 2, 3, 4, 5, 6`.execute(
      tx,
    )
  }
  if (size.assets === 0) return
  const n = sql`n`
  await sql`
    insert into core.unregistered_talker (id, site, asset_id, state, zone, opened_at, first_seen_at, last_seen_at, body)
    select ${uuidOf(n, 3)}, ${siteOf(sql`(n * 20)`)}, ${uuidOf(sql`(n * 20)`, 1)}, case when n % 4 = 0 then 'closed' else 'open' end, ${zoneOf(sql`(n * 20)`)},
      ${ago(sql`30 * ${chance(n, 30)}`)}, ${ago(sql`31`)}, ${sqlInstant(NOW)},
      jsonb_build_object('talker', jsonb_build_object('names', '[]'::jsonb, 'ips', jsonb_build_array(${ipOf(sql`(n * 20)`)}),
        'macs', '[]'::jsonb, 'reason', 'nobody registered it', 'protocolRoles', '[]'::jsonb, 'peers', '[]'::jsonb))
    from generate_series(1::bigint, ${Math.floor(size.assets / 20)}::bigint) n`.execute(tx)
  await sql`
    insert into core.audit_entry (seq, at, actor, action, object, details, prev_hash, hash)
    select n, ${ago(sql`n / 100000.0`)}, 'acc_1', 'asset.edit', 'ast_' || n, '{}', sha256(n::text::bytea), sha256((n + 1)::text::bytea)
    from generate_series(1::bigint, ${size.assets}::bigint) n`.execute(tx)
}

function modelOf(site: number, assets: number) {
  const ids = Array.from({ length: ZONES_A_SITE }, (_, zone) => `Z-${site}-${String(zone).padStart(2, '0')}`)
  return {
    version: site + 1,
    zones: ids.map((id, at) => ({
      id,
      name: `Zone ${at}`,
      purdue: String(at % 5),
      subnets: [`10.${site}.${at}.0/24`],
      slTarget: 2,
    })),
    conduits: ids.slice(1).map((id, at) => ({
      id: `C-${ids[at]}-${id.slice(-2)}`,
      zoneA: ids[at],
      zoneB: id,
      protocols: ['modbus-tcp', 's7comm', 'opc-ua'],
      direction: 'both',
      status: 'as designed',
      endpoints: null,
      functionLimits: [],
      inspection: 'ports',
      enforcedBy: [],
      slTarget: 2,
    })),
    protocols: [],
    // Every registered asset is an end that the model knows by its addresses.
    endpoints: Array.from({ length: Math.floor(assets / 3) }, (_, at) => ({
      asset: `A-${at}`,
      zone: ids[at % ZONES_A_SITE],
      interfaces: [{ ip: `10.${site}.${Math.floor(at / 250) % 250}.${(at % 250) + 1}`, mac: null }],
      networks: [],
    })),
  }
}
