// Many scripts into one stream in time order. Ties go to the script that stands first, so the order never varies.
import type { Script, Step } from './talk.ts'

/** One step with the number of the script that made it. */
export interface MergedStep extends Step {
  readonly script: number
}

interface Head {
  readonly step: Step
  readonly script: number
}

/** Merges with a binary heap; holds one step of each script at a time. */
export function* mergeScripts(scripts: readonly Script[]): Generator<MergedStep, void, void> {
  const heap: Head[] = []
  for (const [script, source] of scripts.entries()) {
    const first = source.next()
    if (!first.done) push(heap, { step: first.value, script })
  }
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    const { step, script } = top
    yield { at: step.at, frame: step.frame, script }
    const next = scripts[script]!.next()
    if (next.done) {
      const last = heap.pop()!
      if (heap.length > 0) sink(heap, last)
    } else sink(heap, { step: next.value, script })
  }
}

function isBefore(a: Head, b: Head): boolean {
  return a.step.at < b.step.at || (a.step.at === b.step.at && a.script < b.script)
}

function push(heap: Head[], head: Head): void {
  heap.push(head)
  let at = heap.length - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!isBefore(head, heap[parent]!)) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = head
}

// Puts `head` at the root and lets it sink to its place.
function sink(heap: Head[], head: Head): void {
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    if (left >= heap.length) break
    const right = left + 1
    const child = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left
    if (!isBefore(heap[child]!, head)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = head
}
