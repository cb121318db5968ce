// What people of the cell's domain read: captures, conversations and operations in detail, and the packet behind a row.
import type {
  CaptureReading,
  CaptureView,
  CellConversationView,
  FrameView,
  OperationView,
} from '@penstock/contract/observations'
import { type EpochMicros, idOfUuid, isoOfMicros, isoOrNull, uuidOfId } from '@penstock/model/kernel'
import type { OperationKind } from '@penstock/model/observations'
import {
  AppError,
  beyond,
  type Caller,
  isWhole,
  type Keyset,
  keysetOf,
  type Paged,
  pagedBy,
} from '@penstock/server/http'
import { CELL_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CaptureProof, MonitoringTables } from '@penstock/store/tables'
import { type RawBuilder, sql } from 'kysely'
import type { Captures } from './captures.ts'
import { detailsOf, functionsOf } from './merge.ts'
import type { CaptureRow, ConversationRow, OperationRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { placeOfProof, readingScope } from './reading.ts'

/** So much is shown of what proves; lines of other systems are long and tell at their end, too. */
const MOST_FRAME_BYTES = 512
const MOST_LINE_BYTES = 4096

interface Page {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly address?: string | undefined
}

export class Lists {
  readonly #store: Store<MonitoringTables>
  readonly #captures: Captures

  constructor(store: Store<MonitoringTables>, captures: Captures) {
    this.#store = store
    this.#captures = captures
  }

  async captures(caller: Caller): Promise<CaptureView[]> {
    const rows = await this.#store.transaction(readingScope(caller), (tx) =>
      tx.selectFrom('capture').selectAll().orderBy('created_at', 'desc').limit(500).execute(),
    )
    return rows.map(captureView)
  }

  /** What could not be understood of a capture that this person may see. */
  async captureReading(caller: Caller, captureId: string): Promise<CaptureReading> {
    const id = uuidOfId(captureId)
    if (id === null) throw new AppError('not-found')
    const capture = await this.#store.transaction(readingScope(caller), (tx) => queries.findCapture(tx, id))
    if (capture === undefined) throw new AppError('not-found')
    return await this.#store.transaction(CELL_SERVICE, async (tx) => {
      const batches = await queries.listPassedOver(tx, id)
      const passedOver: Record<string, number> = {}
      for (const [reason, count] of batches.flatMap(({ skipped }) => Object.entries(skipped)))
        passedOver[reason] = (passedOver[reason] ?? 0) + count
      const lines = await queries.listBadLines(tx, id)
      return {
        captureId,
        ...{ name: capture.name, isComplete: capture.is_complete },
        malformed: batches.reduce((sum, { malformed }) => sum + Number(malformed), 0),
        badLines: lines.map(({ detail, proof }) => ({
          line: proof.frame,
          detail: detail.replace(/^line \d+: /, ''),
        })),
        passedOver,
      }
    })
  }

  /** The stretch that this person's captures cover, or null before the first packet. */
  async span(caller: Caller): Promise<{ readonly from: EpochMicros; readonly to: EpochMicros } | null> {
    const row = await this.#store.transaction(readingScope(caller), (tx) =>
      tx
        .selectFrom('capture')
        .select((select) => [select.fn.min('first_at').as('from'), select.fn.max('last_at').as('to')])
        .executeTakeFirst(),
    )
    return row?.from == null || row.to == null ? null : { from: row.from, to: row.to }
  }

  async conversations(caller: Caller, page: Page): Promise<Paged<CellConversationView>> {
    const keyset = keysetOf(page, { sort: '-last_at', column: 'last_at', kind: 'instant', isAlwaysKnown: true })
    const { items, ...rest } = await this.#page<ConversationRow>(caller, 'conversation', keyset, page)
    return { ...rest, items: items.map(conversationView) }
  }

  async operations(caller: Caller, page: Page & { kind?: OperationKind | undefined }): Promise<Paged<OperationView>> {
    const keyset = keysetOf(page, { sort: '-at', column: 'at', kind: 'instant', isAlwaysKnown: true })
    const { items, ...rest } = await this.#page<OperationRow>(caller, 'operation', keyset, page)
    return { ...rest, items: items.map(operationView) }
  }

  async #page<Row extends { readonly id: string }>(
    caller: Caller,
    list: List,
    keyset: Keyset,
    filter: Filter,
  ): Promise<Paged<Row>> {
    return await this.#store.transaction(readingScope(caller), async (tx) => {
      const rows = await listRows<Row>(tx, list, keyset, filter)
      return pagedBy(keyset, rows, isWhole(keyset, rows) ? rows.length : await countList(tx, list, filter))
    })
  }

  /** The packet at a place that one of this person's rows names as its proof; anything else does not exist. */
  async frame(
    caller: Caller,
    captureId: string,
    at: { frame: number; offset: number; length: number },
  ): Promise<FrameView> {
    const capture = uuidOfId(captureId)
    if (capture === null) throw new AppError('not-found')
    const place = { captureId: capture, ...at }
    const proven = await this.#store.transaction(CELL_SERVICE, (tx) => findProven(tx, place))
    const proof =
      proven === undefined
        ? undefined
        : await this.#store.transaction(readingScope(caller), (tx) => findProof(tx, proven))
    const most = proof?.isLine === true ? MOST_LINE_BYTES : MOST_FRAME_BYTES
    const bytes =
      proof === undefined ? null : await this.#captures.frameBytes(capture, at.offset, Math.min(at.length, most))
    if (proof === undefined || bytes === null) throw new AppError('not-found')
    return {
      captureId,
      captureName: proof.captureName,
      frame: at.frame,
      at: isoOfMicros(proof.at),
      length: at.length,
      hex: bytes.toString('hex'),
    }
  }
}

