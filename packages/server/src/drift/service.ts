// Use cases: comparisons of two instants, agreed states, drift since the last of them, gaps with their dates and trend.
import type {
  AgreedStateView,
  DiffFormat,
  DiffItem,
  DiffQuery,
  DiffView,
  DriftView,
  GapKind,
  GapView,
} from '@penstock/contract/drift'
import { GapKind as GapKinds } from '@penstock/contract/drift'
import { type Gap, gapsOf, openGapTrend } from '@penstock/model/history'
import { type EpochMicros, idOfUuid, isoOfMicros, isoOrNull, micros } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { recordChange } from '@penstock/server/facts'
import { fileNameOf, type Moment, momentOf, momentText, scopeText, spanOf } from '@penstock/server/history'
import { AppError, type Caller, cursorAfter, maySeeSite, offsetOf } from '@penstock/server/http'
import { findSite, readSite } from '@penstock/server/plant'
import { type Clock, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { countMoved, listMoved, registered, type Side, spoken, type Tx } from './comparing.ts'
import { datedFields, listFieldSources, listPasts } from './dates.ts'
import { fileOfDiff, TYPES } from './export.ts'
import { type GapClock, readGapRecords } from './gap-records.ts'
import * as queries from './queries.ts'

export interface DriftOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly scopeOf: (caller: Caller) => Scope
  readonly onChange: () => void
  /** Names of the people who agreed, by account. */
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
}

export type Subject = 'assets' | 'zones' | 'conversations'

export type DiffExport = Omit<DiffQuery, 'cursor' | 'limit'> & { readonly format: DiffFormat }

const EXPORT_PAGE = 500
/** What the time bar is cut into. */
const STEPS = 120

export class DriftService {
  readonly #options: DriftOptions

  constructor(options: DriftOptions) {
    this.#options = options
  }

  async diff(caller: Caller, site: string, subject: Subject, query: DiffQuery): Promise<DiffView> {
    const { from, to } = spanOf(query, this.#options.clock())
    const [before, after]: Moment[] = [
      { at: from, clock: query.clock },
      { at: to, clock: query.clock },
    ] as const
    const offset = offsetOf(query.cursor)
    return await readSite(this.#options, caller, site, async (tx) => {
      const side = sideOf(site, subject)
      const { text, field } = query
      const counts = await countMoved(tx, side, before!, after!, { text, field })
      const page = { text, field, change: query.change, offset, limit: query.limit }
      const moved = await listMoved(tx, side, before!, after!, page)
      const pasts = await listPasts(tx, site, moved, after!)
      const sources = await listFieldSources(tx, moved)
      const items = moved.map((item): DiffItem => {
        const { kind, label, change } = item
        const id = kind === 'asset' ? idOfUuid('ast', item.id) : item.id
        return { kind, id, label, change, fields: datedFields(item, pasts.get(`${kind} ${item.id}`) ?? [], sources) }
      })
      const total = query.change === undefined ? counts.added + counts.removed + counts.changed : counts[query.change]
      // Between two instants that have passed nothing moves on the clock of what we knew: a count of rows is a safe cursor.
      const nextCursor = cursorAfter(offset + query.limit, total)
      return { items, total, nextCursor, from: isoOfMicros(from), to: isoOfMicros(to), clock: query.clock, ...counts }
    })
  }

  /** The same as a file, and what it is called; page after page, each reading for itself. */
  async export(caller: Caller, site: string, subject: Subject, query: DiffExport) {
    const { format, ...given } = query
    const now = this.#options.clock()
    const { from, to } = spanOf(given, now)
    const asked = { ...given, from, to, limit: EXPORT_PAGE }
    const first = await this.diff(caller, site, subject, asked)
    const later = (cursor: string): Promise<DiffView> => this.diff(caller, site, subject, { ...asked, cursor })
    const pages = async function* (): AsyncGenerator<DiffView> {
      let page = first
      yield page
      while (page.nextCursor !== null) {
        page = await later(page.nextCursor)
        yield page
      }
    }
    const { change, text, field, clock } = given
    const scope = scopeText(site, { change, text, field }, 'name')
    const span = `from ${isoOfMicros(from)} to ${momentText({ at: to, clock })}`
    const about = `Penstock changes of ${subject} | ${scope} | ${span}`
    const stream = await fileOfDiff(format, about, pages())
    return { stream, type: TYPES[format], name: fileNameOf(`changes-${subject}`, site, format, now, { at: to, clock }) }
  }

