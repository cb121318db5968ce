// Use cases of incidents: the queue, one case, what is written into it, merging and splitting, and what waits.

import type {
  IncidentRecord,
  IncidentRow,
  listIncidents,
  openIncident,
  ResponseSummary,
  splitIncident,
} from '@penstock/contract/incidents'
import type { Body, Query } from '@penstock/contract/route'
import {
  countArrived,
  type EntryBody,
  judgeEntry,
  type Observable,
  type ObservableKind,
  partIdsOf,
  reconcile,
  type WrittenEntry,
} from '@penstock/model/incidents'
import { type Domain, idOfUuid, type SiteKey, uuidOfId } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { recordChange } from '@penstock/server/facts'
import { AppError, type Caller, isWhole, keysetOf, maySeeSite, type Paged, pagedBy } from '@penstock/server/http'
import { findSite } from '@penstock/server/plant'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { hashOf, loadCase, openFrame, writeEntries } from './cases.ts'
import * as handoffs from './handoff-queries.ts'
import { domainOf, type IncidentOptions } from './options.ts'
import type { SideRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { type Relevances, type RelevantIn, shareRelevant, sightingsOf } from './share.ts'
import { type FunctionDomains, listFunctionsAtStake, runTieBreak } from './tie-break.ts'
import { caseView, handoffRow, incidentRow, readPackage } from './views.ts'

export interface IncidentServiceOptions extends IncidentOptions {
  readonly relevantIn: RelevantIn
  readonly functionDomains: FunctionDomains
  /** Called when a tip was sent by rule. */
  readonly onShared: () => void
}

const BY_RANK = { sort: 'queue', column: 'rank', kind: 'number', isAlwaysKnown: true } as const
const STATES = ['open', 'acknowledged', 'closed', 'merged'] as const
const RUNNING = ['open', 'acknowledged'] as const
const MOST_HANDOFFS = 200

export class IncidentService {
  readonly #options: IncidentServiceOptions

  constructor(options: IncidentServiceOptions) {
    this.#options = options
  }

  async list(caller: Caller, query: Query<typeof listIncidents>): Promise<Paged<IncidentRow>> {
    const domain = domainOf(caller)
    const { site, state, text, ...page } = query
    const states = state === 'all' ? STATES : state === 'running' ? RUNNING : [state]
    const filter = { site, states, text }
    const keyset = keysetOf(page, BY_RANK)
    const now = this.#options.clock()
    return await this.#read(caller, async (tx) => {
      const rows = await queries.listSides(tx, domain, filter, keyset)
      const total = isWhole(keyset, rows) ? rows.length : await queries.countSides(tx, domain, filter)
      const paged = pagedBy(keyset, rows, total)
      const joint = await queries.listJoint(
        tx,
        paged.items.map((row) => row.incident_id),
      )
      return { ...paged, items: paged.items.map((row) => incidentRow(row, joint.has(row.incident_id), now)) }
    })
  }

  async summary(caller: Caller, site: string | undefined): Promise<ResponseSummary> {
    const domain = domainOf(caller)
    const now = this.#options.clock()
    const { sides, sent } = await this.#read(caller, async (tx) => ({
      sides: await queries.listSides(tx, domain, { site, states: RUNNING }, EVERY),
      sent: await handoffs.listHandoffs(tx, { site, most: EVERY.limit }),
    }))
    const received = await this.#service((tx) =>
      handoffs.listReceived(
        tx,
        sent.map(({ id }) => id),
      ),
    )
    const rows = sides.map((row) => incidentRow(row, false, now))
    const carried = sent.map((row) => {
      const named = indicatorsOf(row)
      const held = received.filter((one) => one.handoff_id === row.id).map(({ body }) => body as Named)
      const isTaken = row.decided_at !== null && row.state !== 'rejected' && held.length > 0
      return {
        handoff: handoffs.handoffOf(row),
        sent: named.length,
        arrived: isTaken ? countArrived(named, held) : null,
      }
    })
    const { sent: count, counts, indicators, lostIndicators, tips } = reconcile(carried, now)
    const { 'in-time': inTime, ...rest } = counts
    const waiting = sent.filter(
      (row) => row.to_domain === domain && ['delivered', 'acknowledged', 'accepted', 'working'].includes(row.state),
    ).length
    return {
      open: rows.length,
      unacknowledged: rows.filter(({ state }) => state === 'open').length,
      late: rows.filter(({ isLate }) => isLate).length,
      handoffs: { sent: count, ...rest, inTime, indicators, lostIndicators, tips, waiting },
    }
  }

  async open(
    caller: Caller,
    site: SiteKey,
    given: Body<typeof openIncident>,
    entries: readonly WrittenEntry[] = [],
  ): Promise<{ readonly id: string; readonly reference: string }> {
    const domain = domainOf(caller)
    const at = this.#options.clock()
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    const relevances = await this.#relevantIn(site, domain, entries, [])
    const opened = await this.#service(async (tx) => {
      if ((await findSite(tx, site)) === undefined) throw new AppError('not-found')
      const body: EntryBody = { kind: 'opened', ...given }
      const { incident, reference } = await openFrame(tx, { domain, site }, [body, ...entries], {
        at,
        by: caller.subject,
      })
      const id = idOfUuid('inc', incident)
      const details = { domain, reference, severity: given.severity, sha256: hashOf(body) }
      await recordChange(tx, { kind: `incidents-${domain}`, site, object: site }, at)
      await appendAudit(tx, { actor: caller.subject, action: 'incident.open', object: id, details, at })
      const shared = await shareRelevant(tx, incident, domain, relevances, at)
      return { id, reference, shared }
    })
    this.#told(opened.shared)
    return { id: opened.id, reference: opened.reference }
  }

  async record(caller: Caller, incidentId: string): Promise<IncidentRecord> {
    const domain = domainOf(caller)
    const id = uuidOfId(incidentId)
    if (id === null) throw new AppError('not-found')
    const now = this.#options.clock()
    const names = await this.#options.accountNames()
    const told = await this.#read(caller, async (tx) => {
      const row = await queries.findSide(tx, id, domain)
      if (row === undefined) throw new AppError('not-found')
      const loaded = await loadCase(tx, id, domain)
      const joint = await queries.listJoint(tx, [id])
      const into = row.merged_into === null ? undefined : await queries.findSide(tx, row.merged_into, domain)
      const values = loaded.case.observables.map(({ value }) => value)
      const crossed = await handoffs.listHandoffs(tx, { incident: id, most: MOST_HANDOFFS })
      return {
        ...caseView(incidentRow(row, joint.has(id), now), domain, loaded, names),
        mergedInto: into === undefined ? null : { id: idOfUuid('inc', into.incident_id), reference: into.reference },
        handoffs: crossed.map((one) => handoffRow(one, domain, id, now)),
        similar: (await queries.listSimilar(tx, domain, id, values)).map(({ incident_id, ...one }) => ({
          id: idOfUuid('inc', incident_id),
          ...one,
        })),
      }
    })
    const others = told.isJoint ? await this.#service((tx) => queries.listOtherSides(tx, id, domain)) : []
    return {
      ...told,
      others: others.map(({ domain: of, team, state }) => ({
        domain: of as Domain,
        team,
        state: state as IncidentRecord['state'],
      })),
    }
  }

  async write(caller: Caller, incidentId: string, version: number, entry: WrittenEntry): Promise<IncidentRecord> {
    await this.writeAll(caller, incidentId, version, [entry])
    return await this.record(caller, incidentId)
  }

  /** Writes all of them or none; an observable that the case holds is not written again. */
  async writeAll(
    caller: Caller,
    incidentId: string,
    version: number,
    entries: readonly WrittenEntry[],
  ): Promise<{ readonly id: string; readonly reference: string }> {
    const at = this.#options.clock()
    const domain = domainOf(caller)
    const relevances = await this.#relevantNow(caller, incidentId, entries)
    const named = entries.flatMap((entry) => (entry.kind === 'reassessed' ? [entry.function] : []))
    const domains = named.length === 0 ? null : await this.#functionDomains(incidentId, named)
    let reference = ''
    let shared = 0
    await this.change(caller, incidentId, version, async (tx, side) => {
      const { case: given } = await loadCase(tx, side.incident_id, side.domain as Domain)
      const held = new Set(given.observables.map(({ type, value }) => `${type} ${value}`))
      const isHeld = (entry: WrittenEntry) => entry.kind === 'observable' && held.has(`${entry.type} ${entry.value}`)
      const fresh = entries.length === 1 ? entries : entries.filter((entry) => !isHeld(entry))
      for (const entry of fresh) {
        const judged = judgeEntry(given, entry, at)
        if (!judged.ok) throw new AppError(judged.refusal.code)
      }
      await writeEntries(tx, side, fresh, { at, by: caller.subject })
      shared = await shareRelevant(tx, side.incident_id, domain, relevances, at)
      if (domains !== null) await runTieBreak(tx, side.incident_id, domains, at)
      reference = side.reference
      const kinds = [...new Set(fresh.map(({ kind }) => kind))].join(' ')
      return {
        action: 'incident.write',
        details: { kind: kinds, sha256: hashOf(fresh.length === 1 ? fresh[0] : fresh) },
      }
    })
    if (shared > 0) this.#options.onShared()
    return { id: incidentId, reference }
  }

  /** What the other side has to know of it, by the register; what the case held before counts too, where something is added. */
  async #relevantNow(caller: Caller, incidentId: string, entries: readonly WrittenEntry[]): Promise<Relevances> {
    const domain = domainOf(caller)
    const id = uuidOfId(incidentId)
    if (id === null || !entries.some(({ kind }) => kind === 'observable')) return []
    const held = await this.#read(caller, async (tx) => {
      const side = await queries.findSide(tx, id, domain)
      return side === undefined ? null : { site: side.site, ...(await loadCase(tx, id, domain)) }
    })
    return held === null ? [] : await this.#relevantIn(held.site, domain, entries, held.case.observables)
  }

  /** Whose the functions are that both sides name, with those that this one is about to. */
  async #functionDomains(incidentId: string, named: readonly (string | null)[]): Promise<ReadonlyMap<string, Domain>> {
    const id = uuidOfId(incidentId)
    if (id === null) return new Map()
    const { site, held } = await this.#service(async (tx) => ({
      site: (await queries.findFrame(tx, id))?.site,
      held: await listFunctionsAtStake(tx, id),
    }))
    const functions = [...new Set([...held, ...named.filter((one) => one !== null)])]
    return site === undefined ? new Map() : await this.#options.functionDomains(site, functions)
  }

  async #relevantIn(
    site: string,
    domain: Domain,
    entries: readonly WrittenEntry[],
    held: readonly Observable[],
  ): Promise<Relevances> {
    const fresh = entries.filter((entry) => entry.kind === 'observable')
    return fresh.length === 0 ? [] : await this.#options.relevantIn(site, domain, sightingsOf([...held, ...fresh]))
  }

  #told(shared: number): void {
    this.#options.onChange()
    if (shared > 0) this.#options.onShared()
  }

  /** The other case ends in this one, and its entries count here from now on. */
  async merge(caller: Caller, incidentId: string, version: number, from: string): Promise<IncidentRecord> {
    const domain = domainOf(caller)
    const other = uuidOfId(from)
    const at = this.#options.clock()
    await this.change(caller, incidentId, version, async (tx, side) => {
      if (from === incidentId) throw new AppError('incidents.same')
      const taken = other === null ? undefined : await queries.lockSide(tx, other, domain)
      if (taken === undefined || !maySeeSite(caller, taken.site)) throw new AppError('not-found')
      if (taken.site !== side.site) throw new AppError('incidents.other-site')
      if (taken.state === 'merged' || side.state === 'merged') throw new AppError('incidents.merged')
      const written = { at, by: caller.subject }
      await writeEntries(tx, taken, [{ kind: 'merged-into', into: incidentId }], written)
      await writeEntries(tx, side, [{ kind: 'merged', from }], written)
      return { action: 'incident.merge', details: { from } }
    })
    return await this.record(caller, incidentId)
  }

  /** A new case with the chosen parts; answers the new one. */
  async split(caller: Caller, incidentId: string, given: Body<typeof splitIncident>): Promise<IncidentRecord> {
    const at = this.#options.clock()
    const written = { at, by: caller.subject }
    const parts = [...new Set(given.parts)]
    let made = ''
    await this.change(caller, incidentId, given.version, async (tx, side) => {
      const { case: before } = await loadCase(tx, side.incident_id, side.domain as Domain)
      if (before.state === 'merged') throw new AppError('incidents.merged')
      if (before.state === 'closed') throw new AppError('incidents.closed')
      const known = partIdsOf(before)
      if (parts.some((part) => !known.has(part))) throw new AppError('incidents.unknown-part')
      const { severity, consequence, function: at, team } = before
      const opened: EntryBody = {
        kind: 'opened',
        title: given.title,
        severity,
        consequence,
        function: at,
        team,
        sources: [],
      }
      const fresh = await openFrame(tx, { domain: side.domain as Domain, site: side.site }, [opened], written)
      made = idOfUuid('inc', fresh.incident)
      await writeEntries(tx, side, [{ kind: 'split-off', parts, to: made }], written)
      const target = await queries.lockSide(tx, fresh.incident, side.domain as Domain)
      await writeEntries(tx, target!, [{ kind: 'split-from', parts, from: incidentId }], written)
      return { action: 'incident.split', details: { to: made, parts: parts.length } }
    })
    return await this.record(caller, made)
  }

  /** One change of the caller's side, as it was seen, with its audit entry. */
  async change(
    caller: Caller,
    incidentId: string,
    version: number,
    run: (
      tx: Tx,
      side: SideRow,
    ) => Promise<{ readonly action: string; readonly details: Readonly<Record<string, unknown>> }>,
  ): Promise<void> {
    const domain = domainOf(caller)
    const id = uuidOfId(incidentId)
    if (id === null) throw new AppError('not-found')
    await this.#service(async (tx) => {
      const side = await queries.lockSide(tx, id, domain)
      if (side === undefined || !maySeeSite(caller, side.site)) throw new AppError('not-found')
      if (side.version !== version) throw new AppError('version-moved', { version: side.version })
      const { action, details } = await run(tx, side)
      const at = this.#options.clock()
      await recordChange(tx, { kind: `incidents-${domain}`, site: side.site, object: side.site }, at)
      const audited = { domain, reference: side.reference, ...details }
      await appendAudit(tx, { actor: caller.subject, action, object: incidentId, details: audited, at })
    })
    this.#options.onChange()
  }

  async #service<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(HUB_SERVICE, run)
  }

  async #read<T>(caller: Caller, run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(this.#options.scopeOf(caller), run)
  }
}

const EVERY = { ...BY_RANK, limit: 100_000, after: null }

interface Named {
  readonly type: ObservableKind
  readonly value: string
}

function indicatorsOf(row: handoffs.HandoffData): readonly Named[] {
  const { package: handed, tip } = readPackage(row)
  return handed?.observables ?? tip?.indicators.map(({ kind, value }) => ({ type: kind, value })) ?? []
}
