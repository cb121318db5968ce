// Sites and the declared plant: import (all or nothing), export, names.
import { createHash } from 'node:crypto'
import type { PlantFaultView, PlantImportView, SiteView } from '@penstock/contract/plant'
import { type EpochMicros, isoOfMicros, microsOfIso } from '@penstock/model/kernel'
import {
  decodeText,
  PLANT_SCHEMA,
  type PlantFault,
  PlantFile,
  plantFaultText,
  readPlant,
  writePlant,
} from '@penstock/model/plant'
import { appendAudit } from '@penstock/server/audit'
import { recordChange } from '@penstock/server/facts'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { type Clock, HUB_SERVICE, isStorable, newUuid } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { diffItems, type ItemDifference, itemsOfPlant, listsOfItems, plantOfItems } from './items.ts'
import type { SiteRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

/** The site that exists from the first start, until the person names it. */
export const FIRST_SITE = 'default'

export interface PlantOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly scopeOf: (caller: Caller) => Scope
  /** Called after the declared plant of a site changed; false when the register has not taken it up yet. */
  readonly onPlant: (site: string) => Promise<boolean>
  /** Called after something was recorded for live pages. */
  readonly onChange?: () => void
}

export class PlantService {
  readonly #options: PlantOptions

  constructor(options: PlantOptions) {
    this.#options = options
  }

  async begin(): Promise<void> {
    await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      if ((await queries.listSiteRows(tx)).length === 0)
        await queries.insertSite(tx, FIRST_SITE, 'My site', this.#options.clock())
    })
  }

  async listSites(caller: Caller): Promise<SiteView[]> {
    return await this.#options.store.transaction(this.#options.scopeOf(caller), async (tx) => {
      const views: SiteView[] = []
      for (const row of await queries.listSiteRows(tx)) views.push(await siteView(tx, row))
      return views
    })
  }

  async nameSite(caller: Caller, site: string, version: number, name: string): Promise<SiteView> {
    const at = this.#options.clock()
    const view = await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const row = await this.#site(tx, caller, site)
      if (row.version !== version) throw new AppError('version-moved', { version: row.version })
      await queries.renameSite(tx, site, name, caller.subject, at)
      await recordChange(tx, { kind: 'site', site, object: site }, at)
      await appendAudit(tx, { actor: caller.subject, action: 'site.name', object: site, details: { name }, at })
      return await siteView(tx, await this.#site(tx, caller, site))
    })
    this.#options.onChange?.()
    return view
  }

  /** Imports a plant file: every fault is told and nothing is stored, or all of it is in force. */
  async importPlant(
    caller: Caller,
    site: string,
    bytes: Uint8Array,
    how: { readonly source: string; readonly dryRun: boolean },
  ): Promise<PlantImportView> {
    const decoded = decodeText(bytes)
    if (!decoded.ok) throw new AppError('plant.not-text', { faults: [faultView(decoded.refusal)] })
    const read = readPlant(decoded.value.text)
    if (!read.ok) throw new AppError('plant.faults', { faults: read.refusal.map(faultView) })
    const { plant, warnings } = read.value
    if (!isStorable(plant)) {
      const message = 'a text holds U+0000 or half a surrogate pair'
      throw new AppError('plant.not-text', {
        faults: [{ path: '', code: 'plant.not-text', message, mend: 'take it out' }],
      })
    }
    const at = this.#options.clock()
    const difference = await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      await this.#site(tx, caller, site)
      if (how.dryRun) return diffItems(await queries.listItems(tx, site), itemsOfPlant(plant))
      return await storePlant(tx, {
        caller,
        site,
        plant,
        bytes,
        source: how.source,
        heldFrom: asOfPlant(plant) ?? at,
        at,
      })
    })
    const moved = difference.added.length + difference.changed.length + difference.removed.length
    const isConcluded = how.dryRun || moved === 0 || (await this.#options.onPlant(site))
    return {
      site,
      isDryRun: how.dryRun,
      added: difference.added.length,
      changed: difference.changed.length,
      removed: difference.removed.length,
      unchanged: difference.unchanged,
      warnings: warnings.map(faultView),
      isConcluded,
    }
  }

  /**
   * Changes the declared plant as it stands, in one transaction with what `also` keeps of it; null of `change` leaves it as it is. Before
   * the first import that is an empty plant, named as its site.
   */
  async amend(
    caller: Caller,
    site: string,
    source: string,
    change: (plant: PlantFile) => PlantFile | null,
    also: (tx: Tx, at: EpochMicros) => Promise<void>,
  ): Promise<{ readonly isConcluded: boolean }> {
    const isMoved = await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const { name } = await this.#site(tx, caller, site)
      const at = this.#options.clock()
      const plant = change((await readDeclaredPlant(tx, site)) ?? emptyPlant(name))
      if (plant !== null) {
        const bytes = Buffer.from(writePlant(plant))
        await storePlant(tx, { caller, site, plant, bytes, source, heldFrom: at, at })
      }
      await also(tx, at)
      return plant !== null
    })
    if (!isMoved) {
      this.#options.onChange?.()
      return { isConcluded: true }
    }
    return { isConcluded: await this.#options.onPlant(site) }
  }

  /** The plant file as declared now. */
  async exportPlant(caller: Caller, site: string): Promise<string> {
    return await this.#options.store.transaction(this.#options.scopeOf(caller), async (tx) => {
      if ((await queries.findSite(tx, site)) === undefined) throw new AppError('not-found')
      const plant = await readDeclaredPlant(tx, site)
      if (plant === null) throw new AppError('not-found')
      return writePlant(plant)
    })
  }

  async #site(tx: Tx, caller: Caller, site: string): Promise<SiteRow> {
    const row = maySeeSite(caller, site) ? await queries.findSite(tx, site) : undefined
    if (row === undefined) throw new AppError('not-found')
    return row
  }
}

