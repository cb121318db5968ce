// A plant file as items and back: each entry of a list is one item; `about` and other single objects are lists of one.

import { PlantFile } from '@penstock/model/plant'
import { isSameJson } from '@penstock/server/runtime'

export interface PlantItem {
  readonly list: string
  readonly item_id: string
  readonly ordinal: number
  readonly body: unknown
}

/** Kept beside a plant's other lists under this name, with an empty id. */
const SINGLE = ''

export function itemsOfPlant(plant: PlantFile): PlantItem[] {
  const items: PlantItem[] = []
  for (const [list, value] of Object.entries(plant)) {
    if (!Array.isArray(value)) items.push({ list, item_id: SINGLE, ordinal: 0, body: value })
    else
      for (const [ordinal, body] of (value as unknown[]).entries())
        items.push({ list, item_id: idOf(body, ordinal), ordinal, body })
  }
  return items
}

/** The plant of its items. Throws when they make none, which a stored plant never does. */
export function plantOfItems(items: readonly PlantItem[]): PlantFile {
  return PlantFile.parse(listsOfItems(items))
}

/** The lists of a plant file by name, as they were stored. */
export function listsOfItems(items: readonly PlantItem[]): Readonly<Record<string, unknown>> {
  const lists = new Map<string, unknown>()
  for (const { list, item_id, body } of [...items].sort((a, b) => a.ordinal - b.ordinal)) {
    const before = lists.get(list)
    if (item_id === SINGLE) lists.set(list, body)
    else if (Array.isArray(before)) before.push(body)
    else lists.set(list, [body])
  }
  return Object.fromEntries(lists)
}

export interface ItemDifference {
  readonly added: PlantItem[]
  readonly changed: PlantItem[]
  readonly removed: PlantItem[]
  readonly unchanged: number
}

export function diffItems(before: readonly PlantItem[], after: readonly PlantItem[]): ItemDifference {
  const known = new Map(before.map((item) => [keyOf(item), item]))
  const added: PlantItem[] = []
  const changed: PlantItem[] = []
  let unchanged = 0
  for (const item of after) {
    const old = known.get(keyOf(item))
    known.delete(keyOf(item))
    if (old === undefined) added.push(item)
    else if (old.ordinal === item.ordinal && isSameJson(old.body, item.body)) unchanged++
    else changed.push(item)
  }
  return { added, changed, removed: [...known.values()], unchanged }
}

function keyOf(item: PlantItem): string {
  return `${item.list} ${item.item_id}`
}

function idOf(body: unknown, ordinal: number): string {
  const named = body as { readonly id?: unknown; readonly tag?: unknown; readonly unit?: unknown }
  for (const id of [named.id, named.tag, named.unit]) if (typeof id === 'string' && id !== '') return id
  return `#${ordinal}`
}
