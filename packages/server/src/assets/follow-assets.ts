// Which stored asset each concluded one is: ids and references outlive new anchors, merges, splits and their undoing.
import type { Asset } from '@penstock/model/assets'
import { uuidOfContent } from '@penstock/server/runtime'
import type { AssetBody } from './asset-body.ts'
import type { AssetTableRow } from './queries.ts'

/**
 * By key of a concluded asset, the id of its row. First who stands on the key, also when it had gone into another and now
 * comes apart again; then who stands on one of the anchors, the oldest first; else a new one.
 */
export function followAssets(
  site: string,
  assets: readonly Asset[],
  rows: readonly AssetTableRow[],
): ReadonlyMap<string, string> {
  const living = rows.filter((row) => row.merged_into === null)
  const merged = rows.filter((row) => row.merged_into !== null).sort(newestFirst)
  const idOf = new Map<string, string>()
  const taken = new Set<string>()
  const take = (asset: Asset, id: string) => {
    idOf.set(asset.key, id)
    taken.add(id)
  }
  for (const group of [living, merged]) {
    const byKey = new Map([...group].reverse().map((row) => [bodyOf(row).key, row]))
    for (const asset of assets) {
      const row = idOf.has(asset.key) ? undefined : byKey.get(asset.key)
      if (row !== undefined && !taken.has(row.id)) take(asset, row.id)
    }
  }
  for (const group of [living, merged]) {
    const byAnchor = Map.groupBy(
      group.flatMap((row) => bodyOf(row).anchors.map((anchor) => ({ anchor, row }))),
      ({ anchor }) => anchor,
    )
    for (const asset of assets) {
      if (idOf.has(asset.key)) continue
      const found = asset.anchors.flatMap((anchor) => byAnchor.get(anchor) ?? []).map(({ row }) => row)
      const [oldest] = found.filter((row) => !taken.has(row.id)).sort(oldestFirst)
      if (oldest !== undefined) take(asset, oldest.id)
    }
  }
  const known = new Set(rows.map((row) => row.id))
  for (const asset of assets) if (!idOf.has(asset.key)) take(asset, freeId(site, asset.key, known, taken))
  return idOf
}

/** The id made from the key; when an older asset that began on this key has it, the next one. */
function freeId(site: string, key: string, known: ReadonlySet<string>, taken: ReadonlySet<string>): string {
  for (let count = 0; ; count++) {
    const id = uuidOfContent(count === 0 ? ['asset', site, key] : ['asset', site, key, count])
    if (!known.has(id) && !taken.has(id)) return id
  }
}

function bodyOf(row: AssetTableRow): Asset {
  return (row.body as AssetBody).asset
}

function oldestFirst(a: AssetTableRow, b: AssetTableRow): number {
  return (a.first_at ?? 0) - (b.first_at ?? 0) || (a.id < b.id ? -1 : 1)
}

/** Of those that went into others, the one that did so last. */
function newestFirst(a: AssetTableRow, b: AssetTableRow): number {
  return b.learned_at - a.learned_at || (a.id < b.id ? -1 : 1)
}
