// Details of one conversation from several batches, added up.
import type { DetailSeen } from './batch.ts'

/** Different values of one kind that are kept of one conversation; the first ones stay. */
export const MOST_DETAILS_OF_A_KIND = 32

/** Rows of the same kind and value become one; values beyond the cap are left out. */
export function addDetails(before: readonly DetailSeen[], seen: readonly DetailSeen[]): DetailSeen[] {
  const sums = new Map<string, DetailSeen>()
  const ofKind = new Map<string, number>()
  for (const one of [...before, ...seen]) {
    const key = `${one.kind} ${one.value}`
    const known = sums.get(key)
    if (known === undefined) {
      const many = (ofKind.get(one.kind) ?? 0) + 1
      if (many > MOST_DETAILS_OF_A_KIND) continue
      ofKind.set(one.kind, many)
    }
    sums.set(key, { ...one, count: one.count + (known?.count ?? 0) })
  }
  return [...sums.values()]
}
