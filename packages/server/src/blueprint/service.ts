// Use cases: agreeing on a blueprint, what deviates from it and since when, how far its stages are, drafts.
import type {
  agreeBlueprint,
  checkLink,
  listBlueprints,
  listCloudServices,
  listDeviations,
  readBlueprint,
  readMonitoring,
} from '@penstock/contract/blueprint'
import { DeviationKind } from '@penstock/contract/blueprint'
import type { Response } from '@penstock/contract/route'
import { Blueprint, readBlueprint as readFile } from '@penstock/model/blueprint'
import { type Domain, isoOfMicros, type SiteKey } from '@penstock/model/kernel'
import { decodeText } from '@penstock/model/plant'
import { appendAudit } from '@penstock/server/audit'
import type { Desk } from '@penstock/server/desk'
import { recordChange } from '@penstock/server/facts'
import { AppError, type Caller, cursorAfter, maySeeSite, offsetOf } from '@penstock/server/http'
import { weakenedPlant } from '@penstock/server/paths'
import { type AskedPlantOptions, askedPlant, findPlantImport, findSite, readSite } from '@penstock/server/plant'
import { HUB_SERVICE, isStorable, newUuid } from '@penstock/server/runtime'
import { readSensors } from './observed.ts'
import * as queries from './queries.ts'
import type { Answers, Questions } from './question.ts'
import { deviationView, stageViews, versionView } from './views.ts'
import type { BlueprintWatch } from './watch.ts'

export interface BlueprintOptions extends AskedPlantOptions {
  readonly desk: Desk<Questions, Answers>
  readonly watch: BlueprintWatch
  /** Whether a cell answers now: what its sensors do is not known otherwise. */
  readonly isAnswering: (domain: Domain) => boolean
  readonly onChange: () => void
  /** Names of the people who agreed, by account. */
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
}

/** Pairs that were heard; of the rest nothing is said. */
const MOST_TALKS = 50_000

export class BlueprintService {
  readonly #options: BlueprintOptions

  constructor(options: BlueprintOptions) {
    this.#options = options
  }

