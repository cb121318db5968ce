// Use cases of the shadow room: the list and its export, one finding, decisions about one or many, how long findings wait.
import type {
  DecisionResult,
  ShadowColumn,
  ShadowFilter,
  ShadowMetrics,
  ShadowRecord,
  ShadowRow,
  ShadowSort,
} from '@penstock/contract/shadow'
import { type EpochMicros, idOfUuid, isoOfMicros, isoOrNull, uuidOfId } from '@penstock/model/kernel'
import { decideTriage, type TriageDecision } from '@penstock/model/shadow'
import { appendAudit } from '@penstock/server/audit'
import { recordChange } from '@penstock/server/facts'
import { fileNameOf, momentOf, scopeText } from '@penstock/server/history'
import { AppError, type Caller, maySeeSite, type Paged, pagedBy } from '@penstock/server/http'
import { type Clock, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import { type Scope, type Store, sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { csvHead, csvLines } from './csv.ts'
import type { FindingRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { shadowRecord, shadowRow } from './views.ts'

export interface ShadowOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly scopeOf: (caller: Caller) => Scope
  readonly onChange: () => void
  /** Names of the people who decided, by account. */
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
}

interface Page {
  readonly sort: ShadowSort
  readonly cursor?: string | undefined
  readonly limit: number
}

interface Decided {
  readonly decision: TriageDecision
  readonly reason: string
}

interface Named {
  readonly id: string
  readonly version: number
}

type Refused = DecisionResult['refused'][number] & { readonly details?: unknown }

const EXPORT_PAGE = 1000

export class ShadowService {
  readonly #options: ShadowOptions

  constructor(options: ShadowOptions) {
    this.#options = options
  }

  async list(caller: Caller, filter: ShadowFilter, page: Page, asOf?: EpochMicros): Promise<Paged<ShadowRow>> {
    const moment = this.moment(asOf)
    return await this.#read(caller, async (tx) => {
      const { items, nextCursor } = await pageOf(tx, filter, moment, page)
      return { items, nextCursor, total: await queries.countFindings(tx, filter, moment) }
    })
  }

  /** The instant that is asked about; refuses one that has not been. */
  moment(asOf: EpochMicros | undefined): queries.Moment {
    const now = this.#options.clock()
    const asked = momentOf({ asOf, clock: 'learned' }, now)
    return { at: asked?.at ?? now, isPast: asked !== null }
  }

  /** Name of the file that an export is. */
  exportName({ site }: ShadowFilter, { at, isPast }: queries.Moment): string {
    return fileNameOf('shadow', site, 'csv', this.#options.clock(), isPast ? { at, clock: 'learned' } : null)
  }

  /** Lines of a CSV file, page after page; all as of one instant. */
  async *export(
    caller: Caller,
    filter: ShadowFilter,
    sort: ShadowSort,
    columns: readonly ShadowColumn[],
    moment: queries.Moment,
  ): AsyncGenerator<string> {
    const { site, ...narrowed } = filter
    const about = `Penstock shadow infrastructure | ${scopeText(site, narrowed, sort)} | as of ${isoOfMicros(moment.at)}`
    yield csvHead(about, columns)
    let cursor: string | null | undefined
    do {
      const page = { sort, cursor: cursor ?? undefined, limit: EXPORT_PAGE }
      const { items, nextCursor } = await this.#read(caller, (tx) => pageOf(tx, filter, moment, page))
      if (items.length > 0) yield csvLines(items, columns)
      cursor = nextCursor
    } while (cursor !== null)
  }

  async record(caller: Caller, shadowId: string, asOf?: EpochMicros): Promise<ShadowRecord> {
    const id = uuidOfId(shadowId)
    if (id === null) throw new AppError('not-found')
    const moment = this.moment(asOf)
    const names = await this.#options.accountNames()
    return await this.#read(caller, async (tx) => {
      const row = await queries.findStanding(tx, id, moment)
      if (row === undefined) throw new AppError('not-found')
      return shadowRecord(row, await queries.listSteps(tx, id, moment.at), names, caller)
    })
  }

  async metrics(
    caller: Caller,
    asked: { site?: string | undefined; at?: EpochMicros | undefined },
  ): Promise<ShadowMetrics> {
    const { at } = this.moment(asked.at)
    const waiting = await this.#read(caller, (tx) => queries.countWaiting(tx, asked.site, at))
    const { undecided, critical, high, medium, low, median, oldest } = waiting
    const bySeverity = [critical, high, medium, low]
    return {
      at: isoOfMicros(at),
      undecided,
      bySeverity,
      unknownSeverity: undecided - bySeverity.reduce((sum, count) => sum + count, 0),
      medianAgeMicros: median === null ? null : Math.floor(median),
      oldestAgeMicros: oldest,
    }
  }

  /** Decides about one; refuses what was not seen as it stands. */
  async decide(caller: Caller, named: Named, decided: Decided): Promise<ShadowRecord> {
    const { refused } = await this.#decide(caller, [named], decided)
    const [refusal] = refused
    if (refusal !== undefined) throw new AppError(refusal.code as AppError['code'], refusal.details)
    return await this.record(caller, named.id)
  }

  /** The same decision for several: each is decided or refused by itself, all in one transaction. */
  async decideMany(caller: Caller, findings: readonly Named[], decided: Decided): Promise<DecisionResult> {
    const { refused, count } = await this.#decide(caller, findings, decided)
    return { decided: count, refused: refused.map(({ id, code }) => ({ id, code })) }
  }

  async #decide(caller: Caller, findings: readonly Named[], { decision, reason }: Decided) {
    const wanted = new Map(findings.map((named) => [uuidOfId(named.id), named]))
    const done = await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      // Of the clock when the rows are held: whoever waited for them decides after the one waited for.
      const rows = await queries.lockFindings(
        tx,
        [...wanted.keys()].filter((id) => id !== null),
      )
      const at = this.#options.clock()
      const known = new Map(rows.map((row) => [row.id, row]))
      const refused: Refused[] = []
      const sites = new Set<string>()
      let count = 0
      for (const [id, named] of wanted) {
        const row = id === null ? undefined : known.get(id)
        const refusal =
          row === undefined
            ? { code: 'not-found' }
            : await decideOne(tx, caller, row, named.version, decision, reason, at)
        if (refusal !== null) {
          refused.push({ id: named.id, ...refusal })
          continue
        }
        count++
        sites.add(row!.site)
      }
      for (const site of sites) await recordChange(tx, { kind: 'shadow', site, object: site }, at)
      return { refused, count }
    })
    if (done.count > 0) this.#options.onChange()
    return done
  }

  async #read<T>(caller: Caller, run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(this.#options.scopeOf(caller), run)
  }
}

