// Use cases of hunts in a cell: save, write anew, run, follow up. Each change is one transaction with its audit entry; results stay here.
import { createHash } from 'node:crypto'
import type { followUpRun, HuntRecord, HuntRunRecord, HuntsView, saveHunt } from '@penstock/contract/hunts'
import type { Body } from '@penstock/contract/route'
import { type HuntDraft, isOpenQuestion, nextDue, type StockHunt, subjectOf } from '@penstock/model/hunts'
import { type Domain, idOfUuid, isoOfMicros, uuidOfId } from '@penstock/model/kernel'
import type { SiteScope } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { CELL_SERVICE, type Clock, isSameJson, newUuid } from '@penstock/server/runtime'
import type { Scope } from '@penstock/store/state'
import { type Pseudonym, pseudonymRow } from './pseudonyms.ts'
import type { HuntRow, RunRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { doRun, TIMEOUT_MS, windowOf } from './runs.ts'
import type { SeeParts } from './see.ts'
import { huntRecord, huntView, runView } from './views.ts'

export interface HuntOptions extends SeeParts {
  readonly domain: Domain
  readonly clock: Clock
  readonly stock: readonly StockHunt[]
  readonly pseudonym: Pseudonym
  readonly timeoutMs?: number | undefined
}

/** Who asks, and whether people and hosts are pseudonyms to them. */
export interface Hunter {
  readonly caller: Caller
  readonly isPseudonymised: boolean
}

const MOST_HUNTS = 500
const MOST_RUNS = 50
/** Each may hold the engine for as long as a run may take. */
const AT_ONCE = 2

export class HuntService {
  readonly #options: HuntOptions
  #running = 0

  constructor(options: HuntOptions) {
    this.#options = options
  }

  async list(hunter: Hunter): Promise<HuntsView> {
    const { clock, stock, domain } = this.#options
    const { rows, runs } = await this.#read(hunter, async (tx) => {
      const rows = await queries.listHunts(tx, ownerOf(hunter), MOST_HUNTS)
      return { rows, runs: await queries.listRuns(tx, idsOf(rows), 1) }
    })
    const followUps = await this.#followUps(runs)
    const last = new Map(runs.map((run) => [run.hunt, runView(run, followUps)]))
    return {
      asOf: isoOfMicros(clock()),
      stock: stock.filter((each) => each.domain === domain),
      items: rows.map((row) => huntView(row, last.get(row.id) ?? null)),
      isPseudonymised: hunter.isPseudonymised,
    }
  }

  /** What hunts gave in a stretch: counts that name nobody. */
  async yieldOf(stretch: Parameters<typeof queries.countYield>[1]): Promise<{ done: number; promoted: number }> {
    return await this.#own((tx) => queries.countYield(tx, stretch))
  }

  async read(hunter: Hunter, huntId: string): Promise<HuntRecord> {
    const { row, runs } = await this.#read(hunter, async (tx) => {
      const row = await this.#hunt(tx, hunter, huntId)
      return { row, runs: await queries.listRuns(tx, [row.id], MOST_RUNS) }
    })
    const versions = await this.#own((tx) => queries.listVersions(tx, row.id))
    const followUps = await this.#followUps(runs)
    return huntRecord(
      row,
      versions,
      runs.map((run) => runView(run, followUps)),
    )
  }

  async save(hunter: Hunter, { key, stock, draft }: Body<typeof saveHunt>): Promise<HuntRecord> {
    const { caller } = hunter
    this.#checkDraft(hunter, draft)
    if (stock !== null && !this.#options.stock.some(({ id }) => id === stock)) throw new AppError('not-found')
    const at = this.#options.clock()
    const id = newUuid()
    await this.#own(async (tx) => {
      if ((await queries.countHunts(tx)) >= MOST_HUNTS) throw new AppError('hunts.too-many')
      const by = { owner: caller.subject, owner_name: caller.name }
      const row: HuntRow = {
        ...{ id, key, version: 1, site: draft.site, draft, stock, ...by },
        ...{ created_at: at, changed_at: at, halted: null },
        next_at: draft.schedule === null ? null : nextDue(draft.schedule, at),
      }
      if (!(await queries.insertHunt(tx, row))) throw new AppError('hunts.there-already')
      await queries.insertVersion(tx, { hunt: id, version: 1, draft, by: caller.subject, by_name: caller.name, at })
      await this.#audit(tx, caller, 'hunt.save', idOfUuid('hnt', id), { version: 1, sha256: hashOf(draft) })
    })
    return await this.read(hunter, idOfUuid('hnt', id))
  }

  async revise(
    hunter: Hunter,
    huntId: string,
    { version, draft }: { readonly version: number; readonly draft: HuntDraft },
  ): Promise<HuntRecord> {
    const { caller } = hunter
    this.#checkDraft(hunter, draft)
    const at = this.#options.clock()
    await this.#own(async (tx) => {
      const seen = await this.#hunt(tx, hunter, huntId)
      const row = (await queries.lockHunt(tx, seen.id)) ?? seen
      if (row.version !== version) throw new AppError('version-moved', { version: row.version })
      const next = version + 1
      const next_at = draft.schedule === null ? null : nextDue(draft.schedule, at)
      await queries.updateHunt(tx, row.id, {
        ...{ version: next, site: draft.site, draft, changed_at: at, next_at, halted: null },
      })
      await queries.insertVersion(tx, {
        ...{ hunt: row.id, version: next, draft, by: caller.subject, by_name: caller.name, at },
      })
      await this.#audit(tx, caller, 'hunt.revise', huntId, { version: next, sha256: hashOf(draft) })
    })
    return await this.read(hunter, huntId)
  }

  async run(hunter: Hunter, huntId: string): Promise<HuntRunRecord> {
    const { caller } = hunter
    const hunt = await this.#read(hunter, (tx) => this.#hunt(tx, hunter, huntId))
    if (this.#running >= AT_ONCE) throw new AppError('hunts.busy')
    this.#running++
    try {
      const row = this.newRun(hunt, caller.sites, { subject: caller.subject, name: caller.name })
      await this.#own(async (tx) => {
        await queries.insertRun(tx, row)
        await this.#audit(tx, caller, 'hunt.run', huntId, { run: idOfUuid('hrn', row.id), version: row.version })
      })
      await this.finish(row, hunt.draft)
      return await this.record(hunter, idOfUuid('hrn', row.id))
    } finally {
      this.#running--
    }
  }

  async record(hunter: Hunter, runId: string): Promise<HuntRunRecord> {
    const { isPseudonymised } = hunter
    const run = await this.#read(hunter, (tx) => this.#run(tx, hunter, runId))
    const rows = isPseudonymised ? run.rows.map((row) => pseudonymRow(row, this.#options.pseudonym)) : [...run.rows]
    return { ...runView(run, await this.#followUps([run])), rows, isPseudonymised }
  }

  async followUp(hunter: Hunter, runId: string, given: Body<typeof followUpRun>): Promise<HuntRunRecord> {
    const { caller } = hunter
    const { outcome, note, incident } = given
    if (outcome === 'promoted' && incident === null) throw new AppError('hunts.case-needed')
    const at = this.#options.clock()
    await this.#own(async (tx) => {
      const run = await this.#run(tx, hunter, runId)
      const by = { by: caller.subject, by_name: caller.name }
      await queries.insertFollowUp(tx, { id: newUuid(), run: run.id, at, ...by, outcome, note, incident })
      await this.#audit(tx, caller, 'hunt.follow-up', runId, { outcome, incident: incident?.id ?? null })
    })
    return await this.record(hunter, runId)
  }

  /** A run that has begun, in the window up to now. */
  newRun(
    hunt: HuntRow,
    sites: SiteScope,
    by: { readonly subject: string; readonly name: string } | null,
    due: RunRow['due_at'] = null,
  ): RunRow {
    const at = this.#options.clock()
    const looked: SiteScope = hunt.draft.site === null ? sites : [hunt.draft.site]
    const window = windowOf(hunt.draft.days, due ?? at, looked)
    return {
      ...{ id: newUuid(), hunt: hunt.id, version: hunt.version, by: by?.subject ?? null, by_name: by?.name ?? null },
      ...{ begun_at: at, ended_at: null, from_at: window.from, to_at: window.to },
      ...{ site: looked === '*' ? '*' : (looked[0] ?? ''), sites: looked === '*' ? ['*'] : [...looked] },
      ...{ state: 'running', found: null, counts: [], rows: [] },
      ...{ coverage: null, due_at: due },
    }
  }

  /** Looks, and keeps what came of it. */
  async finish(run: RunRow, draft: HuntDraft): Promise<void> {
    const { clock, timeoutMs = TIMEOUT_MS } = this.#options
    const sites = run.sites.includes('*') ? '*' : (run.sites as Exclude<SiteScope, '*'>)
    const end = await doRun({ ...this.#options, timeoutMs }, draft, { from: run.from_at, to: run.to_at, sites })
    await this.#own((tx) => queries.endRun(tx, run.id, { ...end, ended_at: clock() }))
  }

  /** Over the boundary only questions of events that name nobody, and those of them that come with the product. */
  #checkDraft({ caller, isPseudonymised }: Hunter, draft: HuntDraft): void {
    if (draft.site !== null && !maySeeSite(caller, draft.site)) throw new AppError('not-found')
    if (isPseudonymised && subjectOf(draft.question) !== 'events') throw new AppError('hunts.own-domain')
    const isStock = this.#options.stock.some(({ question }) => isSameJson(question, draft.question))
    if (isPseudonymised && !isStock && !isOpenQuestion(draft.question)) throw new AppError('hunts.names-somebody')
  }

  async #hunt(tx: Tx, hunter: Hunter, huntId: string): Promise<HuntRow> {
    const id = uuidOfId(huntId)
    const row = id === null || !huntId.startsWith('hnt_') ? undefined : await queries.findHunt(tx, id)
    const owner = ownerOf(hunter)
    const isSeen = row !== undefined && (row.site === null || maySeeSite(hunter.caller, row.site))
    if (!isSeen || (owner !== null && row.owner !== owner)) throw new AppError('not-found')
    return row
  }

  async #run(tx: Tx, hunter: Hunter, runId: string): Promise<RunRow> {
    const id = uuidOfId(runId)
    const row = id === null || !runId.startsWith('hrn_') ? undefined : await queries.findRun(tx, id)
    if (row === undefined || !row.sites.every((site) => maySeeSite(hunter.caller, site)))
      throw new AppError('not-found')
    await this.#hunt(tx, hunter, idOfUuid('hnt', row.hunt))
    return row
  }

  /** Of runs that the asker sees. */
  async #followUps(runs: readonly RunRow[]): Promise<queries.FollowUpRow[]> {
    return await this.#own((tx) => queries.listFollowUps(tx, idsOf(runs)))
  }

  async #audit(
    tx: Tx,
    caller: Caller,
    action: string,
    object: string,
    details: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await appendAudit(tx, { actor: caller.subject, action, object, details, at: this.#options.clock() })
  }

  async #own<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(CELL_SERVICE, run)
  }

  async #read<T>({ caller }: Hunter, run: (tx: Tx) => Promise<T>): Promise<T> {
    const scope: Scope = { role: 'monitoring_read', sites: caller.sites, clearance: 0 }
    return await this.#options.store.transaction(scope, run)
  }
}

function idsOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id)
}

/** Whoever sees pseudonyms sees their own hunts only: words and questions of others may name somebody. */
function ownerOf({ caller, isPseudonymised }: Hunter): string | null {
  return isPseudonymised ? caller.subject : null
}

function hashOf(draft: HuntDraft): string {
  return createHash('sha256').update(JSON.stringify(draft)).digest('hex')
}
