// SQL of signs in a cell's store: kept once a device, indicator and pattern, and read again with what was said of the device before.
import type { EpochMicros } from '@penstock/model/kernel'
import type { ConversationSeen } from '@penstock/model/observations'
import { CONTROL_PROTOCOLS, SignKind, type SignSeen, type Talk } from '@penstock/model/shadow'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant, sqlJson, sqlTexts } from '@penstock/store/state'
import type { CaptureProof, MonitoringTables } from '@penstock/store/tables'
import { sql, type Transaction } from 'kysely'

export type CellTx = Transaction<MonitoringTables>
export type StoredSign = SignSeen<CaptureProof>
export type ControlTalk = Pick<ConversationSeen, 'client' | 'server' | 'protocol' | 'firstAt' | 'lastAt'> & {
  readonly proof: CaptureProof
}

/** Parts of a download that count; smaller ones are pages and lists. */
const LARGE_BYTES = 1_048_576
/** Of one device, in the time that matters; the earliest of them would already tell. */
const MOST_TALKS = 1000

export async function upsertSigns(tx: CellTx, site: string, signs: readonly StoredSign[]): Promise<void> {
  for (const chunk of chunks(signs))
    await tx
      .insertInto('shadow_sign')
      .values(
        chunk.map(({ firstAt, lastAt, proof, ...sign }) => ({
          ...sign,
          site,
          first_at: sqlInstant(firstAt),
          last_at: sqlInstant(lastAt),
          proof: sqlJson(proof),
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['site', 'host', 'indicator', 'kind', 'pattern']).doUpdateSet({
          mac: sql<string | null>`coalesce(shadow_sign.mac, excluded.mac)`,
          // What was said first stays, with its packet, unless an older capture shows it said earlier.
          value: sql<string>`case when (excluded.proof ->> 'at')::bigint < (shadow_sign.proof ->> 'at')::bigint
            then excluded.value else shadow_sign.value end`,
          proof: sql<never>`case when (excluded.proof ->> 'at')::bigint < (shadow_sign.proof ->> 'at')::bigint
            then excluded.proof else shadow_sign.proof end`,
          first_at: sql<never>`least(shadow_sign.first_at, excluded.first_at)`,
          last_at: sql<never>`greatest(shadow_sign.last_at, excluded.last_at)`,
        }),
      )
      .execute()
}

export async function listSigns(tx: CellTx, site: string, hosts: readonly string[]): Promise<StoredSign[]> {
  if (hosts.length === 0) return []
  const rows = await tx
    .selectFrom('shadow_sign')
    .selectAll()
    .where('site', '=', site)
    .where(sql<boolean>`host = any(${sqlTexts([...hosts])})`)
    .execute()
  return rows.map(({ site: _site, first_at: firstAt, last_at: lastAt, ...row }) => ({
    ...row,
    kind: SignKind.parse(row.kind),
    firstAt,
    lastAt,
  }))
}

/** Devices with signs, in the order of their addresses, after one of them. */
export async function listHosts(tx: CellTx, site: string, after: string, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('shadow_sign')
    .select('host')
    .distinct()
    .where('site', '=', site)
    .where('host', '>', after)
    .orderBy('host')
    .limit(limit)
    .execute()
  return rows.map(({ host }) => host)
}

/** Takes away what was noted under MAC addresses of devices that turn out to have an IP address; answers what it was. */
export async function dropSigns(tx: CellTx, site: string, macs: readonly string[]): Promise<StoredSign[]> {
  const signs = await listSigns(tx, site, macs)
  if (signs.length > 0)
    await tx
      .deleteFrom('shadow_sign')
      .where('site', '=', site)
      .where(sql<boolean>`host = any(${sqlTexts(signs.map(({ host }) => host))})`)
      .execute()
  return signs
}

/** What a device said over control protocols in a span, the earliest first. */
export async function listControlTalks(
  tx: CellTx,
  site: string,
  host: string,
  { from, to }: { readonly from: EpochMicros; readonly to: EpochMicros },
): Promise<ControlTalk[]> {
  const rows = await tx
    .selectFrom('conversation')
    .select(['client_mac', 'client_ip', 'server_mac', 'server_ip', 'protocol', 'first_at', 'last_at', 'proof'])
    .where('site', '=', site)
    .where('packets', '>', 0)
    .where('protocol', 'in', [...CONTROL_PROTOCOLS])
    .where((where) =>
      where.or([
        where('client_ip', '=', host),
        where('server_ip', '=', host),
        where.and([where('client_mac', '=', host), where('client_ip', 'is', null)]),
        where.and([where('server_mac', '=', host), where('server_ip', 'is', null)]),
      ]),
    )
    .where('first_at', '<=', sqlInstant(to))
    .where('last_at', '>=', sqlInstant(from))
    .orderBy('first_at')
    .orderBy('id')
    .limit(MOST_TALKS)
    .execute()
  return rows.map(({ client_mac, client_ip, server_mac, server_ip, first_at, last_at, protocol, proof }) => ({
    client: { mac: client_mac, ip: client_ip },
    server: { mac: server_mac, ip: server_ip },
    protocol,
    firstAt: first_at,
    lastAt: last_at,
    proof,
  }))
}

/** Conversations of these clients that moved much, those that a batch has just stored among them; the largest first. */
export async function listLargeTalks(
  tx: CellTx,
  site: string,
  clients: readonly string[],
): Promise<Talk<CaptureProof>[]> {
  const rows = await tx
    .selectFrom('conversation')
    .selectAll()
    .where('site', '=', site)
    .where(sql<boolean>`client_ip = any(${sqlTexts([...clients])})`)
    .where('bytes', '>=', LARGE_BYTES)
    .orderBy('bytes', 'desc')
    .orderBy('id')
    .limit(MOST_TALKS)
    .execute()
  return rows.map((row) => ({
    client: { mac: row.client_mac, ip: row.client_ip },
    server: { mac: row.server_mac, ip: row.server_ip },
    protocol: row.protocol,
    portGuess: row.port_guess,
    transport: row.transport as Talk<CaptureProof>['transport'],
    serverPort: row.server_port,
    sidesFrom: row.sides_from as Talk<CaptureProof>['sidesFrom'],
    isAnswered: row.is_answered,
    vlans: row.vlans,
    packets: row.packets,
    bytes: row.bytes,
    ...(row.client_bytes === null ? {} : { clientBytes: row.client_bytes }),
    firstAt: row.first_at,
    lastAt: row.last_at,
    functions: row.functions as Talk<CaptureProof>['functions'],
    details: row.details as NonNullable<Talk<CaptureProof>['details']>,
    proof: row.proof,
  }))
}