/** Stores what differs from the plant in force, with its audit entry. */
async function storePlant(
  tx: Tx,
  given: {
    readonly caller: Caller
    readonly site: string
    readonly plant: PlantFile
    readonly bytes: Uint8Array
    readonly source: string
    readonly heldFrom: EpochMicros
    readonly at: EpochMicros
  },
): Promise<ItemDifference> {
  const { caller, site, plant, bytes, source, heldFrom, at } = given
  const found = diffItems(await queries.listItems(tx, site), itemsOfPlant(plant))
  const moved = found.added.length + found.changed.length + found.removed.length
  if (moved === 0) return found
  const sha256 = createHash('sha256').update(bytes).digest()
  const made = { id: newUuid(), site, source, sha256, items: moved, imported_by: caller.subject }
  await queries.insertImport(tx, made, asOfPlant(plant), at)
  await queries.closeItems(tx, site, [...found.changed, ...found.removed], at)
  const fresh = [...found.added, ...found.changed].map((item) => ({ ...item, site, import_id: made.id }))
  await queries.insertItems(tx, fresh, heldFrom, at)
  await recordChange(tx, { kind: 'plant', site, object: site }, at)
  const details = { source, sha256: sha256.toString('hex'), items: moved }
  await appendAudit(tx, { actor: caller.subject, action: 'plant.import', object: site, details, at })
  return found
}

function emptyPlant(name: string): PlantFile {
  return PlantFile.parse({ about: { name, schema: PLANT_SCHEMA } })
}

/** The plant that a site declares now, or null before the first import. */
export async function readDeclaredPlant(tx: Tx, site: string): Promise<PlantFile | null> {
  const items = await queries.listItems(tx, site)
  return items.length === 0 ? null : plantOfItems(items)
}

/** Lists of the declared plant by name, as they were stored, as known now or at an instant; parse them with `PlantFile`. */
export async function readPlantLists(
  tx: Tx,
  site: string,
  lists: readonly string[] | undefined,
  asOf?: EpochMicros,
): Promise<Readonly<Record<string, unknown>>> {
  return listsOfItems(await queries.listItems(tx, site, asOf, lists))
}

/** Whether there is such a site, and the import that made its plant what it was known to be now or at an instant. */
export async function findPlantImport(tx: Tx, site: string, asOf?: EpochMicros) {
  const isSite = (await queries.findSite(tx, site)) !== undefined
  return { isSite, last: (await queries.findLastImport(tx, site, asOf)) ?? null }
}

/** Sites in the order of their making. */
export async function listSiteKeys(tx: Tx): Promise<string[]> {
  return (await queries.listSiteRows(tx)).map((row) => row.site)
}

/** When and from what the declared plant came, or null. */
export async function findPlantSource(tx: Tx, site: string) {
  const last = await queries.findLastImport(tx, site)
  return last === undefined ? null : { source: last.source, at: last.learned_at, asOf: last.as_of }
}

async function siteView(tx: Tx, row: SiteRow): Promise<SiteView> {
  const counts = await queries.countItems(tx, row.site)
  const count = (list: string): number => counts.get(list) ?? 0
  const source = await findPlantSource(tx, row.site)
  return {
    site: row.site,
    name: row.name,
    isNamed: row.named_at !== null,
    assets: count('assets'),
    zones: count('zones'),
    conduits: count('conduits'),
    plantImportedAt: source === null ? null : isoOfMicros(source.at),
    plantSource: source?.source ?? null,
    version: row.version,
  }
}

function asOfPlant(plant: PlantFile) {
  const asOf = (plant.about as { readonly asOf?: string | null } | undefined)?.asOf
  return typeof asOf === 'string' ? microsOfIso(asOf) : null
}

function faultView(fault: PlantFault): PlantFaultView {
  const { message, mend } = plantFaultText(fault)
  const place = fault.line === null ? fault.path : `${fault.path} (line ${fault.line}, column ${fault.column ?? 1})`
  return { path: place, code: fault.code, message, mend }
}