async function pageOf(tx: Tx, filter: ShadowFilter, moment: queries.Moment, { sort, ...page }: Page) {
  const keyset = queries.keysetBy(sort, page)
  const { items, nextCursor } = pagedBy(keyset, await queries.listPage(tx, filter, moment, keyset), 0)
  return { items: items.map(shadowRow), nextCursor }
}

/** Null when it was decided, with its step and its audit entry. Whoever owns the zone decides: people of the domain that saw it. */
async function decideOne(
  tx: Tx,
  caller: Caller,
  row: FindingRow,
  version: number,
  decision: TriageDecision,
  reason: string,
  at: EpochMicros,
): Promise<Omit<Refused, 'id'> | null> {
  if (!row.is_told || !maySeeSite(caller, row.site)) return { code: 'not-found' }
  if (caller.domain !== row.cell) return { code: 'shadow.other-domain' }
  if (row.version !== version) return { code: 'version-moved', details: { version: row.version } }
  const result = decideTriage(queries.triageOf(row), decision, row.is_beside_control, at)
  if (!result.ok) return { code: result.refusal.code }
  const triage = result.value
  const { conduit = null, compensation = null, change = null } = { ...NOTHING, ...decision }
  await queries.setTriage(tx, row.id, triage, row.version + 1)
  const until = isoOrNull(triage.until)
  const told = { reason, owner: triage.owner, conduit, compensation, change }
  await queries.insertSteps(tx, [
    {
      ...told,
      id: newUuid(),
      finding_id: row.id,
      site: row.site,
      at: sqlInstant(at),
      state: triage.state,
      is_told: true,
      until,
      since: sqlInstant(triage.since),
      by: caller.subject,
      reopening: null,
    },
  ])
  const details = {
    ...told,
    state: triage.state,
    until,
    indicator: row.indicator,
    host: row.host,
    version: row.version + 1,
  }
  await appendAudit(tx, {
    actor: caller.subject,
    action: 'shadow.decide',
    object: idOfUuid('shd', row.id),
    details,
    at,
  })
  return null
}

const NOTHING: { conduit?: string | null; compensation?: string | null; change?: string | null } = {}