type List = 'conversation' | 'operation'
interface Filter {
  readonly address?: string | undefined
  readonly kind?: OperationKind | undefined
}

/** The latest rows of each end from an index of its order, put together. */
export async function listRows<Row>(tx: Tx, list: List, keyset: Keyset, filter: Filter): Promise<Row[]> {
  const [order, limit] = [sql`${sql.ref(keyset.column)} desc, id`, sql`limit ${keyset.limit + 1}`]
  const ends = partsOf(filter).map(
    (part) => sql`(select * from ${sql.table(list)} where ${part} and ${beyond(keyset)} order by ${order} ${limit})`,
  )
  const { rows } = await sql<Row>`
    select * from (${sql.join(ends, sql` union all `)}) ends order by ${order} ${limit}`.execute(tx)
  return rows
}

/** Exact: of what names an address row by row, else from the counters that the store keeps. */
async function countList(tx: Tx, list: List, filter: Filter): Promise<number> {
  const { address, kind } = filter
  if (address !== undefined) {
    const counts = partsOf(filter).map((part) => sql`(select count(*) from ${sql.table(list)} where ${part})`)
    const { rows } = await sql<{ readonly total: number }>`select ${sql.join(counts, sql` + `)} as total`.execute(tx)
    return Number(rows[0]?.total)
  }
  let kept = tx.selectFrom('list_count').where('list', '=', list)
  if (kind !== undefined) kept = kept.where('kind', '=', kind)
  const row = await kept.select(sql<number | null>`sum(rows)::bigint`.as('total')).executeTakeFirst()
  return Number(row?.total ?? 0)
}

/** What a filter means, in parts that have no row in common: each end of an address has an index of its own. */
function partsOf({ address, kind }: Filter): readonly RawBuilder<boolean>[] {
  const ofKind = kind === undefined ? sql<boolean>`true` : sql<boolean>`kind = ${kind}`
  if (address === undefined) return [ofKind]
  const [client, server] = MAC.test(address) ? ['client_mac', 'server_mac'] : ['client_ip', 'server_ip']
  return [
    sql<boolean>`(${sql.ref(client)} = ${address} and ${ofKind})`,
    sql<boolean>`(${sql.ref(server)} = ${address} and ${sql.ref(client)} is distinct from ${address} and ${ofKind})`,
  ]
}

