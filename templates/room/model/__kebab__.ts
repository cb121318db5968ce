// What the plant declares about __kebab__. Replace this first rule by the room's own; name its source here.
import { accept, type Result, refuse } from '@penstock/model/kernel'

export type __Pascal__Refusal = { readonly code: '__kebab__.nothing-declared' }

/** Number of declared items over all lists. Refuses a plant that declares none. */
export function count__Pascal__Items(itemsByList: ReadonlyMap<string, number>): Result<number, __Pascal__Refusal> {
  let items = 0
  for (const count of itemsByList.values()) items += count
  return items === 0 ? refuse({ code: '__kebab__.nothing-declared' }) : accept(items)
}
