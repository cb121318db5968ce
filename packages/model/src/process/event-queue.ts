// Events in order of time: a binary heap over plain numbers. An event of the past is told by its version and passed over.

export type EventKind = 'outage-begins' | 'stock-is-out' | 'outage-ends' | 'restart-is-done'

export interface ProcessEvent {
  readonly at: number
  readonly kind: EventKind
  /** The unit, the group or the function that it is about. */
  readonly subject: number
  /** For stocks and restarts: it holds only while the subject is still at this version. */
  readonly version: number
}

export class EventQueue {
  readonly #heap: ProcessEvent[] = []

  get nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY
  }

  clear(): void {
    this.#heap.length = 0
  }

  push(event: ProcessEvent): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (heap[parent]!.at <= event.at) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = event
  }

  /** The earliest event. Not to be asked of an empty queue. */
  pop(): ProcessEvent {
    const heap = this.#heap
    const first = heap[0]!
    const last = heap.pop()!
    if (heap.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child += 1
      if (heap[child]!.at >= last.at) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return first
  }
}
