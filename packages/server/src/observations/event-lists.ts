// What people of the cell's domain read of events: points, states, transfers, logons and questions, of a device or of the cell.
import type { DiscoveryView, LogonView, StateView, TransferView, ValueView } from '@penstock/contract/observations'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import type { Quality } from '@penstock/model/observations'
import { beyond, type Caller, isWhole, type Keyset, keysetOf, type Paged, pagedBy } from '@penstock/server/http'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import type { DiscoveryRow, EventList, LogonRow, StateRow, TransferRow, ValueRow } from './event-queries.ts'
import type { Tx } from './queries.ts'
import { placeOfProof, readingScope } from './reading.ts'

/** A page, with how many rows of these devices made room for newer ones. */
type EventPage<Item> = Paged<Item> & { readonly gone: number }

interface Place {
  readonly site?: string | undefined
  readonly address?: readonly string[] | undefined
}

interface Question extends Place {
  /** A module behind the addresses; without it everything of them. */
  readonly part?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

const LATEST = { sort: '-last_at', column: 'last_at', kind: 'instant', isAlwaysKnown: true } as const
const BY_POINT = { sort: 'point', column: 'point_order', kind: 'text', isAlwaysKnown: true } as const

export class EventLists {
  readonly #store: Store<MonitoringTables>

  constructor(store: Store<MonitoringTables>) {
    this.#store = store
  }

  async values(caller: Caller, question: Question): Promise<EventPage<ValueView>> {
    return await this.#store.transaction(readingScope(caller), async (tx) => {
      const keyset = keysetOf(question, BY_POINT)
      const found = tx.selectFrom('value_seen').where(isOfDevice(question)).where(isOfPart('point', question))
      const page = found.selectAll().where(beyond(keyset)).orderBy('point_order').orderBy('id')
      return await paged(tx, 'value_seen', question, keyset, page, found, valueView)
    })
  }

  /** Told again and again, a state is one row; of what several captures told the order of time decides, not that of reading. */
  async states(caller: Caller, question: Question & { readonly now: boolean }): Promise<EventPage<StateView>> {
    return await this.#store.transaction(readingScope(caller), async (tx) => {
      const keyset = keysetOf(question, LATEST)
      const found = tx
        .selectFrom(stateRuns(question).as('state'))
        .where(question.now ? sql<boolean>`is_now` : sql<boolean>`true`)
        .where(isOfPart('part', question))
      const page = found.selectAll().where(beyond(keyset)).orderBy('last_at', 'desc').orderBy('id')
      return await paged(tx, 'state_seen', question, keyset, page, found, stateView)
    })
  }

  async transfers(caller: Caller, question: Question): Promise<EventPage<TransferView>> {
    return await this.#store.transaction(readingScope(caller), async (tx) => {
      const keyset = keysetOf(question, LATEST)
      const found = tx.selectFrom('transfer_seen').where(isAtEitherEnd(question)).where(isOfModule(question))
      const page = found.selectAll().where(beyond(keyset)).orderBy('last_at', 'desc').orderBy('id')
      return await paged(tx, 'transfer_seen', question, keyset, page, found, transferView)
    })
  }

  async logons(caller: Caller, question: Question): Promise<EventPage<LogonView>> {
    return await this.#store.transaction(readingScope(caller), async (tx) => {
      const keyset = keysetOf(question, LATEST)
      const found = tx.selectFrom('logon_seen').where(isAtEitherEnd(question))
      const page = found.selectAll().where(beyond(keyset)).orderBy('last_at', 'desc').orderBy('id')
      return await paged(tx, 'logon_seen', question, keyset, page, found, logonView)
    })
  }

  async discoveries(caller: Caller, question: Question): Promise<EventPage<DiscoveryView>> {
    return await this.#store.transaction(readingScope(caller), async (tx) => {
      const keyset = keysetOf(question, LATEST)
      const found = tx.selectFrom('discovery_seen').where(isOfDevice(question))
      const page = found.selectAll().where(beyond(keyset)).orderBy('last_at', 'desc').orderBy('id')
      return await paged(tx, 'discovery_seen', question, keyset, page, found, discoveryView)
    })
  }
}

type AnyQuery<Row> = SelectQueryBuilder<MonitoringTables, never, Row>

async function paged<Row extends { readonly id: string }, View>(
  tx: Tx,
  list: EventList,
  question: Question,
  keyset: Keyset,
  page: AnyQuery<Row>,
  found: AnyQuery<object>,
  view: (row: Row) => View,
): Promise<EventPage<View>> {
  const rows = await page.limit(question.limit + 1).execute()
  const total = isWhole(keyset, rows) ? rows.length : await countOf(found)
  const { items, ...rest } = pagedBy(keyset, rows, total)
  return { ...rest, items: items.map(view), gone: await countGone(tx, list, question) }
}

