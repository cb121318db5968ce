// A state is what was so of one thing at one time: fields with plain JSON values. A field that is unknown has no key, so that
// unknown has one spelling and a comparison needs no rule for null.

export type FieldValue =
  | string
  | number
  | boolean
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue | null }

export type State = Readonly<Record<string, FieldValue>>

/** The states of many things, by their ids. */
export type Snapshot = ReadonlyMap<string, State>

/** The state of these fields; null, undefined and empty lists are unknown and leave no key. */
export function stateOf(fields: Readonly<Record<string, unknown>>): State {
  const known = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return Object.fromEntries(known) as State
}

/** True when both are the same JSON, whatever the order of keys. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [own, other] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>]
  const keys = Object.keys(own)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSameValue(own[key], other[key]))
  )
}
