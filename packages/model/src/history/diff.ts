// The signed difference of two snapshots: what was added, removed and changed, field by field. Laws, held by tests: a snapshot
// against itself gives nothing; applied to the first it gives the second; inverted it is the difference of second to first.
import { type FieldValue, isSameValue, type Snapshot, type State } from './state.ts'

/** Null stands for unknown: the field has no value on that side. */
export interface FieldChange {
  readonly field: string
  readonly before: FieldValue | null
  readonly after: FieldValue | null
}

export type StateChange =
  | { readonly change: 'added'; readonly id: string; readonly after: State }
  | { readonly change: 'removed'; readonly id: string; readonly before: State }
  | { readonly change: 'changed'; readonly id: string; readonly fields: readonly FieldChange[] }

/** In the order of ids. */
export function diffSnapshots(from: Snapshot, to: Snapshot): readonly StateChange[] {
  const ids = [...new Set([...from.keys(), ...to.keys()])].sort()
  return ids.flatMap((id) => diffStates(id, from.get(id) ?? null, to.get(id) ?? null) ?? [])
}

/** What became of one thing; null on a side is a thing that is not there. Null when nothing became of it. */
export function diffStates(id: string, before: State | null, after: State | null): StateChange | null {
  if (before === null) return after === null ? null : { change: 'added', id, after }
  if (after === null) return { change: 'removed', id, before }
  const fields = changedFields(before, after)
  return fields.length === 0 ? null : { change: 'changed', id, fields }
}

/** The fields whose value differs, by name. */
export function changedFields(before: State, after: State): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names.flatMap((field) => {
    const change = { field, before: fieldOf(before, field), after: fieldOf(after, field) }
    return isSameValue(change.before, change.after) ? [] : [change]
  })
}

/** The snapshot after these changes. */
export function applyChanges(to: Snapshot, changes: readonly StateChange[]): Snapshot {
  const result = new Map(to)
  for (const change of changes) {
    if (change.change === 'added') result.set(change.id, change.after)
    else if (change.change === 'removed') result.delete(change.id)
    else result.set(change.id, withFields(result.get(change.id) ?? {}, change.fields))
  }
  return result
}

/** The same changes the other way round. */
export function invertChanges(changes: readonly StateChange[]): readonly StateChange[] {
  return changes.map((change): StateChange => {
    const { id } = change
    if (change.change === 'added') return { change: 'removed', id, before: change.after }
    if (change.change === 'removed') return { change: 'added', id, after: change.before }
    const fields = change.fields.map(({ field, before, after }) => ({ field, before: after, after: before }))
    return { change: 'changed', id, fields }
  })
}

function withFields(state: State, changes: readonly FieldChange[]): State {
  const fields = new Map(Object.entries(state))
  for (const { field, after } of changes) {
    if (after === null) fields.delete(field)
    else fields.set(field, after)
  }
  return Object.fromEntries(fields)
}

function fieldOf(state: State, field: string): FieldValue | null {
  return Object.hasOwn(state, field) ? (state[field] ?? null) : null
}
