// Use cases of triage: the queue over both cells, and one detection with its context. The cells are asked in the person's name; the plant and
// the register are read under the person's own SQL role, as of now.
import type { DetectionRow } from '@penstock/contract/detections'
import type { Query } from '@penstock/contract/route'
import {
  type CaseStake,
  type GlanceView,
  type listTriage,
  MOST_QUEUED,
  type TriageQueue,
  type TriageRecord,
  type TriageRow,
} from '@penstock/contract/triage'
import { type Domain, isoOfMicros, micros, microsOfIso, type SiteKey } from '@penstock/model/kernel'
import { compareConsequences, compareQueue, type QueueKey } from '@penstock/model/triage'
import type { Desk } from '@penstock/server/desk'
import { AppError, type AskCell, type Caller } from '@penstock/server/http'
import type { AskedPlantOptions } from '@penstock/server/plant'
import { askedKnownPlant } from '@penstock/server/process'
import { detectionOfCell, devicesOfCell, queueOfCell, standingsOfCell } from './cells.ts'
import type { Answers, Questions } from './question.ts'
import { type Placed, readRegistered, subjectOfNames } from './registered.ts'

export interface TriageOptions extends AskedPlantOptions {
  readonly desk: Desk<Questions, Answers>
  readonly ask: AskCell
  /** Under which ids the person's cell told what the chains of a case are made of; throws `not-found` for a case of none. */
  readonly featuresOf: (
    caller: Caller,
    incidentId: string,
  ) => Promise<{ readonly site: SiteKey; readonly ids: readonly string[] }>
  /** Names of people, by account. */
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
}

const DOMAINS = ['it', 'ot'] as const

export class TriageService {
  readonly #options: TriageOptions

  constructor(options: TriageOptions) {
    this.#options = options
  }

  async queue(caller: Caller, { site, state, text }: Query<typeof listTriage>): Promise<TriageQueue> {
    const { ask, clock } = this.#options
    const cells = await Promise.all(DOMAINS.map((domain) => queueOfCell(ask, domain, caller, { site, state, text })))
    if (cells.every(({ standing }) => standing.standing === 'no-right')) throw new AppError('not-found')
    const found = cells.flatMap(({ rows, standing: { domain } }) => rows.map((detection) => ({ domain, detection })))
    const bySite = Map.groupBy(found, ({ detection }) => detection.site)
    const items = await Promise.all([...bySite].map(([of, rows]) => this.#glanced(caller, of as SiteKey, rows)))
    return {
      asOf: isoOfMicros(clock()),
      items: items
        .flat()
        .sort((a, b) => compareQueue(keyOf(a), keyOf(b)))
        .slice(0, MOST_QUEUED),
      cells: cells.map(({ standing }) => standing),
    }
  }

  async record(caller: Caller, domain: Domain, detectionId: string): Promise<TriageRecord> {
    const { ask, clock, desk, accountNames } = this.#options
    const detection = await detectionOfCell(ask, domain, caller, detectionId)
    const now = clock()
    const names = await accountNames()
    const about = {
      asOf: isoOfMicros(now),
      domain,
      detection,
      names: namesOf(detection, names),
      devices: devicesOf(await standingsOfCell(ask, domain, caller, detection)),
      mayEscalate: detection.mayWork && caller.domain === domain && caller.permissions.has('incident:work'),
    }
    const { subject, title, level, techniques, count } = detection
    const site = detection.site as SiteKey
    const plant = await this.#plant(caller, site)
    if (plant === null) return { ...about, context: null, brief: null }
    const placed = { site, subject }
    const register = await this.#read(caller, (tx) => readRegistered(tx, [placed]))
    const told = await desk.ask(plant.key, plant.load, 'context', {
      subject: register.joined(placed),
      detection: {
        ...{ title, level, domain, techniques, count },
        firstAt: instantOf(detection.firstAt),
        lastAt: instantOf(detection.lastAt),
      },
      to: domain === 'ot' ? 'it' : 'ot',
      now,
    })
    const declared = declaredOf([told.context])
    const known = await this.#read(caller, (tx) => readRegistered(tx, [placed], declared))
    return { ...about, context: known.named(site, subject, told.context), brief: told.brief }
  }

  /** The hub knows no device behind a pseudonym: the person's own cell is asked, in that person's name. */
  async caseStake(caller: Caller, incidentId: string): Promise<CaseStake> {
    const { featuresOf, ask } = this.#options
    const features = await featuresOf(caller, incidentId)
    const devices = await devicesOfCell(ask, caller.domain!, caller, features)
    const placed = devices.map((names) => ({ site: features.site, subject: subjectOfNames(names) }))
    const glances = placed.length === 0 ? null : await this.#glances(caller, features.site, placed)
    const [worst] = (glances ?? []).toSorted((a, b) => compareConsequences(a.stake.consequence, b.stake.consequence))
    return { devices: devices.length, glance: worst ?? null }
  }

  async #glanced(
    caller: Caller,
    site: SiteKey,
    rows: readonly { readonly domain: Domain; readonly detection: DetectionRow }[],
  ): Promise<readonly TriageRow[]> {
    const placed = rows.map(({ detection: { subject } }) => ({ site, subject }))
    const glances = await this.#glances(caller, site, placed)
    return rows.map((row, at) => ({ ...row, glance: glances?.[at] ?? null }))
  }

  /** In their order; null for who sees no plant there. */
  async #glances(caller: Caller, site: SiteKey, placed: readonly Placed[]): Promise<readonly GlanceView[] | null> {
    const plant = await this.#plant(caller, site)
    if (plant === null) return null
    const register = await this.#read(caller, (tx) => readRegistered(tx, placed))
    const subjects = placed.map((one) => register.joined(one))
    const { glances } = await this.#options.desk.ask(plant.key, plant.load, 'glances', { subjects })
    const known = await this.#read(caller, (tx) => readRegistered(tx, placed, declaredOf(glances)))
    return glances.map((glance, at) => known.named(site, placed[at]!.subject, glance))
  }

  /** Null for who sees no plant there: a right in a cell is none to it. */
  async #plant(caller: Caller, site: SiteKey) {
    if (!caller.permissions.has('plant:read')) return null
    try {
      const plant = await askedKnownPlant(this.#options, caller, site, undefined)
      return { key: plant.key, load: () => plant.load() }
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') return null
      throw error
    }
  }

  async #read<T>(caller: Caller, run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(this.#options.scopeOf(caller), run)
  }
}

type Tx = Parameters<typeof readRegistered>[0]

function keyOf({ detection, glance }: TriageRow): QueueKey {
  const { id, level, raisedAt } = detection
  const consequence = glance?.stake.consequence ?? { kind: 'unknown', why: 'no-plant' }
  return { id, level, consequence, raisedAt: instantOf(raisedAt) }
}

function declaredOf(glances: readonly GlanceView[]): readonly string[] {
  return [...new Set(glances.flatMap(({ ends }) => ends.flatMap(({ asset }) => asset?.declaredId ?? [])))]
}

function devicesOf(standings: Awaited<ReturnType<typeof standingsOfCell>>): TriageRecord['devices'] {
  return standings === null ? null : [...standings]
}

function namesOf({ entries }: TriageRecord['detection'], names: ReadonlyMap<string, string>) {
  const known = entries.flatMap(({ by }) => {
    const name = by === null ? undefined : names.get(by)
    return by === null || name === undefined ? [] : [[by, name] as const]
  })
  return Object.fromEntries(known)
}

function instantOf(text: string) {
  return microsOfIso(text) ?? micros(0)
}
