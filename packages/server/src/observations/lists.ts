// What people of the cell's domain read: captures, conversations and operations in detail, and the packet behind a row.
import type { CaptureView, CellConversationView, FrameView, OperationView } from '@penstock/contract/observations'
import { type EpochMicros, idOfUuid, isoOfMicros, uuidOfId } from '@penstock/model/kernel'
import type { OperationKind } from '@penstock/model/observations'
import { AppError, beyond, type Caller, isWhole, keysetOf, type Paged, pagedBy } from '@penstock/server/http'
import { CELL_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CaptureProof, MonitoringTables } from '@penstock/store/tables'
import { type SelectQueryBuilder, sql } from 'kysely'
import type { Captures } from './captures.ts'
import { detailsOf, functionsOf } from './merge.ts'
import type { CaptureRow, ConversationRow, OperationRow, Tx } from './queries.ts'
import { placeOfProof, readingScope } from './reading.ts'

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
    return await this.#store.transaction(readingScope(caller), async (tx) => {
      const keyset = keysetOf(page, { sort: '-last_at', column: 'last_at', kind: 'instant', isAlwaysKnown: true })
      const found = tx.selectFrom('conversation').where(isAtAddress(page.address))
      const rows = await found
        .selectAll()
        .where(beyond(keyset))
        .orderBy('last_at', 'desc')
        .orderBy('id')
        .limit(page.limit + 1)
        .execute()
      const total = isWhole(keyset, rows)
        ? rows.length
        : await countList(tx, 'conversation', page.address === undefined ? null : found)
      const { items, ...rest } = pagedBy(keyset, rows, total)
      return { ...rest, items: items.map(conversationView) }
    })
  }

  async operations(caller: Caller, page: Page & { kind?: OperationKind | undefined }): Promise<Paged<OperationView>> {
    return await this.#store.transaction(readingScope(caller), async (tx) => {
      const keyset = keysetOf(page, { sort: '-at', column: 'at', kind: 'instant', isAlwaysKnown: true })
      let found = tx.selectFrom('operation').where(isAtAddress(page.address))
      if (page.kind !== undefined) found = found.where('kind', '=', page.kind)
      const rows = await found
        .selectAll()
        .where(beyond(keyset))
        .orderBy('at', 'desc')
        .orderBy('id')
        .limit(page.limit + 1)
        .execute()
      const total = isWhole(keyset, rows)
        ? rows.length
        : await countList(tx, 'operation', page.address === undefined ? null : found, page.kind)
      const { items, ...rest } = pagedBy(keyset, rows, total)
      return { ...rest, items: items.map(operationView) }
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
    const bytes =
      proof === undefined ? null : await this.#captures.frameBytes(capture, at.offset, Math.min(at.length, 512))
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

/** Exact: of what names an address row by row, else from the counters that the store keeps. */
async function countList(
  tx: Tx,
  list: 'conversation' | 'operation',
  ofAddress: SelectQueryBuilder<MonitoringTables, never, object> | null,
  kind?: OperationKind,
): Promise<number> {
  if (ofAddress !== null) {
    const counted = await ofAddress
      .select((select) => select.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return Number(counted.total)
  }
  let kept = tx.selectFrom('list_count').where('list', '=', list)
  if (kind !== undefined) kept = kept.where('kind', '=', kind)
  const row = await kept.select(sql<number | null>`sum(rows)::bigint`.as('total')).executeTakeFirst()
  return Number(row?.total ?? 0)
}

interface Place {
  readonly captureId: string
  readonly frame: number
  readonly offset: number
  readonly length: number
}

/** Every table whose rows carry a proof that a person of this domain may read. */
const PROVEN = [
  'conversation',
  'operation',
  'anomaly',
  'transfer_seen',
  'logon_seen',
  'discovery_seen',
  'state_seen',
  'value_seen',
] as const

interface Proven {
  readonly table: (typeof PROVEN)[number]
  readonly id: string
}

/**
 * A row that the packet at this place proves, whoever may read it: under row-level security no question of a person's reaches into a
 * document by an index. All rows of a capture are of its site, so one tells for all.
 */
export async function findProven(tx: Tx, place: Place): Promise<Proven | undefined> {
  for (const table of PROVEN) {
    const row = await tx
      .selectFrom(table as 'conversation')
      .select('id')
      .where(sql<boolean>`(proof ->> 'captureId')::uuid = ${place.captureId}`)
      .where(sql<boolean>`(proof ->> 'frame')::bigint = ${place.frame}`)
      .where(sql<boolean>`proof @> ${JSON.stringify(place)}::jsonb`)
      .limit(1)
      .executeTakeFirst()
    if (row !== undefined) return { table, id: row.id }
  }
  return undefined
}

/** The proof of that row, if this person may read it. */
async function findProof(tx: Tx, { table, id }: Proven): Promise<CaptureProof | undefined> {
  const row = await tx
    .selectFrom(table as 'conversation')
    .select('proof')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.proof as CaptureProof | undefined
}

/** Rows of which either end has this address; every row without one. */
function isAtAddress(address: string | undefined) {
  if (address === undefined) return sql<boolean>`true`
  return sql<boolean>`${address} in (client_ip, server_ip, client_mac, server_mac)`
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
    firstAt: row.first_at === null ? null : isoOfMicros(row.first_at),
    lastAt: row.last_at === null ? null : isoOfMicros(row.last_at),
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
