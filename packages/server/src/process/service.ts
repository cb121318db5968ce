// Use cases of the process room: each question on the plant as it is known now, or was at an instant.
import {
  type listContingencies,
  type listHiddenNeeds,
  MOST_LOST,
  type planProcessRecovery,
  type playProcessOutage,
  type readCriticality,
  type readProcess,
  type reviewProcess,
} from '@penstock/contract/process'
import type { Response } from '@penstock/contract/route'
import { type EpochMicros, idOfUuid } from '@penstock/model/kernel'
import type { HoursOut } from '@penstock/model/process'
import { findDeclaredAssets } from '@penstock/server/assets'
import type { Desk } from '@penstock/server/desk'
import { AppError, type Caller } from '@penstock/server/http'
import { type AskedPlant, type AskedPlantOptions, askedPlant } from '@penstock/server/plant'
import { listUses } from './queries.ts'
import { type Answers, LISTS, type QuestionKind, type Questions } from './question.ts'

export interface ProcessOptions extends AskedPlantOptions {
  readonly desk: Desk<Questions, Answers>
}

export class ProcessService {
  readonly #options: ProcessOptions

  constructor(options: ProcessOptions) {
    this.#options = options
  }

  async network(caller: Caller, site: Site, asOf?: EpochMicros): Promise<Response<typeof readProcess>> {
    const plant = await this.#plant(caller, site, asOf)
    const { assets, neededByNothing, ...told } = await this.#ask(plant, 'network', { at: plant.at })
    const ids = await this.#options.store.transaction(plant.scope, (tx) => findDeclaredAssets(tx, site))
    const assetId = (id: string): string | null => {
      const uuid = ids.get(id)
      return uuid === undefined ? null : idOfUuid('ast', uuid)
    }
    return {
      ...plant.about,
      ...told,
      assets: assets.map((one) => ({ ...one, assetId: assetId(one.id) })),
      neededByNothing: neededByNothing.map((one) => ({ ...one, assetId: assetId(one.id) })),
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
    const plant = await this.#plant(caller, site, asked.asOf)
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
    const plant = await this.#plant(caller, site, asked.asOf)
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
    const plant = await this.#plant(caller, site, asked.asOf)
    return { ...plant.about, ...(await this.#ask(plant, 'recovery', { lost: asked.lost, most: MOST_LOST })) }
  }

  async review(caller: Caller, site: Site, asOf?: EpochMicros): Promise<Response<typeof reviewProcess>> {
    const plant = await this.#plant(caller, site, asOf)
    return { ...plant.about, ...(await this.#ask(plant, 'review', { at: plant.at })) }
  }

  async criticality(
    caller: Caller,
    site: Site,
    { asset, asOf }: { readonly asset: string; readonly asOf?: EpochMicros | undefined },
  ): Promise<Response<typeof readCriticality>> {
    const plant = await this.#plant(caller, site, asOf)
    return { ...plant.about, ...(await this.#ask(plant, 'criticality', { asset })) }
  }

  /** Conversations are read under the person's label: what the other domain saw asks nothing here. */
  async hiddenNeeds(caller: Caller, site: Site): Promise<Response<typeof listHiddenNeeds>> {
    const plant = await this.#plant(caller, site, undefined)
    const uses = await this.#options.store.transaction(plant.scope, (tx) => listUses(tx, site, MOST_USES + 1))
    const looked = uses.slice(0, MOST_USES)
    const { needs } = await this.#ask(plant, 'hidden', { uses: looked })
    return { ...plant.about, looked: looked.length, isCut: uses.length > looked.length, needs }
  }

  async #plant(caller: Caller, site: Site, asOf: EpochMicros | undefined): Promise<AskedPlant> {
    return await askedPlant(this.#options, caller, site, asOf)
  }

  async #ask<Kind extends QuestionKind>(
    plant: AskedPlant,
    kind: Kind,
    question: Questions[Kind],
  ): Promise<Answers[Kind]> {
    return await this.#options.desk.ask(plant.key, () => plant.load(LISTS), kind, question)
  }
}

/** Pairs of assets on one port, the latest first. */
const MOST_USES = 20_000

type Site = Response<typeof readProcess>['site']