  async read(caller: Caller, site: SiteKey): Promise<Response<typeof readBlueprint>> {
    const now = this.#options.clock()
    const names = await this.#options.accountNames()
    const kinds = kindsOf(caller)
    const isPartial = kinds.length < DeviationKind.options.length
    return await readSite(this.#options, caller, site, async (tx) => {
      const row = await queries.findBlueprint(tx, site)
      const { last } = await findPlantImport(tx, site)
      const held = await queries.findHeld(tx, site)
      const about = { site, now: isoOfMicros(now), importedAt: last === null ? null : isoOfMicros(last.learned_at) }
      if (row === undefined) return { ...about, inForce: null, heldAt: null, open: [], stages: [], isPartial }
      const rows = (await queries.listOpenDeviations(tx, site)).filter(({ kind }) => kinds.some((one) => one === kind))
      const isHeld = held?.version === row.version
      return {
        ...about,
        inForce: versionView(row, names),
        heldAt: isHeld ? isoOfMicros(held.held_at) : null,
        open: kinds.map((kind) => ({ kind, count: rows.filter((one) => one.kind === kind).length })),
        stages: isHeld ? stageViews(Blueprint.parse(row.document), rows, caller, about.now.slice(0, 10)) : [],
        isPartial,
      }
    })
  }

  async deviations(
    caller: Caller,
    site: SiteKey,
    asked: {
      readonly state: 'open' | 'closed'
      readonly kind?: DeviationKind | undefined
      readonly stage?: string | undefined
      readonly cursor?: string | undefined
      readonly limit: number
    },
  ): Promise<Response<typeof listDeviations>> {
    const offset = offsetOf(asked.cursor)
    const kinds = kindsOf(caller).filter((kind) => asked.kind === undefined || kind === asked.kind)
    if (kinds.length === 0) return { items: [], total: 0, nextCursor: null }
    return await readSite(this.#options, caller, site, async (tx) => {
      const filter = { state: asked.state, kinds, stage: asked.stage }
      const { rows, total } = await queries.listDeviationPage(tx, site, filter, { offset, limit: asked.limit })
      return { items: rows.map(deviationView), total, nextCursor: cursorAfter(offset + asked.limit, total) }
    })
  }

  async versions(caller: Caller, site: SiteKey): Promise<Response<typeof listBlueprints>> {
    const names = await this.#options.accountNames()
    return await readSite(this.#options, caller, site, async (tx) => ({
      items: (await queries.listBlueprints(tx, site)).map((row) => versionView(row, names)),
    }))
  }

  /** Answers after today was held against it. */
  async agree(
    caller: Caller,
    site: SiteKey,
    bytes: Uint8Array,
    given: { readonly reason: string; readonly version: number },
  ): Promise<Response<typeof agreeBlueprint>> {
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    const document = blueprintOf(bytes)
    const at = this.#options.clock()
    const row = await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      if ((await findSite(tx, site)) === undefined) throw new AppError('not-found')
      const version = (await queries.findBlueprint(tx, site))?.version ?? 0
      if (version !== given.version) throw new AppError('version-moved', { version })
      const made = { id: newUuid(), site, version: version + 1, document, reason: given.reason }
      const agreed = { ...made, agreed_by: caller.subject, agreed_at: at }
      await queries.insertBlueprint(tx, agreed)
      await recordChange(tx, { kind: 'blueprint', site, object: site }, at)
      const details = { name: document.name, version: made.version, reason: given.reason, blueprint: made.id }
      await appendAudit(tx, { actor: caller.subject, action: 'blueprint.agree', object: site, details, at })
      return agreed
    })
    this.#options.onChange()
    this.#options.watch.mark([site])
    return versionView(row, await this.#options.accountNames())
  }

  /** The text of the blueprint in force, or a draft of the declared plant. */
  async export(caller: Caller, site: SiteKey, isDraft: boolean): Promise<string> {
    if (isDraft) {
      const plant = await askedPlant(this.#options, caller, site, undefined)
      if (plant.about.importedAt === null) throw new AppError('not-found')
      const draft = await this.#options.desk.ask(plant.key, () => plant.load(), 'draft', {})
      return `${JSON.stringify(draft, null, 2)}\n`
    }
    const row = await readSite(this.#options, caller, site, (tx) => queries.findBlueprint(tx, site))
    if (row === undefined) throw new AppError('not-found')
    return `${JSON.stringify(row.document, null, 2)}\n`
  }

  /** Open advisories of assets count, as they do for paths. */
  async link(
    caller: Caller,
    site: SiteKey,
    link: { readonly from: string; readonly to: string; readonly protocol: string },
  ): Promise<Response<typeof checkLink>> {
    const plant = await weakenedPlant(this.#options, caller, site, undefined)
    const told = await this.#options.desk.ask(plant.key, plant.load, 'link', link)
    return { site, importedAt: plant.about.importedAt, ...told }
  }

  /** Sensors and conversations are those of the person's label; without a right to them the design stands alone. */
  async monitoring(caller: Caller, site: SiteKey, isOfToday: boolean): Promise<Response<typeof readMonitoring>> {
    const { store, desk, isAnswering } = this.#options
    const plant = await askedPlant(this.#options, caller, site, undefined)
    const isSeen = isOfToday && caller.permissions.has('sensor:read')
    const sensors = isSeen
      ? await store.transaction(HUB_SERVICE, (tx) => readSensors(tx, site, plant.at, isAnswering))
      : []
    const standing = sensors
      .filter(({ domain, isListening }) => isListening === true && (caller.domain === null || caller.domain === domain))
      .flatMap(({ segments }) => segments)
    const talks = caller.permissions.has('monitoring:read')
      ? await store.transaction(plant.scope, (tx) => queries.listSeenTalks(tx, site, MOST_TALKS))
      : []
    const question = {
      standing: isSeen ? [...new Set(standing)] : null,
      seen: talks.map((talk) => ({ ...talk, writes: false })),
    }
    const told = await desk.ask(plant.key, () => plant.load(), 'monitoring', question)
    return { site, importedAt: plant.about.importedAt, isOfToday: isSeen, ...told }
  }

  async cloud(caller: Caller, site: SiteKey): Promise<Response<typeof listCloudServices>> {
    const plant = await askedPlant(this.#options, caller, site, undefined)
    const items = await this.#options.desk.ask(plant.key, () => plant.load(), 'cloud', {})
    return { site, importedAt: plant.about.importedAt, items }
  }
}

function blueprintOf(bytes: Uint8Array): Blueprint {
  const decoded = decodeText(bytes)
  const read = decoded.ok ? readFile(decoded.value.text) : null
  if (read?.ok === true && isStorable(read.value)) return read.value
  const faults =
    read === null || read.ok
      ? [{ place: '', message: 'it is no text, or holds U+0000 or half a surrogate pair', mend: null }]
      : read.refusal
  throw new AppError('blueprint.faults', { faults })
}

/** What was observed of assets, zones and sensors is for people who may see those. */
function kindsOf(caller: Caller): readonly DeviationKind[] {
  return DeviationKind.options.filter((kind) => {
    if (kind.startsWith('sensor-')) return caller.permissions.has('sensor:read')
    if (kind === 'traffic-unplanned') return caller.permissions.has('zone:read')
    if (kind === 'stranger' || kind === 'asset-seen-elsewhere') return caller.permissions.has('asset:read')
    return true
  })
}
