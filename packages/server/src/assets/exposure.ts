// How far an asset can be reached, from the conversations that the person's own label shows: peers in other zones, and peers with
// addresses of the public internet (RFC 6890 lists what is not).
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from './queries.ts'

export interface Exposure {
  readonly peersOtherZones: number
  readonly externalPeers: number
}

const NONE: Exposure = { peersOtherZones: 0, externalPeers: 0 }

const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]

export async function exposureOf(tx: Tx, ids: readonly string[]): Promise<Map<string, Exposure>> {
  if (ids.length === 0) return new Map()
  const query: RawBuilder<{ asset: string; others: number; external: number }> = sql`
    with peer as (
      select client_asset as asset, server_asset as other, server_ip as ip, coalesce(server_asset::text, server_ip) as key
      from core.conversation where client_asset in (${sql.join(ids)})
      union all
      select server_asset, client_asset, client_ip, coalesce(client_asset::text, client_ip)
      from core.conversation where server_asset in (${sql.join(ids)})
    )
    select peer.asset,
      count(distinct peer.key) filter (where other.zone is distinct from own.zone and other.id is not null)::integer as others,
      count(distinct peer.key) filter (where peer.ip is not null and not (peer.ip::inet <<= any (
        array[${sql.join(NOT_PUBLIC)}]::inet[])))::integer as external
    from peer join core.asset own on own.id = peer.asset left join core.asset other on other.id = peer.other
    group by peer.asset`
  const { rows } = await query.execute(tx)
  const found = new Map(
    rows.map((row) => [row.asset, { peersOtherZones: row.others, externalPeers: row.external }] as const),
  )
  return new Map(ids.map((id) => [id, found.get(id) ?? NONE]))
}
