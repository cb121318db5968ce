// Use cases of the paths room: each question on the plant as it is known now, or was at an instant.
import type { findGoalPaths, listConduitThreats, listPathGoals } from '@penstock/contract/paths'
import type { Response } from '@penstock/contract/route'
import { type EpochMicros, idOfUuid, type SiteKey } from '@penstock/model/kernel'
import type { Desk } from '@penstock/server/desk'
import type { Caller } from '@penstock/server/http'
import type { AskedPlantOptions } from '@penstock/server/plant'
import type { Answers, Questions } from './question.ts'
import { weakenedPlant } from './weakened-plant.ts'

export interface PathsOptions extends AskedPlantOptions {
  readonly desk: Desk<Questions, Answers>
}

interface Asked {
  readonly asOf?: EpochMicros | undefined
  readonly without?: readonly string[] | undefined
}

export class PathsService {
  readonly #options: PathsOptions

  constructor(options: PathsOptions) {
    this.#options = options
  }

  async goals(caller: Caller, site: SiteKey, { asOf, without = [] }: Asked): Promise<Response<typeof listPathGoals>> {
    const plant = await weakenedPlant(this.#options, caller, site, asOf)
    return { ...plant.about, ...(await this.#options.desk.ask(plant.key, plant.load, 'goals', { without })) }
  }

  async to(
    caller: Caller,
    site: SiteKey,
    { asOf, goal, without = [] }: Asked & { readonly goal: string },
  ): Promise<Response<typeof findGoalPaths>> {
    const plant = await weakenedPlant(this.#options, caller, site, asOf)
    const told = await this.#options.desk.ask(plant.key, plant.load, 'to', { goal, without })
    const assets = told.assets.map((one) => {
      const uuid = plant.declared.get(one.id)
      return { ...one, assetId: uuid === undefined ? null : idOfUuid('ast', uuid) }
    })
    return { ...plant.about, ...told, assets }
  }

  async threats(
    caller: Caller,
    site: SiteKey,
    { asOf }: Pick<Asked, 'asOf'>,
  ): Promise<Response<typeof listConduitThreats>> {
    const plant = await weakenedPlant(this.#options, caller, site, asOf)
    return { ...plant.about, ...(await this.#options.desk.ask(plant.key, plant.load, 'threats', {})) }
  }
}
