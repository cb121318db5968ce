// Use cases of the traffic room: the list in pages, one conversation, the graph of one question, the export.
import type {
  CellHeard,
  ConversationColumn,
  ConversationFilter,
  ConversationRecord,
  ConversationSort,
  ConversationView,
  TrafficGraph,
} from '@penstock/contract/traffic'
import { isQuestion } from '@penstock/contract/traffic'
import { type Domain, type EpochMicros, isoOfMicros, isoOrNull, uuidOfId } from '@penstock/model/kernel'
import { findAssetLabels } from '@penstock/server/assets'
import { fileNameOf, type Moment, momentText, scopeText } from '@penstock/server/history'
import { AppError, type Caller, isWhole, type Keyset, keysetOf, pagedBy } from '@penstock/server/http'
import type { Clock } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { csvHead, csvLines } from './csv.ts'
import {
  conditionsOf,
  type EitherEnd,
  eitherEnd,
  historyConditions,
  isAllHistory,
  isByHistory,
  isCounted,
  isJudged,
  isNamed,
  isOneOf,
  type Question,
  questionOf,
  type Tx,
  zonesOfNow,
} from './filter.ts'
import { drawGraph, named } from './graph.ts'
import type { KnownRow } from './queries.ts'
import * as queries from './queries.ts'
import { conversationRecord, conversationView } from './views.ts'
import { countEnded, listZoneThen, type ZoneThen } from './zone-then.ts'

export interface TrafficOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly scopeOf: (caller: Caller) => Scope
  /** When each cell was last heard; null while it does not answer. */
  readonly heardAt: (domain: Domain) => EpochMicros | null
  /** Where counting stops when the counters do not know the answer; 3,000 unless told. */
  readonly countedTo?: number
}

interface Page {
  readonly sort: ConversationSort
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Conversations that one graph is put together from; the latest ones when a question means more. */
const GATHERED = 10_000
const EXPORT_PAGE = 1000

const COLUMNS = { lastAt: 'last_at', firstAt: 'first_at', bytes: 'bytes' } as const

export class TrafficService {
  readonly #options: TrafficOptions
  readonly #countedTo: number

  constructor(options: TrafficOptions) {
    this.#options = options
    this.#countedTo = options.countedTo ?? queries.COUNTED_TO
  }

  async list(caller: Caller, filter: ConversationFilter, page: Page) {
    return await this.#read(caller, async (tx) => {
      const asked = askedOf(await questionOf(tx, filter), this.#options.clock())
      const { items, nextCursor, total: known } = await this.#page(tx, asked, page)
      const total = known ?? (await countOf(tx, filter, asked.conditions, this.#countedTo))
      return { items, nextCursor, total: total.conversations, totalIs: total.is, ...this.#heard(caller, filter) }
    })
  }

  /** As it is known, or as it was at an instant; what was not known then is absent. */
  async record(caller: Caller, conversationId: string, asOf?: EpochMicros): Promise<ConversationRecord> {
    const id = uuidOfId(conversationId)
    if (id === null) throw new AppError('not-found')
    return await this.#read(caller, async (tx) => {
      const row = await queries.findConversation(tx, id)
      if (row === undefined || (asOf !== undefined && row.known_at > asOf)) throw new AppError('not-found')
      const severity = asOf === undefined ? ((await queries.findSeverities(tx, [id])).get(id) ?? null) : null
      const labels = await findAssetLabels(tx, [row.client_asset, row.server_asset])
      const history = { verdicts: await queries.listVerdicts(tx, id), states: await queries.listStates(tx, id) }
      return conversationRecord({ ...row, severity }, labels, history, asOf)
    })
  }

  async graph(caller: Caller, filter: ConversationFilter, by: 'asset' | 'zone', most: number): Promise<TrafficGraph> {
    if (by === 'asset' && !isQuestion(filter)) throw new AppError('traffic.question-needed')
    return await this.#read(caller, async (tx) => {
      const question = await questionOf(tx, filter)
      const conditions = conditionsOf(question, this.#options.clock())
      const given = { asOf: filter.asOf, isFew: isNamed(filter) }
      const pairs =
        by === 'zone' && isCounted(filter)
          ? await queries.countZonePairs(tx, filter)
          : await queries.gatherPairs(tx, conditions, given, GATHERED)
      const unnamed = drawGraph(pairs, by, most)
      const labels = await findAssetLabels(
        tx,
        unnamed.nodes.map(({ asset }) => asset),
      )
      const drawn = named(unnamed, labels)
      return {
        by,
        ...drawn,
        total: await countOf(tx, filter, conditions, this.#countedTo),
        ...this.#heard(caller, filter),
      }
    })
  }

  /** Name of the file that an export is. */
  exportName(filter: ConversationFilter): string {
    return fileNameOf('conversations', filter.site, 'csv', this.#options.clock(), momentOf(filter))
  }

  /** Lines of a CSV file, page after page, so that a million rows never stand in memory; each page reads for itself. */
  async *export(
    caller: Caller,
    filter: ConversationFilter,
    sort: ConversationSort,
    columns: readonly ConversationColumn[],
  ): AsyncGenerator<string> {
    // One instant for `seen` and `began` in every page.
    const now = this.#options.clock()
    const { site, asOf: _asOf, ...narrowed } = filter
    const moment = momentOf(filter)
    const then = moment === null ? isoOfMicros(now) : momentText(moment)
    yield csvHead(`Penstock conversations | ${scopeText(site, narrowed, sort)} | as of ${then}`, columns)
    let cursor: string | null | undefined
    do {
      const page = { sort, cursor: cursor ?? undefined, limit: EXPORT_PAGE }
      const { items, nextCursor } = await this.#read(caller, async (tx) =>
        this.#page(tx, askedOf(await questionOf(tx, filter), now), page),
      )
      if (items.length > 0) yield csvLines(items, columns)
      cursor = nextCursor
    } while (cursor !== null)
  }

