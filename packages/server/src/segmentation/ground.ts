// What a proposal stands on: the devices of the register that the plant file lacks, and the traffic that a person may see.
import type { SiteKey } from '@penstock/model/kernel'
import type { Host, ReferredTraffic, Refusal, SeenConversation } from '@penstock/model/segmentation'
import type { Caller } from '@penstock/server/http'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'

export interface Ground {
  /** Devices that the plant file has not: `zone` is null where nobody gave them one. */
  readonly others: readonly Host[]
  readonly seen: readonly SeenConversation[]
  readonly isPartial: boolean
  readonly refusals: readonly Refusal[]
  readonly decisions: readonly queries.DecisionRow[]
}

/** Newer traffic says what older said: beyond this many conversations the oldest are left out, and that is told. */
const MOST_SEEN = 20_000

/** Traffic and refusals are one domain's monitoring: whoever may not read it stands on the register alone. */
export async function readGround(tx: Tx, caller: Caller, site: SiteKey): Promise<Ground> {
  const isMonitor = caller.permissions.has('monitoring:read') && caller.domain !== null
  const rows = isMonitor ? await queries.listSeen(tx, site, MOST_SEEN + 1) : []
  const decisions = isMonitor ? await queries.listLastDecisions(tx, site) : []
  const refused = decisions.filter(({ decision }) => decision === 'refused')
  return {
    others: await listOthers(tx, site),
    seen: rows.slice(0, MOST_SEEN).map(seenOf),
    isPartial: rows.length > MOST_SEEN,
    refusals: refused.map(({ key, facts }) => ({ key, facts: facts as readonly string[] })),
    decisions,
  }
}

/** Devices of the register as hosts; those of the plant file are among them. */
export async function listOthers(tx: Tx, site: SiteKey): Promise<readonly Host[]> {
  return (await queries.listOtherAssets(tx, site)).flatMap(hostOf)
}

export interface SeenTraffic {
  readonly traffic: readonly ReferredTraffic[]
  readonly isPartial: boolean
}

/** What was seen, each pair of ends and service once. */
export async function listTraffic(tx: Tx, site: SiteKey): Promise<SeenTraffic> {
  const rows = await queries.listSeen(tx, site, MOST_SEEN + 1)
  const seen = rows.slice(0, MOST_SEEN).map(seenOf)
  const byService = new Map<string, SeenConversation>()
  for (const one of seen) {
    const { client, server, protocol, portGuess, transport, serverPort } = one
    const key = JSON.stringify([client, server, protocol, portGuess, transport, serverPort])
    if (!byService.has(key)) byService.set(key, one)
  }
  return { traffic: [...byService.values()], isPartial: rows.length > MOST_SEEN }
}

type AssetRow = Awaited<ReturnType<typeof queries.listOtherAssets>>[number]

interface KeptBody {
  readonly asset: {
    readonly kind: string
    readonly interfaces: readonly { readonly ip: string | null; readonly mac: string | null }[]
  }
}

/** Modules and shared addresses stand where their device stands. Names from the wire are no ids: an address is. */
function hostOf({ declared_id, name, role, purdue_level, zone, body }: AssetRow): readonly Host[] {
  const { kind, interfaces } = (body as KeptBody).asset
  const address = interfaces.find(({ ip }) => ip !== null)?.ip ?? interfaces[0]?.mac ?? null
  const id = declared_id ?? address
  if (kind !== 'device' || id === null) return []
  return [
    {
      id,
      name: name ?? id,
      isDeclared: declared_id !== null,
      zone: declared_id === null ? null : zone,
      role,
      level: purdue_level,
      isTemporary: false,
      cards: interfaces.map(({ ip, mac }) => ({ ip, mac })),
    },
  ]
}

type SeenRow = Awaited<ReturnType<typeof queries.listSeen>>[number]

function seenOf(row: SeenRow): SeenConversation {
  const { sidesFrom } = (row.judged ?? {}) as { readonly sidesFrom?: NonNullable<SeenConversation['sidesFrom']> }
  return {
    ref: row.id,
    client: { mac: row.client_mac, ip: row.client_ip },
    server: { mac: row.server_mac, ip: row.server_ip },
    protocol: row.protocol,
    portGuess: row.port_guess,
    transport: row.transport as SeenConversation['transport'],
    serverPort: row.server_port,
    // Codes stay in the cell: a limit on them is judged there.
    functions: [],
    isAnswered: row.is_answered,
    kinds: row.kinds,
    ...(sidesFrom === undefined ? {} : { sidesFrom }),
  }
}
