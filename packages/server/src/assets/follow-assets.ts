// Which stored asset each concluded one is: ids and references outlive new anchors, merges, splits and their undoing.
import { type Asset, anchorOfKey } from '@penstock/model/assets'
import { isSameJson, uuidOfContent } from '@penstock/server/runtime'
import type { AssetBody, Standing } from './asset-body.ts'
import type { AssetTableRow } from './queries.ts'

export interface Followed {
  /** By key of a concluded asset, the id of its row. */
  readonly idOf: ReadonlyMap<string, string>
  /** By id of a row, the asset that it would be without people's merges and splits. */
  readonly aloneOf: ReadonlyMap<string, Asset>
}

/**
 * Rows are first given to the assets as they would be without people's merges and splits (`alone`), so that no order of
 * merging, splitting and undoing can hand an id from one device to another. What people made takes the id of a device
 * that is its main part; what they split off has a row of its own.
 */
export function followAssets(
  site: string,
  assets: readonly Asset[],
  alone: readonly Asset[],
  rows: readonly AssetTableRow[],
): Followed {
  const places = new Places(site, rows)
  const isLiving = (row: AssetTableRow) => row.merged_into === null
  const ofDevices = rows.filter((row) => standingAlone(row) !== null)
  const splitOff = rows.filter((row) => standingAlone(row) === null)
  const idOfAlone = places.give(alone, [
    toPool(ofDevices.filter(isLiving), standingAlone),
    toPool(ofDevices.filter((row) => !isLiving(row)).sort(newestFirst), standingAlone),
    toPool(splitOff, standing),
  ])
  const aloneOf = new Map(alone.map((asset) => [idOfAlone.get(asset.key)!, asset]))
  if (alone === assets) return { idOf: idOfAlone, aloneOf }

  const idOf = new Map<string, string>()
  const keys = new Set(assets.map(({ key }) => key))
  const left = alone.filter(({ key }) => !keys.has(key)).sort(oldestFirst)
  for (const asset of assets) {
    const part = left.find(({ key }) => asset.anchors.includes(anchorOfKey(key)))
    const id = idOfAlone.get(asset.key) ?? (part === undefined ? undefined : idOfAlone.get(part.key))
    if (id !== undefined) idOf.set(asset.key, id)
  }
  const parted = assets.filter(({ key }) => !idOf.has(key))
  const others = rows.filter(({ id }) => !aloneOf.has(id))
  const given = places.give(parted, [
    toPool(others.filter(isLiving), standing),
    toPool(others.filter((row) => !isLiving(row)).sort(newestFirst), standing),
  ])
  return { idOf: new Map([...idOf, ...given]), aloneOf }
}

/** What a row keeps of the asset that it would be without people's merges and splits. */
export function keptAlone(asset: Asset, alone: Asset | undefined): Pick<AssetBody, 'alone'> {
  if (alone === undefined) return { alone: null }
  const { key, anchors } = alone
  return key === asset.key && isSameJson(anchors, asset.anchors) ? {} : { alone: { key, anchors } }
}

/** Rows that may be given, and by what each is known again. */
type Pool = readonly { readonly row: AssetTableRow; readonly by: Standing }[]

/** Gives each row once. */
class Places {
  readonly #site: string
  readonly #known: ReadonlySet<string>
  readonly #taken = new Set<string>()

  constructor(site: string, rows: readonly AssetTableRow[]) {
    this.#site = site
    this.#known = new Set(rows.map((row) => row.id))
  }

  /**
   * First who stands on the key, also when it had gone into another and now comes apart again; then who stands on one of
   * the anchors, the oldest first; else a new one. An earlier pool goes before a later one.
   */
  give(assets: readonly Asset[], pools: readonly Pool[]): ReadonlyMap<string, string> {
    const idOf = new Map<string, string>()
    const take = (asset: Asset, id: string) => {
      idOf.set(asset.key, id)
      this.#taken.add(id)
    }
    for (const pool of pools) {
      const byKey = new Map(pool.toReversed().map(({ row, by }) => [by.key, row]))
      for (const asset of assets) {
        const row = idOf.has(asset.key) ? undefined : byKey.get(asset.key)
        if (row !== undefined && !this.#taken.has(row.id)) take(asset, row.id)
      }
    }
    for (const pool of pools) {
      const byAnchor = Map.groupBy(
        pool.flatMap(({ row, by }) => by.anchors.map((anchor) => ({ anchor, row }))),
        ({ anchor }) => anchor,
      )
      for (const asset of assets) {
        if (idOf.has(asset.key)) continue
        const found = asset.anchors.flatMap((anchor) => byAnchor.get(anchor) ?? []).map(({ row }) => row)
        const [oldest] = found.filter((row) => !this.#taken.has(row.id)).sort(firstSeenFirst)
        if (oldest !== undefined) take(asset, oldest.id)
      }
    }
    for (const asset of assets) if (!idOf.has(asset.key)) take(asset, this.#freeId(asset.key))
    return idOf
  }

  /** The id made from the key; when an older asset that began on this key has it, the next one. */
  #freeId(key: string): string {
    for (let count = 0; ; count++) {
      const id = uuidOfContent(count === 0 ? ['asset', this.#site, key] : ['asset', this.#site, key, count])
      if (!this.#known.has(id) && !this.#taken.has(id)) return id
    }
  }
}

function toPool(rows: readonly AssetTableRow[], standingOf: (row: AssetTableRow) => Standing | null): Pool {
  return rows.flatMap((row) => {
    const by = standingOf(row)
    return by === null ? [] : [{ row, by }]
  })
}

function standing(row: AssetTableRow): Standing {
  return (row.body as AssetBody).asset
}

function standingAlone(row: AssetTableRow): Standing | null {
  const { asset, alone } = row.body as AssetBody
  return alone === undefined ? asset : alone
}

function oldestFirst(a: Asset, b: Asset): number {
  return (a.firstAt ?? 0) - (b.firstAt ?? 0) || (a.key < b.key ? -1 : 1)
}

function firstSeenFirst(a: AssetTableRow, b: AssetTableRow): number {
  return (a.first_at ?? 0) - (b.first_at ?? 0) || (a.id < b.id ? -1 : 1)
}

/** Of those that went into others, the one that did so last. */
function newestFirst(a: AssetTableRow, b: AssetTableRow): number {
  return b.learned_at - a.learned_at || (a.id < b.id ? -1 : 1)
}
