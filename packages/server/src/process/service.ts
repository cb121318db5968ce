// Use cases of the process room: each question on the plant as it is known now, or was at an instant.
import type { DocumentForm } from '@penstock/contract/documents'
import {
  type listContingencies,
  type listHiddenNeeds,
  type listManagement,
  type listRestsOn,
  type listTargets,
  MOST_LOST,
  type NeedAnswer,
  type NewDrill,
  type planProcessRecovery,
  type playProcessOutage,
  type readCriticality,
  type readProcess,
  type reviewProcess,
} from '@penstock/contract/process'
import type { Response } from '@penstock/contract/route'
import { type EpochMicros, isoOfMicros, micros, uuidOfId } from '@penstock/model/kernel'
import type { HoursOut, SeenUse } from '@penstock/model/process'
import { declaredAssetId, findDeclaredAssets } from '@penstock/server/assets'
import { type AuditEvent, appendAudit } from '@penstock/server/audit'
import type { Desk } from '@penstock/server/desk'
import { type DocumentFile, renderDocument } from '@penstock/server/documents'
import { recordChange } from '@penstock/server/facts'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import type { AskedPlant, AskedPlantOptions } from '@penstock/server/plant'
import { HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import { checkDrill, checkUnits } from './checks.ts'
import { type AskedKnownPlant, answerId, askedKnownPlant, drillId } from './known-plant.ts'
import { findDrill, insertAnswer, insertDrill, insertWithdrawal, listUses, type Tx } from './queries.ts'
import { type Answers, LISTS, type QuestionKind, type Questions } from './question.ts'

export interface ProcessOptions extends AskedPlantOptions {
  readonly desk: Desk<Questions, Answers>
  /** Called when somebody found something out about the plant of a site. */
  readonly onChange: (site: string) => void
  /** Of Penstock, for documents. */
  readonly version: string
  /** Names of people, by account. */
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
}

export class ProcessService {
  readonly #options: ProcessOptions

  constructor(options: ProcessOptions) {
    this.#options = options
  }

  async network(caller: Caller, site: Site, asOf?: EpochMicros): Promise<Response<typeof readProcess>> {
    const plant = await askedKnownPlant(this.#options, caller, site, asOf)
    const { assets, neededByNothing, ...told } = await this.#ask(plant, 'network', { at: plant.at })
    const declared = await this.#options.store.transaction(plant.scope, (tx) => findDeclaredAssets(tx, site))
    return {
      ...plant.about,
      ...told,
      assets: assets.map((one) => ({ ...one, assetId: declaredAssetId(declared, one.id) })),
      neededByNothing: neededByNothing.map((one) => ({ ...one, assetId: declaredAssetId(declared, one.id) })),
    }
  }

  async outage(
    caller: Caller,
    site: Site,
    asked: {
      readonly out: readonly HoursOut[]
      readonly horizonH?: number | undefined
      readonly asOf?: EpochMicros | undefined
    },
  ): Promise<Response<typeof playProcessOutage>> {
    const plant = await askedKnownPlant(this.#options, caller, site, asked.asOf)
    const question = { out: asked.out, horizonH: asked.horizonH ?? null, at: plant.at }
    return { ...plant.about, ...(await this.#ask(plant, 'outage', question)) }
  }

  async contingencies(
    caller: Caller,
    site: Site,
    asked: {
      readonly order: '1' | '2'
      readonly hours: number
      readonly paired: number
      readonly limit: number
      readonly cursor?: string | undefined
      readonly asOf?: EpochMicros | undefined
    },
  ): Promise<Response<typeof listContingencies>> {
    const { order, hours, paired, limit, cursor = '0' } = asked
    const plant = await askedKnownPlant(this.#options, caller, site, asked.asOf)
    const question = { order: order === '1' ? 1 : 2, hours, paired: order === '1' ? 0 : paired } as const
    const { told, ...ranking } = await this.#ask(plant, 'contingencies', question)
    const from = /^\d{1,6}$/.test(cursor) ? Number(cursor) : Number.NaN
    if (!(from <= told.length)) {
      const message = 'not a cursor that this list gave'
      throw new AppError('invalid-request', { faults: [{ place: 'query.cursor', message }] })
    }
    const next = from + limit
    const nextCursor = next < told.length ? String(next) : null
    return { ...plant.about, ...ranking, told: told.length, items: told.slice(from, next), nextCursor }
  }

  async recovery(
    caller: Caller,
    site: Site,
    asked: { readonly lost: readonly string[]; readonly asOf?: EpochMicros | undefined },
  ): Promise<Response<typeof planProcessRecovery>> {
    const plant = await askedKnownPlant(this.#options, caller, site, asked.asOf)
    return { ...plant.about, ...(await this.#ask(plant, 'recovery', { lost: asked.lost, most: MOST_LOST })) }
  }

  async review(caller: Caller, site: Site, asOf?: EpochMicros): Promise<Response<typeof reviewProcess>> {
    const plant = await askedKnownPlant(this.#options, caller, site, asOf)
    return { ...plant.about, ...(await this.#ask(plant, 'review', { at: plant.at })) }
  }

  async criticality(
    caller: Caller,
    site: Site,
    { asset, asOf }: { readonly asset: string; readonly asOf?: EpochMicros | undefined },
  ): Promise<Response<typeof readCriticality>> {
    const plant = await askedKnownPlant(this.#options, caller, site, asOf)
    return { ...plant.about, ...(await this.#ask(plant, 'criticality', { asset })) }
  }

  /** Conversations are read under the person's label: what the other domain saw asks nothing here. */
  async hiddenNeeds(caller: Caller, site: Site): Promise<Response<typeof listHiddenNeeds>> {
    const plant = await askedKnownPlant(this.#options, caller, site, undefined)
    return { ...plant.about, ...(await this.#proposed(plant)) }
  }

  async restsOn(caller: Caller, site: Site, asOf?: EpochMicros): Promise<Response<typeof listRestsOn>> {
    const plant = await askedKnownPlant(this.#options, caller, site, asOf)
    const { items } = await this.#ask(plant, 'rests', {})
    const recordOf = await this.#records(
      plant.answers.map((row) => ({ id: answerId(row.id), by: row.answered_by, at: row.answered_at })),
    )
    return { ...plant.about, items: items.map((one) => ({ ...one, recorded: recordOf(one.id) })) }
  }

  async management(caller: Caller, site: Site, assets: readonly string[]): Promise<Response<typeof listManagement>> {
    const plant = await askedKnownPlant(this.#options, caller, site, undefined)
    const isSeen = caller.permissions.has('monitoring:read')
    const uses = isSeen ? (await this.#uses(plant)).looked : []
    return { ...plant.about, isSeen, ...(await this.#ask(plant, 'management', { uses, assets })) }
  }

  /** Keeps with the answer what the question stood on for whoever answers it. */
  async answerNeed(caller: Caller, site: Site, answer: NeedAnswer): Promise<{ readonly id: string }> {
    const plant = await askedKnownPlant(this.#options, caller, site, undefined)
    if (answer.isNeeded === (answer.holdUpH === null)) throw new AppError('process.hold-up')
    await checkUnits(plant, answer)
    const at = this.#options.clock()
    const { function: of, host, service, isNeeded, direction, purpose, holdUpH, owner } = answer
    const { needs } = await this.#proposed(plant)
    const basis = needs.find((one) => one.function === of && one.host === host && one.service === service)?.bases ?? []
    const id = newUuid()
    await this.#write(caller, site, at, async (tx) => {
      await insertAnswer(tx, {
        ...{
          id,
          site,
          function: of,
          host,
          service,
          is_needed: isNeeded,
          direction,
          purpose,
          hold_up_h: holdUpH,
          owner,
        },
        ...{ basis, answered_by: caller.subject, answered_at: at },
      })
      const details = { site, ...answer, ...asTexts({ holdUpH }) }
      return { action: 'process.answer', object: answerId(id), details }
    })
    return { id: answerId(id) }
  }

  /** The questions that nobody answered, and how much traffic they were looked for in. */
  async #proposed(plant: AskedKnownPlant) {
    const { looked, isCut } = await this.#uses(plant)
    const { needs } = await this.#ask(plant, 'hidden', { uses: looked, at: plant.at })
    return { looked: looked.length, isCut, needs }
  }

  /** Conversations are read under the person's label. */
  async #uses(plant: AskedKnownPlant): Promise<{ readonly looked: readonly SeenUse[]; readonly isCut: boolean }> {
    const { hosts } = await this.#ask(plant, 'hosts', {})
    const uses = await this.#options.store.transaction(plant.scope, (tx) =>
      listUses(tx, plant.site, hosts, MOST_USES + 1),
    )
    return { looked: uses.slice(0, MOST_USES), isCut: uses.length > MOST_USES }
  }

  async targets(caller: Caller, site: Site, asOf?: EpochMicros): Promise<Response<typeof listTargets>> {
    const plant = await askedKnownPlant(this.#options, caller, site, asOf)
    const { targets, drills } = await this.#ask(plant, 'targets', { at: dayOf(plant.at) })
    const recordOf = await this.#records(
      plant.drills.map((row) => ({ id: drillId(row.id), by: row.recorded_by, at: row.recorded_at })),
    )
    return { ...plant.about, targets, drills: drills.map((one) => ({ ...one, recorded: recordOf(one.id) })) }
  }

  /** By whom and when something was recorded, by its id; null for what the plant file states. */
  async #records(rows: readonly { readonly id: string; readonly by: string; readonly at: EpochMicros }[]) {
    const names = await this.#options.accountNames()
    const records = new Map(
      rows.map(({ id, by, at }) => [id, { by, byName: names.get(by) ?? null, at: isoOfMicros(at) }]),
    )
    return (id: string) => records.get(id) ?? null
  }

  async plan(caller: Caller, site: Site, form: DocumentForm, asOf?: EpochMicros): Promise<DocumentFile> {
    const plant = await askedKnownPlant(this.#options, caller, site, asOf)
    const asked = plant.moment === null ? null : plant.at
    const about = { site, asOf: asked, madeAt: this.#options.clock(), version: this.#options.version }
    return await renderDocument(await this.#ask(plant, 'plan', about), form)
  }

  async recordDrill(caller: Caller, site: Site, drill: NewDrill): Promise<{ readonly id: string }> {
    const plant = await askedKnownPlant(this.#options, caller, site, undefined)
    const at = this.#options.clock()
    await checkDrill(plant, drill, at)
    const id = newUuid()
    const { on, by, heldH, isAtLeast, restoreH, keptShare, isMinimumHeld, ...told } = drill
    await this.#write(caller, site, at, async (tx) => {
      await insertDrill(tx, {
        ...{ id, site, ...told, done_on: on, done_by: by, held_h: heldH, is_at_least: isAtLeast, restore_h: restoreH },
        ...{ kept_share: keptShare, is_minimum_held: isMinimumHeld, recorded_by: caller.subject, recorded_at: at },
      })
      const details = { site, ...drill, ...asTexts({ heldH, restoreH, keptShare }) }
      return { action: 'process.drill', object: drillId(id), details }
    })
    return { id: drillId(id) }
  }

  async withdrawDrill(caller: Caller, site: Site, drill: string, reason: string): Promise<{ readonly id: string }> {
    const id = uuidOfId(drill)
    if (id === null || !maySeeSite(caller, site)) throw new AppError('not-found')
    const at = this.#options.clock()
    await this.#write(caller, site, at, async (tx) => {
      const found = await findDrill(tx, site, id)
      if (found === undefined) throw new AppError('not-found')
      const row = { drill_id: id, site, reason, withdrawn_by: caller.subject }
      if (found.gone !== null || !(await insertWithdrawal(tx, row, at))) throw new AppError('process.withdrawn')
      const details = { site, function: found.function, on: found.done_on, reason }
      return { action: 'process.withdraw-drill', object: drill, details }
    })
    return { id: drill }
  }

  /** Writes what somebody found out about the plant of a site, its change and the entry of the trail together, and tells of it. */
  async #write(
    caller: Caller,
    site: Site,
    at: EpochMicros,
    write: (tx: Tx) => Promise<Omit<AuditEvent, 'actor' | 'at'>>,
  ): Promise<void> {
    await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const entry = await write(tx)
      await recordChange(tx, { kind: 'plant', site, object: site }, at)
      await appendAudit(tx, { actor: caller.subject, ...entry, at })
    })
    this.#options.onChange(site)
  }

  async #ask<Kind extends QuestionKind>(
    plant: AskedPlant,
    kind: Kind,
    question: Questions[Kind],
  ): Promise<Answers[Kind]> {
    return await this.#options.desk.ask(plant.key, () => plant.load(LISTS), kind, question)
  }
}

/** The audit trail keeps whole numbers only. */
function asTexts(values: Readonly<Record<string, number | null>>): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === null ? null : String(value)]),
  )
}

/** Its day: proofs lapse by the day, so answers may be kept until the next. */
function dayOf(at: EpochMicros): EpochMicros {
  return micros(at - (at % DAY_MICROS))
}

const DAY_MICROS = 86_400_000_000
/** Pairs of assets on one port, the latest first. */
const MOST_USES = 20_000

type Site = Response<typeof readProcess>['site']
