// The front page: counts, freshness and the checklist, all from real state.
import type { ChecklistStep, HomeView } from '@penstock/contract/home'
import { type Domain, type EpochMicros, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import { countKnown } from '@penstock/server/assets'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'

type Tx = Transaction<CoreTables>

const ZONE_MODEL = 'zone-model/'

export interface HomeOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly scopeOf: (caller: Caller) => Scope
  /** When each cell was last heard; null while it does not answer. */
  readonly heardAt: (domain: Domain) => EpochMicros | null
  readonly isAccountSecure: (caller: Caller) => Promise<boolean>
}

export class HomeService {
  readonly #options: HomeOptions

  constructor(options: HomeOptions) {
    this.#options = options
  }

  async read(caller: Caller, wanted: string | undefined): Promise<HomeView> {
    const { store, clock, scopeOf, heardAt, isAccountSecure } = this.#options
    if (wanted !== undefined && !maySeeSite(caller, wanted)) throw new AppError('not-found')
    const cells = await store.transaction(HUB_SERVICE, (tx) => cellStates(tx, caller))
    const isSecure = await isAccountSecure(caller)
    return await store.transaction(scopeOf(caller), async (tx) => {
      const sites = await tx.selectFrom('site').selectAll().orderBy('created_at').orderBy('site').execute()
      const site = sites.find((row) => row.site === wanted) ?? sites[0]
      const key = site?.site
      const answers = await countKnown(tx, key)
      const breaches = await breachCounts(tx, key)
      const talkers = await talkerCounts(tx, key)
      const conversations = await edgeCounts(tx, key)
      const plant = key === undefined ? 0 : await countPlantItems(tx, key)
      const seen = conversations.allowed + conversations.notAllowed + conversations.unknown
      const observed = await countObserved(tx, key)
      const checklist: ChecklistStep[] = [
        step('secure-account', isSecure ? 1 : 0, 1),
        step('load-capture', observed > 0 ? 1 : 0, 1),
        step('name-site', site?.named_at == null ? 0 : 1, 1),
        step(
          'review-assets',
          answers.byStatus.confirmed,
          answers.byStatus.confirmed + answers.byStatus.observed,
          observed > 0,
        ),
        step('import-plant', plant > 0 ? 1 : 0, 1),
        step('see-breaches', seen > 0 && plant > 0 ? 1 : 0, 1),
        step('register-talkers', talkers.closed, talkers.open + talkers.closed, plant > 0 && observed > 0),
      ]
      return {
        asOf: isoOfMicros(clock()),
        site: key ?? null,
        siteName: site?.name ?? null,
        answers,
        openBreaches: { total: breaches.reduce((sum, count) => sum + count, 0), bySeverity: breaches },
        unregistered: talkers.open,
        conversations,
        cells: (['it', 'ot'] as const).map((domain) => {
          const heard = heardAt(domain)
          const state = cells.get(domain)
          return {
            domain,
            isAnswering: heard !== null,
            heardAt: isoOrNull(heard ?? state?.heardAt ?? null),
            lastObservedAt: state?.observedAt == null ? null : isoOfMicros(state.observedAt),
            zoneModelVersion: state?.zoneModelVersion ?? null,
          }
        }),
        checklist,
      }
    })
  }
}

/** A step with a count is done when nothing is left of it; one that has not begun is never done. */
function step(name: ChecklistStep['step'], done: number, total: number, hasBegun = true): ChecklistStep {
  return { step: name, isDone: hasBegun && done >= total, done, total }
}

/** As far as this person's sites go: when others were heard is theirs to know. */
async function cellStates(tx: Tx, caller: Caller) {
  const cursors = await tx.selectFrom('fact_cursor').selectAll().execute()
  const states = new Map<
    string,
    { heardAt: EpochMicros; observedAt: EpochMicros | null; zoneModelVersion: number | null }
  >()
  for (const cursor of cursors) {
    let newest = tx
      .selectFrom('conversation')
      .select((select) => select.fn.max('last_at').as('at'))
      .where('cell', '=', cursor.cell)
    if (caller.sites !== '*') newest = newest.where('site', 'in', ['', ...caller.sites])
    const last = await newest.executeTakeFirst()
    const models = Object.entries(cursor.holds).filter(
      ([kind]) => kind.startsWith(ZONE_MODEL) && maySeeSite(caller, kind.slice(ZONE_MODEL.length)),
    )
    states.set(cursor.cell, {
      heardAt: cursor.heard_at ?? (0 as EpochMicros),
      observedAt: last?.at ?? null,
      zoneModelVersion: models.length === 0 ? null : Math.max(...models.map(([, version]) => version)),
    })
  }
  return states
}

async function breachCounts(tx: Tx, site: string | undefined): Promise<number[]> {
  const counts = [0, 0, 0, 0]
  if (site === undefined) return counts
  const rows = await tx
    .selectFrom('breach')
    .select((select) => ['severity', select.fn.countAll<number>().as('count')])
    .where('site', '=', site)
    .where('state', '=', 'open')
    .groupBy('severity')
    .execute()
  for (const row of rows) counts[row.severity - 1] = Number(row.count)
  return counts
}

async function talkerCounts(
  tx: Tx,
  site: string | undefined,
): Promise<{ readonly open: number; readonly closed: number }> {
  if (site === undefined) return { open: 0, closed: 0 }
  const rows = await tx
    .selectFrom('unregistered_talker')
    .select((select) => ['state', select.fn.countAll<number>().as('count')])
    .where('site', '=', site)
    .groupBy('state')
    .execute()
  const of = (state: string): number => Number(rows.find((row) => row.state === state)?.count ?? 0)
  return { open: of('open'), closed: of('closed') }
}

async function edgeCounts(tx: Tx, site: string | undefined): Promise<HomeView['conversations']> {
  if (site === undefined) return { allowed: 0, notAllowed: 0, unknown: 0 }
  const rows = await tx
    .selectFrom('zone_edge')
    .select((select) => ['verdict', select.fn.sum<number>('conversations').as('count')])
    .where('site', '=', site)
    .groupBy('verdict')
    .execute()
  const of = (verdict: string): number => Number(rows.find((row) => row.verdict === verdict)?.count ?? 0)
  return { allowed: of('allowed'), notAllowed: of('not-allowed'), unknown: of('unknown') }
}

async function countPlantItems(tx: Tx, site: string): Promise<number> {
  const row = await tx
    .selectFrom('plant_import')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('site', '=', site)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

async function countObserved(tx: Tx, site: string | undefined): Promise<number> {
  if (site === undefined) return 0
  const row = await tx
    .selectFrom('asset')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('site', '=', site)
    .where('last_at', 'is not', null)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