  async listAgreed(caller: Caller, site: string): Promise<AgreedStateView[]> {
    const names = await this.#options.accountNames()
    return await readSite(this.#options, caller, site, async (tx) =>
      (await queries.listAgreed(tx, site)).map((row) => agreedView(row, names)),
    )
  }

  async agree(
    caller: Caller,
    site: string,
    given: { readonly name: string; readonly at?: EpochMicros | undefined; readonly reason: string },
  ): Promise<AgreedStateView> {
    const now = this.#options.clock()
    const at = momentOf({ asOf: given.at ?? now, clock: 'learned' }, now)?.at ?? now
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    const { name, reason } = given
    const row = { id: newUuid(), site, name, at, reason, agreed_by: caller.subject, agreed_at: now }
    await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      if ((await findSite(tx, site)) === undefined) throw new AppError('not-found')
      await queries.insertAgreed(tx, row)
      await recordChange(tx, { kind: 'site', site, object: site }, now)
      const details = { name, reason, at: isoOfMicros(at), agreedState: row.id }
      await appendAudit(tx, { actor: caller.subject, action: 'drift.agree', object: site, details, at: now })
    })
    this.#options.onChange()
    return agreedView(row, await this.#options.accountNames())
  }

  async drift(caller: Caller, site: string): Promise<DriftView> {
    const now = this.#options.clock()
    const names = await this.#options.accountNames()
    return await readSite(this.#options, caller, site, async (tx) => {
      const [last] = await queries.listAgreed(tx, site)
      const kinds = kindsOf(caller)
      const gaps = (await this.#gaps(tx, site, 'learned', kinds)).gaps
      const count = async (subject: Subject) =>
        last === undefined
          ? null
          : await countMoved(
              tx,
              sideOf(site, subject),
              { at: last.at, clock: 'learned' },
              { at: now, clock: 'learned' },
            )
      return {
        agreed: last === undefined ? null : agreedView(last, names),
        now: isoOfMicros(now),
        assets: await count('assets'),
        zones: caller.permissions.has('zone:read') ? await count('zones') : null,
        conversations: caller.permissions.has('monitoring:read') ? await count('conversations') : null,
        gaps: kinds.map((kind) => {
          const own = gaps.filter((gap) => gap.key.startsWith(`${kind} `))
          const openWhenAgreed = last === undefined ? null : own.filter((gap) => isOpenAt(gap, last.at)).length
          return { kind, open: own.filter(({ closedAt }) => closedAt === null).length, openWhenAgreed }
        }),
      }
    })
  }

  async gaps(
    caller: Caller,
    site: string,
    asked: {
      readonly kind?: GapKind | undefined
      readonly state?: 'open' | 'closed' | undefined
      readonly clock: GapClock
      readonly cursor?: string | undefined
      readonly limit: number
    },
  ) {
    const offset = offsetOf(asked.cursor)
    return await readSite(this.#options, caller, site, async (tx) => {
      const kinds = kindsOf(caller).filter((kind) => asked.kind === undefined || kind === asked.kind)
      const { gaps, labels } = await this.#gaps(tx, site, asked.clock, kinds)
      const found = gaps
        .filter(({ closedAt }) => asked.state === undefined || (closedAt === null) === (asked.state === 'open'))
        .toReversed()
      const items = found.slice(offset, offset + asked.limit).map((gap) => gapView(gap, labels))
      return { items, total: found.length, nextCursor: cursorAfter(offset + asked.limit, found.length) }
    })
  }

  async trend(
    caller: Caller,
    site: string,
    asked: {
      readonly from: EpochMicros
      readonly to?: EpochMicros | undefined
      readonly kind?: GapKind | undefined
      readonly clock: GapClock
    },
  ) {
    const { from, to } = spanOf(asked, this.#options.clock())
    return await readSite(this.#options, caller, site, async (tx) => {
      const kinds = kindsOf(caller).filter((kind) => asked.kind === undefined || kind === asked.kind)
      const { gaps } = await this.#gaps(tx, site, asked.clock, kinds)
      return { points: openGapTrend(gaps, from, to).map(({ at, ...counts }) => ({ at: isoOfMicros(at), ...counts })) }
    })
  }

  async timeline(caller: Caller, site: string, clock: GapClock) {
    const to = this.#options.clock()
    return await readSite(this.#options, caller, site, async (tx) => {
      const from = (await queries.findFirst(tx, site, clock)) ?? to
      const rows = await queries.countSteps(tx, site, clock, from, to, STEPS)
      const steps = rows.map(({ step, changes, worst }) => {
        const at = micros(from + Math.floor(((to - from) * step) / STEPS))
        return { at: isoOfMicros(at), changes, worst: caller.permissions.has('zone:read') ? worst : null }
      })
      return { from: isoOfMicros(from), to: isoOfMicros(to), steps }
    })
  }

  async #gaps(tx: Tx, site: string, clock: GapClock, kinds: readonly GapKind[]) {
    const [last] = await queries.listAgreed(tx, site)
    const { stretches, labels } = await readGapRecords(tx, site, clock, last?.at ?? null, kinds)
    return { gaps: gapsOf(stretches), labels }
  }
}