async function countOf(found: AnyQuery<object>): Promise<number> {
  const counted = await found.select((select) => select.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return Number(counted.total)
}

async function countGone(tx: Tx, list: EventList, place: Place): Promise<number> {
  const row = await tx
    .selectFrom('device_count')
    .select(sql<number | null>`sum(gone)::bigint`.as('gone'))
    .where('list', '=', list)
    .where(isOfDevice(place))
    .executeTakeFirst()
  return Number(row?.gone ?? 0)
}

function isAtSite({ site }: Place): RawBuilder<boolean> {
  return site === undefined ? sql<boolean>`true` : sql<boolean>`site = ${site}`
}

function isOfDevice(place: Place): RawBuilder<boolean> {
  const { address } = place
  return address === undefined
    ? isAtSite(place)
    : sql<boolean>`(device = any(${address}::text[]) and ${isAtSite(place)})`
}

function isAtEitherEnd(place: Place): RawBuilder<boolean> {
  const { address } = place
  return address === undefined
    ? isAtSite(place)
    : sql<boolean>`((device = any(${address}::text[]) or client = any(${address}::text[])) and ${isAtSite(place)})`
}

/** A module's rows begin with its place: `unit 5 register 9` is of `unit 5`, and not of `unit 50`. */
function isOfPart(column: 'point' | 'part' | 'name', { part }: Question): RawBuilder<boolean> {
  if (part === undefined) return sql<boolean>`true`
  return sql<boolean>`(${sql.ref(column)} = ${part} or starts_with(${sql.ref(column)}, ${`${part} `}))`
}

/** Some protocols call a transfer by what it is first: `UMAS project of unit 5`, `file instance 1 in slot 3`. */
function isOfModule(question: Question): RawBuilder<boolean> {
  const { part } = question
  if (part === undefined) return sql<boolean>`true`
  const endsWith = (text: string) => sql<boolean>`right(name, ${text.length}) = ${text}`
  return sql<boolean>`(${isOfPart('name', question)} or ${endsWith(` of ${part}`)} or ${endsWith(` in ${part}`)})`
}

type StateRun = StateRow & { readonly told_at: EpochMicros; readonly is_now: boolean }

/** The first row of each run of equal values of a part and field, with when the run was told last and whether it is the last one. */
function stateRuns(place: Place): RawBuilder<StateRun> {
  return sql<StateRun>`(
    with told as (
      select *, lag(value) over before is distinct from value as is_first from state_seen where ${isOfDevice(place)}
      window before as (partition by site, device, part, field, protocol order by last_at, (proof ->> 'frame')::bigint, id)
    ), numbered as (
      select *, count(*) filter (where is_first) over before as run from told
      window before as (partition by site, device, part, field, protocol order by last_at, (proof ->> 'frame')::bigint, id)
    ), spans as (
      select *, max(last_at) over (partition by site, device, part, field, protocol, run) as told_at,
        run = max(run) over (partition by site, device, part, field, protocol) as is_now
      from numbered
    )
    select * from spans where is_first
  )`
}

type Common = Pick<StateRow, 'id' | 'device_ip' | 'device_mac' | 'protocol' | 'proof'>

function rowView(row: Common) {
  return {
    id: row.id,
    deviceIp: row.device_ip,
    deviceMac: row.device_mac,
    protocol: row.protocol,
    ...placeOfProof(row.proof),
    captureName: row.proof.captureName,
  }
}

function spanView(row: { readonly first_at: EpochMicros; readonly last_at: EpochMicros }) {
  return { firstAt: isoOfMicros(row.first_at), lastAt: isoOfMicros(row.last_at) }
}

function clientView(row: { readonly client_ip: string | null; readonly client_mac: string | null }) {
  return { clientIp: row.client_ip, clientMac: row.client_mac }
}

function valueView(row: ValueRow): ValueView {
  const { point, count, changes, min, max, first, last } = row
  const quality = row.quality as Quality[]
  return { ...rowView(row), point, count, changes, min, max, first, last, quality, ...spanView(row) }
}

function stateView(row: StateRun): StateView {
  return {
    ...rowView(row),
    part: row.part,
    field: row.field as StateView['field'],
    value: row.value,
    method: row.method,
    sinceAt: isoOfMicros(row.last_at),
    toldAt: isoOfMicros(row.told_at),
    isNow: row.is_now,
  }
}

function transferView(row: TransferRow): TransferView {
  return {
    ...rowView(row),
    ...clientView(row),
    kind: row.kind as TransferView['kind'],
    direction: row.direction as TransferView['direction'],
    name: row.name,
    bytes: row.bytes,
    announcedBytes: row.announced_bytes,
    sha256: row.sha256,
    result: row.result as TransferView['result'],
    ...spanView(row),
  }
}

function logonView(row: LogonRow): LogonView {
  const { method, account, count } = row
  const result = row.result as LogonView['result']
  return { ...rowView(row), ...clientView(row), method, account, result, count, ...spanView(row) }
}

function discoveryView(row: DiscoveryRow): DiscoveryView {
  return { ...rowView(row), method: row.method, count: row.count, ...spanView(row) }
}
