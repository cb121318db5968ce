// What a rule measures in the window of a group. One object holds all groups of a rule, as columns.

/** The value of one event for a rule: the text that is counted, the number that is measured, or null where events are. */
export type MeasuredValue = string | number | null

export interface Measure {
  /** Makes room for groups below `rows`. */
  ensure(rows: number): void
  /** `at` is never before that of the group's last one. */
  add(group: number, at: number, position: number, value: MeasuredValue): void
  /** Lets the events of the earliest instant go when it is before `from`; false when there is none. */
  leave(group: number, from: number): boolean
  /** Null while the window is empty: nothing holds of it. */
  valueOf(group: number): number | null
  /** The earliest instant that counts. */
  sinceOf(group: number): number
  clear(group: number): void
  /** What `load` takes, plain JSON. */
  save(group: number): unknown
  load(group: number, saved: unknown): void
  /** Events that were dropped because a group held too many. */
  dropped: number
}
