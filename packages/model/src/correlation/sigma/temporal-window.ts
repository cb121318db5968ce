// Which of several rules told something of a group lately: one instant per rule and group, however many events there were.
import { widened } from './columns.ts'
import type { Measure } from './measure.ts'

const NEVER = Number.NEGATIVE_INFINITY

/** `temporal`: how many of the rules stand in the window. */
export class TemporalWindow implements Measure {
  dropped = 0
  protected readonly width: number
  protected instants = new Float64Array(0)

  constructor(rules: number) {
    this.width = rules
  }

  ensure(rows: number): void {
    const had = this.instants.length
    if (had < rows * this.width) this.instants = widened(this.instants, rows * this.width).fill(NEVER, had)
  }

  add(group: number, at: number, position: number): void {
    this.instants[group * this.width + position] = at
  }

  leave(group: number, from: number): boolean {
    const first = this.sinceOf(group)
    if (first >= from) return false
    const start = group * this.width
    for (let at = start; at < start + this.width; at += 1) if (this.instants[at] === first) this.instants[at] = NEVER
    return true
  }

  valueOf(group: number): number | null {
    let standing = 0
    const start = group * this.width
    for (let at = start; at < start + this.width; at += 1) if (this.instants[at]! !== NEVER) standing += 1
    return standing === 0 ? null : standing
  }

  /** Infinity while none stands. */
  sinceOf(group: number): number {
    let first = Number.POSITIVE_INFINITY
    const start = group * this.width
    for (let at = start; at < start + this.width; at += 1)
      if (this.instants[at]! !== NEVER && this.instants[at]! < first) first = this.instants[at]!
    return first
  }

  clear(group: number): void {
    this.instants.fill(NEVER, group * this.width, (group + 1) * this.width)
  }

  save(group: number): unknown {
    const own = this.instants.subarray(group * this.width, (group + 1) * this.width)
    return Array.from(own, (at) => (at === NEVER ? null : at))
  }

  load(group: number, saved: unknown): void {
    for (const [position, at] of (saved as readonly (number | null)[]).entries())
      this.instants[group * this.width + position] = at ?? NEVER
  }
}

/**
 * `temporal_ordered`: for each rule the latest instant at which a run of the rules up to it began. The rules stand in the window, in
 * order, exactly while the run up to the last one began in it. Needs the events of one instant in the order of the rules.
 */
export class OrderedWindow extends TemporalWindow {
  override add(group: number, at: number, position: number): void {
    const place = group * this.width + position
    const began = position === 0 ? at : this.instants[place - 1]!
    if (began !== NEVER) this.instants[place] = began
  }

  /** How many of the rules are there in order, from the first one on. */
  override valueOf(group: number): number | null {
    const start = group * this.width
    for (let at = start + this.width - 1; at >= start; at -= 1) if (this.instants[at]! !== NEVER) return at - start + 1
    return null
  }
}