/** Breaches and conduits are for people who may see zones. */
function kindsOf(caller: Caller): readonly GapKind[] {
  if (caller.permissions.has('zone:read')) return GapKinds.options
  return GapKinds.options.filter((kind) => kind !== 'breach' && kind !== 'conduit-never-seen')
}

function sideOf(site: string, subject: Subject): Side {
  if (subject === 'conversations') return spoken(site)
  return registered(site, subject === 'assets' ? ['asset'] : ['zone', 'conduit', 'flow'])
}

function isOpenAt({ openedAt, closedAt }: Gap, at: EpochMicros): boolean {
  return openedAt <= at && (closedAt === null || at < closedAt)
}

function agreedView(row: queries.AgreedRow, names: ReadonlyMap<string, string>): AgreedStateView {
  return {
    id: idOfUuid('agr', row.id),
    site: row.site as AgreedStateView['site'],
    name: row.name,
    at: isoOfMicros(row.at),
    reason: row.reason,
    agreedBy: row.agreed_by,
    agreedByName: names.get(row.agreed_by) ?? null,
    agreedAt: isoOfMicros(row.agreed_at),
  }
}

const ID_KIND = {
  'unregistered-talker': 'tlk',
  breach: 'brc',
  'owner-unknown': 'ast',
  'zone-unknown': 'ast',
  'version-differs': 'ast',
} as const

function gapView(gap: Gap, labels: ReadonlyMap<string, string>): GapView {
  const at = gap.key.indexOf(' ')
  const kind = GapKinds.parse(gap.key.slice(0, at))
  const id = gap.key.slice(at + 1)
  return {
    kind,
    id: kind === 'conduit-never-seen' ? id : idOfUuid(ID_KIND[kind], id),
    label: labels.get(gap.key) ?? id,
    openedAt: isoOfMicros(gap.openedAt),
    widenedAt: gap.widenedAt.map(isoOfMicros),
    narrowedAt: gap.narrowedAt.map(isoOfMicros),
    closedAt: isoOrNull(gap.closedAt),
  }
}