  async #page(
    tx: Tx,
    asked: Asked,
    { sort, cursor, limit }: Page,
  ): Promise<{ readonly items: ConversationView[]; readonly nextCursor: string | null; readonly total: Total | null }> {
    const keyset = keysetBy(sort, { cursor, limit })
    const { filter } = asked
    const found = await findRows(tx, asked, keyset, this.#countedTo)
    const { items: rows, nextCursor } = pagedBy(keyset, found.rows, 0)
    const breaches = rows.filter(({ verdict }) => verdict === 'not-allowed').map(({ id }) => id)
    // Severity is what the breach is now: of an instant in the past it is not known.
    const severities =
      filter.asOf === undefined ? await queries.findSeverities(tx, breaches) : new Map<string, number>()
    const known = rows.map((row): KnownRow => ({ ...row, severity: severities.get(row.id) ?? null }))
    const labels = await findAssetLabels(
      tx,
      known.flatMap((row) => [row.client_asset, row.server_asset]),
    )
    const items = known.map((row) => conversationView(row, labels, filter.asOf))
    return { items, nextCursor, total: found.total }
  }

  #heard(caller: Caller, { asOf }: ConversationFilter): { readonly asOf: string; readonly cells: CellHeard[] } {
    const { clock, heardAt } = this.#options
    const cells = (['it', 'ot'] as const)
      .filter((domain) => caller.domain === domain)
      .map((domain): CellHeard => {
        const heard = heardAt(domain)
        return { domain, isAnswering: heard !== null, heardAt: isoOrNull(heard) }
      })
    return { asOf: isoOfMicros(asOf ?? clock()), cells }
  }

  async #read<T>(caller: Caller, run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(this.#options.scopeOf(caller), run)
  }
}

/** Of conversations only what was known at an instant is kept. */
function momentOf({ asOf }: ConversationFilter): Moment | null {
  return asOf === undefined ? null : { at: asOf, clock: 'learned' }
}

type Total = TrafficGraph['total']
type Conditions = ReturnType<typeof conditionsOf>

interface Asked {
  readonly filter: ConversationFilter
  readonly conditions: Conditions
  readonly either: EitherEnd | null
}

function askedOf(question: Question, now: EpochMicros): Asked {
  return { filter: question.filter, conditions: conditionsOf(question, now), either: eitherEnd(question, now) }
}

/** The rows of a page, and how many there are where finding them has told. */
async function findRows(tx: Tx, { filter, conditions, either }: Asked, keyset: Keyset, upTo: number) {
  const { asOf } = filter
  const reading = { asOf, isFew: isNamed(filter), either }
  if (asOf !== undefined && isByHistory(filter)) {
    const states = historyConditions(filter)
    const counting = { asOf, isJudged: isJudged(filter), upTo }
    if ((await queries.countStates(tx, states, counting)) > upTo) {
      // Too many to look each up: in the order of the rows a page is soon full.
      const rows = await listManyThen(tx, { filter, conditions, states, asOf }, keyset, upTo)
      return { rows, total: isAllHistory(filter) ? atLeast(upTo) : null }
    }
    const then = await queries.findThen(tx, [...conditions, ...states], counting, keyset)
    return { rows: await listFound(tx, then, asOf, keyset), total: exactly(then.total) }
  }
  if (isNamed(filter) && either === null) {
    const named = await queries.findNamed(tx, conditions, { asOf, isJudged: isJudged(filter), upTo }, keyset)
    if (named.total <= upTo) return { rows: await listFound(tx, named, asOf, keyset), total: exactly(named.total) }
    return { rows: await queries.listPage(tx, conditions, reading, keyset), total: atLeast(upTo) }
  }
  const rows = await queries.listPage(tx, conditions, reading, keyset)
  return { rows, total: isWhole(keyset, rows) ? exactly(rows.length) : null }
}

async function listFound(tx: Tx, { ids }: queries.Found, asOf: EpochMicros | undefined, keyset: Keyset) {
  return await queries.listPage(tx, [isOneOf(ids)], { asOf, isFew: true }, keyset)
}

async function listManyThen(
  tx: Tx,
  { filter, ...given }: Omit<ZoneThen, 'now'> & Pick<Asked, 'filter'>,
  keyset: Keyset,
  upTo: number,
) {
  const now = keyset.sort === '-lastAt' ? zonesOfNow(filter) : null
  if (now !== null) {
    const asked = { ...given, now }
    if ((await countEnded(tx, asked, upTo)) <= upTo) return await listZoneThen(tx, asked, keyset)
  }
  return await queries.listPage(tx, given.conditions, { asOf: given.asOf, isFew: false }, keyset)
}

async function countOf(tx: Tx, filter: ConversationFilter, conditions: Conditions, upTo: number): Promise<Total> {
  if (isCounted(filter)) return exactly(await queries.countByKind(tx, filter))
  const counted = await queries.countRows(tx, conditions, { asOf: filter.asOf, isJudged: isJudged(filter), upTo })
  return counted <= upTo ? exactly(counted) : atLeast(upTo)
}

function atLeast(conversations: number): Total {
  return { conversations, is: 'at-least' }
}

function exactly(conversations: number): Total {
  return { conversations, is: 'exact' }
}

function keysetBy(
  sort: ConversationSort,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Keyset {
  const column = COLUMNS[sort.replace('-', '') as keyof typeof COLUMNS]
  return keysetOf(page, { sort, column, kind: column === 'bytes' ? 'number' : 'instant', isAlwaysKnown: true })
}
