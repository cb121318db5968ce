// Says which conversations of a site are sessions of vendors and partners, and what of them the register does not know. Runs after the
// register was concluded, in the same transaction. Each label is concluded by itself: what one domain saw tells nothing to the other.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import {
  type AccessSession,
  type Drift,
  isWatched,
  reconcile,
  type SeenConversation,
  watchedAddresses,
} from '@penstock/model/vendors'
import type { JudgedConversation } from '@penstock/model/zones'
import type { Register } from '@penstock/server/assets'
import { isSameJson, uuidOfContent } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Selectable } from 'kysely'
import type { DriftRow, SessionRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

type ConversationRow = Selectable<CoreTables['conversation']>

/** Instants that are kept of one session: the first, and the latest. */
const MOST_MOMENTS = 200

/** Answers how many drifts were opened or closed, and sessions moved. */
export async function concludeVendors(
  tx: Tx,
  register: Register,
  rows: readonly ConversationRow[],
  at: EpochMicros,
): Promise<number> {
  const { site, plant } = register
  const known = new Map((await queries.listSessions(tx, site)).map((row) => [row.conversation_id, row]))
  const open = new Map((await queries.listDrift(tx, site)).map((row) => [row.id, row]))
  const hasRegister = plant !== null && plant.remoteAccess.length > 0
  if (!hasRegister && known.size === 0 && open.size === 0) return 0
  const watched = hasRegister ? watchedAddresses(plant) : new Set<string>()
  const meant = rows.filter((row) => row.packets > 0 && isWatched(watched, endsOf(row)))
  const byLabel = Map.groupBy(meant, ({ cell, domains, marking }) => JSON.stringify([cell, domains, marking]))
  const rowOf = new Map(meant.map((row) => [row.id, row]))
  const told = [...byLabel.values()].map((group) =>
    reconcile(
      plant!,
      group.map((row) => seenOf(row, known.get(row.id))),
    ),
  )
  const sessions = told.flatMap((one) => one.sessions)
  const drift = told.flatMap((one) => one.drift)
  const ids = new Set(sessions.map(({ conversation }) => conversation))
  const moved = sessions.filter((session) => !isKnown(known.get(session.conversation), session))
  await queries.upsertSessions(
    tx,
    moved.map((session) => sessionRow(site, session, rowOf.get(session.conversation)!, at)),
  )
  const gone = [...known.keys()].filter((id) => !ids.has(id))
  await queries.deleteSessions(tx, gone)
  const standing = new Map(drift.map((one) => [uuidOfContent(['vendor-drift', site, one.key]), one]))
  await queries.upsertDrift(
    tx,
    [...standing].map(([id, one]) => driftRow(site, id, one, rowOf.get(one.conversation)!, open.get(id), at)),
  )
  const closed = [...open.keys()].filter((id) => !standing.has(id))
  await queries.closeDrift(tx, closed, at)
  const opened = [...standing.keys()].filter((id) => !open.has(id))
  return opened.length + closed.length + moved.length + gone.length
}

function endsOf(row: ConversationRow): Pick<SeenConversation, 'client' | 'server'> {
  return { client: { ip: row.client_ip, mac: row.client_mac }, server: { ip: row.server_ip, mac: row.server_mac } }
}

function seenOf(row: ConversationRow, known: SessionRow | undefined): SeenConversation {
  return {
    ...endsOf(row),
    id: row.id,
    protocol: row.protocol,
    portGuess: row.port_guess,
    transport: row.transport as JudgedConversation['transport'],
    serverPort: row.server_port,
    isAnswered: row.is_answered,
    firstAt: row.first_at,
    lastAt: row.last_at,
    moments: (known?.moments ?? []).map((at) => micros(at)),
  }
}

/** A session that goes on for months keeps its first instant and the latest ones. */
function momentsOf({ moments }: AccessSession): readonly EpochMicros[] {
  return moments.length <= MOST_MOMENTS ? moments : [moments[0]!, ...moments.slice(1 - MOST_MOMENTS)]
}

function isKnown(row: SessionRow | undefined, session: AccessSession): boolean {
  if (row === undefined) return false
  const { access, part, client, server, protocol, drift } = session
  const before = [row.access, row.part, row.client, row.server, row.protocol, row.drift, row.moments]
  return isSameJson(before, [access, part, client, server, protocol, drift, momentsOf(session)])
}

function sessionRow(site: string, session: AccessSession, row: ConversationRow, at: EpochMicros) {
  const { access, part, client, server, protocol, drift } = session
  const moments = momentsOf(session)
  return {
    conversation_id: row.id,
    site,
    cell: row.cell,
    domains: row.domains,
    marking: row.marking,
    access: [...access],
    part,
    client,
    server,
    protocol,
    moments: sqlJson(moments),
    drift: [...drift],
    last_at: sqlInstant(moments.at(-1)!),
    learned_at: sqlInstant(at),
  }
}

function driftRow(
  site: string,
  id: string,
  { kind, severity, access, vendors, client, server, protocol, registered, seen, places, ...one }: Drift,
  row: ConversationRow,
  before: DriftRow | undefined,
  at: EpochMicros,
) {
  return {
    id,
    opened_at: sqlInstant(before?.opened_at ?? at),
    closed_at: null,
    site,
    cell: row.cell,
    domains: row.domains,
    marking: row.marking,
    conversation_id: row.id,
    kind,
    severity,
    access: [...access],
    vendors: [...vendors],
    client,
    server,
    protocol,
    registered,
    seen,
    places: [...places],
    first_at: sqlInstant(one.firstAt),
    last_at: sqlInstant(one.lastAt),
    retest: one.retest === null ? null : sqlJson(one.retest),
  }
}