const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/

interface Place {
  readonly captureId: string
  readonly frame: number
  readonly offset: number
  readonly length: number
}

const BY_ID = ['id']
/** Every table whose rows carry a proof that a person of this domain may read, and what names a row of it. */
const PROVEN = {
  conversation: BY_ID,
  operation: BY_ID,
  anomaly: BY_ID,
  transfer_seen: BY_ID,
  logon_seen: BY_ID,
  discovery_seen: BY_ID,
  state_seen: BY_ID,
  value_seen: BY_ID,
  baseline_deviation: BY_ID,
  claim: ['site', 'mac', 'ip', 'field', 'value', 'protocol', 'method'],
  binding: ['site', 'mac', 'ip', 'vlan', 'ground', 'protocol'],
} as const satisfies Partial<Record<keyof MonitoringTables, readonly string[]>>

interface Proven {
  readonly table: string
  /** Columns of its key with their values. */
  readonly key: Readonly<Record<string, unknown>>
}

/**
 * A row that the packet at this place proves, whoever may read it: under row-level security no question of a person's reaches into a
 * document by an index. All rows of a capture are of its site, so one tells for all.
 */
export async function findProven(tx: Tx, place: Place): Promise<Proven | undefined> {
  for (const [table, columns] of Object.entries(PROVEN)) {
    const row = await tx
      .selectFrom(table as 'conversation')
      .select(columns.map((column) => sql.ref(column).as(column)))
      .where(sql<boolean>`(proof ->> 'captureId')::uuid = ${place.captureId}`)
      .where(sql<boolean>`(proof ->> 'frame')::bigint = ${place.frame}`)
      .where(sql<boolean>`proof @> ${JSON.stringify(place)}::jsonb`)
      .limit(1)
      .executeTakeFirst()
    if (row !== undefined) return { table, key: row }
  }
  return undefined
}

/** The proof of that row, if this person may read it. */
async function findProof(tx: Tx, { table, key }: Proven): Promise<CaptureProof | undefined> {
  let found = tx.selectFrom(table as 'conversation').select('proof')
  for (const [column, value] of Object.entries(key)) found = found.where(sql.ref(column), '=', value)
  return (await found.executeTakeFirst())?.proof as CaptureProof | undefined
}

function captureView(row: CaptureRow): CaptureView {
  return {
    id: idOfUuid('cap', row.id),
    site: row.site,
    name: row.name,
    bytes: row.bytes,
    sensor: row.sensor,
    createdBy: row.created_by,
    createdAt: isoOfMicros(row.created_at),
    packets: row.packets,
    firstAt: isoOrNull(row.first_at),
    lastAt: isoOrNull(row.last_at),
    isComplete: row.is_complete,
  }
}

function conversationView(row: ConversationRow): CellConversationView {
  return {
    id: row.id,
    clientIp: row.client_ip,
    clientMac: row.client_mac,
    serverIp: row.server_ip,
    serverMac: row.server_mac,
    protocol: row.protocol,
    portGuess: row.port_guess,
    transport: row.transport,
    serverPort: row.server_port,
    isAnswered: row.is_answered,
    packets: row.packets,
    bytes: row.bytes,
    firstAt: isoOfMicros(row.first_at),
    lastAt: isoOfMicros(row.last_at),
    functions: [...functionsOf(row)],
    details: [...detailsOf(row)],
    verdict: row.verdict as CellConversationView['verdict'],
    conduit: row.conduit,
    rule: row.rule,
    ...placeOfProof(row.proof),
  }
}

function operationView(row: OperationRow): OperationView {
  return {
    id: row.id,
    at: isoOfMicros(row.at),
    protocol: row.protocol,
    kind: row.kind as OperationKind,
    code: row.code,
    name: row.name,
    clientIp: row.client_ip,
    clientMac: row.client_mac,
    serverIp: row.server_ip,
    serverMac: row.server_mac,
    target: row.target,
    result: row.result,
    count: row.count,
    ...placeOfProof(row.proof),
  }
}
