// Use cases of the paths room: each question on the plant as it is known now, or was at an instant.
import type { findGoalPaths, listConduitThreats, listPathGoals, listUnsupported } from '@penstock/contract/paths'
import type { Response } from '@penstock/contract/route'
import { type EpochMicros, idOfUuid, isoOfMicros, type SiteKey } from '@penstock/model/kernel'
import { LIMITS } from '@penstock/model/paths'
import { declaredAssetId } from '@penstock/server/assets'
import type { Desk } from '@penstock/server/desk'
import type { AskCell, Caller } from '@penstock/server/http'
import type { AskedPlantOptions } from '@penstock/server/plant'
import { listMeasures } from '@penstock/server/vulnerabilities'
import { askedStandings } from './observed.ts'
import * as queries from './queries.ts'
import { type Answers, type Questions, STANDINGS } from './question.ts'
import { weakenedPlant } from './weakened-plant.ts'

export interface PathsOptions extends AskedPlantOptions {
  readonly desk: Desk<Questions, Answers>
  readonly ask: AskCell
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
    const { plant, observed } = await this.#asked(caller, site, asOf)
    const told = await this.#options.desk.ask(plant.key, plant.load, 'goals', { without })
    return { ...plant.about, observed, ...told }
  }

  async to(
    caller: Caller,
    site: SiteKey,
    { asOf, goal, without = [] }: Asked & { readonly goal: string },
  ): Promise<Response<typeof findGoalPaths>> {
    const { plant, observed } = await this.#asked(caller, site, asOf)
    const told = await this.#options.desk.ask(plant.key, plant.load, 'to', { goal, without })
    const assets = told.assets.map((one) => ({ ...one, assetId: declaredAssetId(plant.declared, one.id) }))
    return { ...plant.about, observed, ...told, assets }
  }

  /** The plant with its weaknesses, and how its devices stand by what was seen until the moment that is asked for. */
  async #asked(caller: Caller, site: SiteKey, asOf: EpochMicros | undefined) {
    const plant = await weakenedPlant(this.#options, caller, site, asOf)
    const { standings, digest, about } = await askedStandings(this.#options.ask, caller, site, plant.moment?.at ?? null)
    const key = `${plant.key} ${digest}`
    const load = async () => ({ ...(await plant.load()), [STANDINGS]: standings })
    return { plant: { ...plant, key, load }, observed: about }
  }

  async threats(
    caller: Caller,
    site: SiteKey,
    { asOf }: Pick<Asked, 'asOf'>,
  ): Promise<Response<typeof listConduitThreats>> {
    const plant = await weakenedPlant(this.#options, caller, site, asOf)
    return { ...plant.about, ...(await this.#options.desk.ask(plant.key, plant.load, 'threats', {})) }
  }

  /** As known now: the day on which support ends is a fact of the register, which has no such question of the past. */
  async unsupported(caller: Caller, site: SiteKey): Promise<Response<typeof listUnsupported>> {
    const plant = await weakenedPlant(this.#options, caller, site, undefined)
    const { rows, measures } = await this.#options.store.transaction(plant.scope, async (tx) => ({
      rows: await queries.listUnsupported(tx, site, isoOfMicros(plant.at).slice(0, 10)),
      measures: Map.groupBy(await listMeasures(tx, site, plant.at), (one) => one.asset_id),
    }))
    const byAsset = new Map(rows.flatMap((row) => (row.declared_id === null ? [] : [[row.declared_id, row] as const])))
    const assets = [...byAsset].map(([asset, { level }]) => ({ asset, level }))
    const { standings } = await this.#options.desk.ask(plant.key, plant.load, 'unsupported', { assets })
    const open = Map.groupBy(plant.weaknesses, ({ asset }) => asset)
    return {
      ...plant.about,
      limits: [...LIMITS],
      undeclared: rows.length - standings.length,
      items: standings.map(({ controls, startsHere, ...one }) => {
        const { id, name, support_end: supportEnd } = byAsset.get(one.asset)!
        return {
          ...one,
          ...{ name, supportEnd, assetId: idOfUuid('ast', id), startsHere: [...startsHere], controls: [...controls] },
          openAdvisories: open.get(one.asset)?.length ?? 0,
          measures: (measures.get(id) ?? []).map(({ advisory_id: advisory, words, until }) => {
            return { advisory, measure: words ?? '', until: isoOfMicros(until!) }
          }),
        }
      }),
    }
  }
}
