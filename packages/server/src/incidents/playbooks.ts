// Use cases of playbooks: the catalog with what was exercised, one as CACAO, and runs in a case. Nothing is sent to any device: a step is
// done by people and recorded, or refused by its class and recorded as refused.
import { loadPlaybooks } from '@penstock/catalogs/playbooks@1'
import type { beginPlaybook, PlaybookRow, RunView, recordStep } from '@penstock/contract/incidents'
import type { Body } from '@penstock/contract/route'
import {
  type EntryBody,
  judgeRun,
  nextStep,
  type Playbook,
  type PlaybookLane,
  type PlaybookRun,
  readCacao,
  type Target,
  writeCacao,
} from '@penstock/model/incidents'
import { type Domain, isoOfMicros, micros, uuidOfId } from '@penstock/model/kernel'
import { AppError, type Caller } from '@penstock/server/http'
import { hashOf, loadCase, writeEntries } from './cases.ts'
import type { SideRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { domainOf, type IncidentOptions, type IncidentService } from './service.ts'

/** The catalog has no instant of its own: its version does. */
const CATALOG_AT = isoOfMicros(micros(1_796_000_000_000_000))

export class PlaybookService {
  readonly #options: IncidentOptions
  readonly #incidents: IncidentService
  readonly #catalog: ReadonlyMap<string, Playbook> = new Map(loadPlaybooks().map((one) => [one.id, one]))

  constructor(options: IncidentOptions, incidents: IncidentService) {
    this.#options = options
    this.#incidents = incidents
  }

  async list(caller: Caller): Promise<PlaybookRow[]> {
    const domain = domainOf(caller)
    const { store, scopeOf } = this.#options
    const runs = await store.transaction(scopeOf(caller), async (tx) => {
      const cases = await queries.listCasesWithRuns(tx, domain)
      return (await Promise.all(cases.map((id) => loadCase(tx, id, domain)))).flatMap((one) => one.case.runs)
    })
    const ended = runs.filter((run) => nextStep(run.playbook, run.steps) === null)
    return [...this.#catalog.values()].map((playbook) => {
      const own = ended.filter((run) => run.playbook.id === playbook.id)
      const last = Math.max(...own.map((run) => run.steps.at(-1)?.at ?? run.at))
      const { id, name, scenario, model, steps } = playbook
      const exercised = own.length === 0 ? null : { runs: own.length, lastAt: isoOfMicros(micros(last)) }
      return { id, name, scenario, model, steps: steps.length, exercised }
    })
  }

  cacao(caller: Caller, id: string): { readonly name: string; readonly text: string } {
    domainOf(caller)
    const playbook = this.#catalog.get(id)
    if (playbook === undefined) throw new AppError('not-found')
    return { name: `${playbook.id}.json`, text: `${JSON.stringify(writeCacao(playbook, CATALOG_AT), null, 2)}\n` }
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
    await this.#incidents.change(caller, incidentId, version, async (tx, side) => {
      openOnly(side)
      const begun = 'id' in playbook ? this.#catalog.get(playbook.id) : readDocument(playbook.document)
      if (begun === undefined) throw new AppError('playbooks.unknown')
      const body: EntryBody = { kind: 'playbook-begun', playbook: begun }
      await writeEntries(tx, side, [body], { at: this.#options.clock(), by: caller.subject })
      return { action: 'playbook.begin', details: { playbook: begun.id, sha256: hashOf(begun) } }
    })
    return await this.#incidents.record(caller, incidentId)
  }

  async step(caller: Caller, incidentId: string, runId: string, given: Body<typeof recordStep>) {
    const domain = domainOf(caller)
    const { version, step, outcome, note, artefacts, islandMode } = given
    await this.#incidents.change(caller, incidentId, version, async (tx, side) => {
      openOnly(side)
      const run = (await loadCase(tx, side.incident_id, domain)).case.runs.find(({ id }) => id === runId)
      if (run === undefined) throw new AppError('not-found')
      const targets = await targetsOf(tx, side.site, given.assets)
      const context = { lanes: lanesOf(domain), islandMode, targets }
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
      }
      await writeEntries(tx, side, [body], { at: this.#options.clock(), by: caller.subject })
      return { action: 'playbook.step', details: { run: runId, step, outcome, sha256: hashOf(body) } }
    })
    return await this.#incidents.record(caller, incidentId)
  }
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
  const steps = playbook.steps.flatMap((step) => {
    if (step.kind === 'end') return []
    const run = done.find((one) => one.step === step.id)
    return {
      ...{
        id: step.id,
        name: step.name,
        description: step.description,
        kind: step.kind,
        lane: step.lane,
        role: step.role,
      },
      safety: step.kind === 'action' ? step.safety : null,
      condition: step.kind === 'decision' ? step.condition : null,
      outcome: run?.outcome ?? null,
      at: run === undefined ? null : isoOfMicros(run.at),
      byName: nameOf(run?.by ?? null),
      note: run?.note ?? null,
      artefacts: (run?.artefacts ?? []).map((one) => ({ ...one })),
      refusal: run?.refusal ?? null,
    }
  })
  const next = nextStep(playbook, done)?.id ?? null
  return { id, at: isoOfMicros(at), by, byName: nameOf(by), playbookId: playbook.id, name: playbook.name, steps, next }
}
