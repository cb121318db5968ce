// Use cases of playbooks: the catalog with what was exercised, one as CACAO, and runs in a case. Nothing is sent to any device: a step is
// done by people and recorded, or refused by its class and recorded as refused.
import { randomUUID } from 'node:crypto'
import { loadPlaybooks } from '@penstock/catalogs/playbooks@1'
import type { beginPlaybook, PlaybookRow, PlaybookView, RunView, recordStep } from '@penstock/contract/incidents'
import type { Body } from '@penstock/contract/route'
import {
  type EntryBody,
  judgeRun,
  nextStep,
  type Playbook,
  type PlaybookLane,
  type PlaybookRun,
  type RunContext,
  readCacao,
  type Target,
  writeCacao,
} from '@penstock/model/incidents'
import { type Domain, isoOfMicros, micros, uuidOfId } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { hashOf, loadCase, writeEntries } from './cases.ts'
import { listHandoffs } from './handoff-queries.ts'
import { domainOf, type IncidentOptions } from './options.ts'
import type { SideRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import type { IncidentService } from './service.ts'

/** The catalog has no instant of its own: its version does. */
const CATALOG_AT = isoOfMicros(micros(1_796_000_000_000_000))

const MOST_HANDOFFS = 200

export class PlaybookService {
  readonly #options: IncidentOptions
  readonly #incidents: IncidentService
  readonly #catalog: ReadonlyMap<string, Playbook> = new Map(loadPlaybooks().map((one) => [one.id, one]))

  constructor(options: IncidentOptions, incidents: IncidentService) {
    this.#options = options
    this.#incidents = incidents
  }

  async list(caller: Caller): Promise<PlaybookRow[]> {
    const { rowOf, imports } = await this.#library(caller)
    return [...this.#catalog.values(), ...imports].map(rowOf)
  }

  async read(caller: Caller, id: string): Promise<PlaybookView> {
    const { rowOf, imports } = await this.#library(caller)
    const playbook = this.#catalog.get(id) ?? imports.find((one) => one.id === id)
    if (playbook === undefined) throw new AppError('not-found')
    const { description, severity } = playbook
    return { ...rowOf(playbook), description, severity, steps: stepsOf(playbook) }
  }

  /** Into the library of the caller's domain: the other one learns of none. */
  async import(caller: Caller, document: unknown): Promise<PlaybookView> {
    const domain = domainOf(caller)
    const playbook = readDocument(document)
    const at = this.#options.clock()
    if (this.#catalog.has(playbook.id)) throw new AppError('playbooks.already-there')
    await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const sha256 = hashOf(playbook)
      const row = {
        id: randomUUID(),
        domain,
        playbook_id: playbook.id,
        body: playbook,
        imported_by: caller.subject,
        at,
      }
      if (!(await queries.insertPlaybook(tx, row))) throw new AppError('playbooks.already-there')
      const details = { domain, sha256 }
      await appendAudit(tx, { actor: caller.subject, action: 'playbook.import', object: playbook.id, details, at })
    })
    return await this.read(caller, playbook.id)
  }

  async cacao(caller: Caller, id: string): Promise<{ readonly name: string; readonly text: string }> {
    const { imports } = await this.#library(caller)
    const playbook = this.#catalog.get(id) ?? imports.find((one) => one.id === id)
    if (playbook === undefined) throw new AppError('not-found')
    return { name: `${playbook.id}.json`, text: `${JSON.stringify(writeCacao(playbook, CATALOG_AT), null, 2)}\n` }
  }

  /** What the own domain brought along, and how a playbook stands with it. */
  async #library(caller: Caller) {
    const domain = domainOf(caller)
    const names = await this.#options.accountNames()
    const { store, scopeOf } = this.#options
    const runs = await store.transaction(scopeOf(caller), async (tx) => {
      const cases = await queries.listCasesWithRuns(tx, domain)
      return (await Promise.all(cases.map((id) => loadCase(tx, id, domain)))).flatMap((one) => one.case.runs)
    })
    const imported = await store.transaction(HUB_SERVICE, (tx) => queries.listPlaybooks(tx, domain))
    const ended = runs.filter((run) => nextStep(run.playbook, run.steps) === null)
    const rowOf = (playbook: Playbook): PlaybookRow => {
      const own = ended.filter((run) => run.playbook.id === playbook.id)
      const last = Math.max(...own.map((run) => run.steps.at(-1)?.at ?? run.at))
      const row = imported.find((one) => one.playbook_id === playbook.id)
      const { id, name, scenario, model } = playbook
      return {
        ...{ id, name, scenario, model, steps: stepsOf(playbook).length },
        imported: row === undefined ? null : { at: isoOfMicros(row.at), byName: names.get(row.imported_by) ?? null },
        exercised: own.length === 0 ? null : { runs: own.length, lastAt: isoOfMicros(micros(last)) },
      }
    }
    return { rowOf, imports: imported.map(({ body }) => body as Playbook) }
  }

  async runs(caller: Caller, incidentId: string): Promise<RunView[]> {
    const domain = domainOf(caller)
    const id = uuidOfId(incidentId)
    if (id === null) throw new AppError('not-found')
    const names = await this.#options.accountNames()
    const { store, scopeOf } = this.#options
    const found = await store.transaction(scopeOf(caller), async (tx) => {
      if ((await queries.findSide(tx, id, domain)) === undefined) throw new AppError('not-found')
      return (await loadCase(tx, id, domain)).case.runs
    })
    return found.map((run) => runView(run, names))
  }

  async begin(caller: Caller, incidentId: string, { version, playbook }: Body<typeof beginPlaybook>) {
    const domain = domainOf(caller)
    await this.#incidents.change(caller, incidentId, version, async (tx, side) => {
      openOnly(side)
      const begun =
        'id' in playbook
          ? (this.#catalog.get(playbook.id) ?? (await findImported(tx, domain, playbook.id)))
          : readDocument(playbook.document)
      if (begun === undefined) throw new AppError('playbooks.unknown')
      const body: EntryBody = { kind: 'playbook-begun', playbook: begun }
      await writeEntries(tx, side, [body], { at: this.#options.clock(), by: caller.subject })
      return { action: 'playbook.begin', details: { playbook: begun.id, sha256: hashOf(begun) } }
    })
    return await this.#incidents.record(caller, incidentId)
  }

  async step(caller: Caller, incidentId: string, runId: string, given: Body<typeof recordStep>) {
    const domain = domainOf(caller)
    const { version, step, outcome, note, artefacts, islandMode, agreement, handoff } = given
    await this.#incidents.change(caller, incidentId, version, async (tx, side) => {
      openOnly(side)
      const run = (await loadCase(tx, side.incident_id, domain)).case.runs.find(({ id }) => id === runId)
      if (run === undefined) throw new AppError('not-found')
      const targets = await targetsOf(tx, side.site, given.assets)
      const isJoint = (await queries.listJoint(tx, [side.incident_id])).has(side.incident_id)
      const isHanded = handoff !== null && (await isSentOf(tx, side.incident_id, domain, handoff))
      const isOtLead = caller.roles.includes('ot-lead')
      const lanes = lanesOf(domain)
      const context: RunContext = { lanes, islandMode, targets, isOtLead, agreement, isHanded, isJoint }
      const judged = judgeRun(run.playbook, run.steps, { step, outcome, note }, context)
      if (!judged.ok) {
        const { code, ...details } = judged.refusal
        throw new AppError(code, details)
      }
      const isRefused = outcome === 'refused'
      const why = isRefused ? judgeRun(run.playbook, run.steps, { step, outcome: 'done', note }, context) : null
      const refusal = why === null || why.ok ? null : why.refusal.code
      const body: EntryBody = {
        ...{ kind: 'playbook-step', part: runId, step, outcome, note, artefacts, islandMode, targets, refusal },
        ...{ agreement, handoff },
      }
      await writeEntries(tx, side, [body], { at: this.#options.clock(), by: caller.subject })
      return { action: 'playbook.step', details: { run: runId, step, outcome, sha256: hashOf(body) } }
    })
    return await this.#incidents.record(caller, incidentId)
  }
}

async function findImported(tx: Tx, domain: Domain, id: string): Promise<Playbook | undefined> {
  const rows = await queries.listPlaybooks(tx, domain)
  return rows.find(({ playbook_id }) => playbook_id === id)?.body as Playbook | undefined
}

/** Whether this handoff is one of the case, from this side, and left it. */
async function isSentOf(tx: Tx, incident: string, domain: Domain, reference: string): Promise<boolean> {
  const rows = await listHandoffs(tx, { incident, most: MOST_HANDOFFS })
  return rows.some((row) => row.reference === reference && row.from_domain === domain && row.sent_at !== null)
}

/** A domain's people work in their own lane and the shared one; nobody keeps cases of the central lane yet, so either may. */
function lanesOf(domain: Domain): readonly PlaybookLane[] {
  return [domain, 'joint', 'central']
}

function openOnly({ state }: SideRow): void {
  if (state === 'merged') throw new AppError('incidents.merged')
  if (state === 'closed') throw new AppError('incidents.closed')
}

function readDocument(document: unknown): Playbook {
  const read = readCacao(document)
  if (!read.ok) throw new AppError('playbooks.faults', { faults: read.refusal.faults })
  return read.value
}

/** What the register says of the assets; one that it does not have at this site cannot be named. */
async function targetsOf(tx: Tx, site: string, assets: readonly string[]): Promise<readonly Target[]> {
  const ids = assets.map(uuidOfId)
  if (ids.includes(null)) throw new AppError('not-found')
  const rows = await queries.listTargets(tx, site, ids as string[])
  if (rows.length !== new Set(ids).size) throw new AppError('not-found')
  return rows.map(({ name, declared_id, reference, role }) => ({
    asset: declared_id ?? name ?? reference,
    role,
    tags: [],
  }))
}

function runView({ id, at, by, playbook, steps: done }: PlaybookRun, names: ReadonlyMap<string, string>): RunView {
  const nameOf = (account: string | null): string | null => (account === null ? null : (names.get(account) ?? null))
  const steps = stepsOf(playbook).map((step) => {
    const run = done.find((one) => one.step === step.id)
    return {
      ...step,
      outcome: run?.outcome ?? null,
      at: run === undefined ? null : isoOfMicros(run.at),
      byName: nameOf(run?.by ?? null),
      note: run?.note ?? null,
      artefacts: (run?.artefacts ?? []).map((one) => ({ ...one })),
      refusal: run?.refusal ?? null,
      islandMode: run?.islandMode ?? null,
      agreement: run?.agreement ?? null,
      handoff: run?.handoff ?? null,
      assets: (run?.targets ?? []).map(({ asset }) => asset),
    }
  })
  const next = nextStep(playbook, done)?.id ?? null
  const { id: playbookId, name, model } = playbook
  return { id, at: isoOfMicros(at), by, byName: nameOf(by), playbookId, name, model, steps, next }
}

function stepsOf({ steps }: Playbook): PlaybookView['steps'] {
  return steps.flatMap((step) => {
    if (step.kind === 'end') return []
    const { id, name, description, kind, lane, role } = step
    const safety = step.kind === 'action' ? step.safety : null
    return [
      { id, name, description, kind, lane, role, safety, condition: step.kind === 'decision' ? step.condition : null },
    ]
  })
}
