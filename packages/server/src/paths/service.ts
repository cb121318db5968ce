// Use cases of the paths room: each question on the plant as it is known now, or was at an instant.
import { createHash } from 'node:crypto'
import type { findGoalPaths, listConduitThreats, listPathGoals } from '@penstock/contract/paths'
import type { Response } from '@penstock/contract/route'
import { type EpochMicros, idOfUuid, type SiteKey } from '@penstock/model/kernel'
import type { AssetWeakness } from '@penstock/model/paths'
import { findDeclaredAssets } from '@penstock/server/assets'
import type { Desk } from '@penstock/server/desk'
import type { Caller } from '@penstock/server/http'
import { type AskedPlantOptions, askedPlant } from '@penstock/server/plant'
import { listWeaknesses } from '@penstock/server/vulnerabilities'
import { type Answers, type Questions, WEAKNESSES } from './question.ts'

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
    const plant = await this.#plant(caller, site, asOf)
    return { ...plant.about, ...(await this.#options.desk.ask(plant.key, plant.load, 'goals', { without })) }
  }

  async to(
    caller: Caller,
    site: SiteKey,
    { asOf, goal, without = [] }: Asked & { readonly goal: string },
  ): Promise<Response<typeof findGoalPaths>> {
    const plant = await this.#plant(caller, site, asOf)
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
    const plant = await this.#plant(caller, site, asOf)
    return { ...plant.about, ...(await this.#options.desk.ask(plant.key, plant.load, 'threats', {})) }
  }

  /** The plant with what advisories say of its assets at the same moment: another set of them is another plant to the thread. */
  async #plant(caller: Caller, site: SiteKey, asOf: EpochMicros | undefined) {
    const plant = await askedPlant(this.#options, caller, site, asOf)
    const { moment, at: now } = plant
    const { declared, rows } = await this.#options.store.transaction(plant.scope, async (tx) => ({
      declared: await findDeclaredAssets(tx, site),
      rows: await listWeaknesses(tx, site, { moment, now }),
    }))
    const idOf = new Map([...declared].map(([id, uuid]) => [uuid, id]))
    const weaknesses = rows.flatMap((row): AssetWeakness[] => {
      const asset = idOf.get(row.asset_id)
      const { advisory_id: advisory, grade, cves, is_known_exploited: isKnownExploited } = row
      return asset === undefined
        ? []
        : [{ asset, advisory, grade: grade as AssetWeakness['grade'], cves, isKnownExploited }]
    })
    const digest = createHash('sha256').update(JSON.stringify(weaknesses)).digest('hex')
    return {
      about: plant.about,
      declared,
      key: `${plant.key} ${digest}`,
      load: async () => ({ ...(await plant.load()), [WEAKNESSES]: weaknesses }),
    }
  }
}
