// Knuth's generalisation of Dijkstra's algorithm (Information Processing Letters 6(1), 1977): the cheapest derivation of every
// node at once. A step that two preconditions share is counted twice, so a cost is an upper bound of the effort.
import type { RuleGraph } from './rule-graph.ts'

export interface Cheapest {
  /** Upper bound of the cost of each node; infinite where it cannot be derived. */
  readonly cost: Float64Array
  /** The last rule of the cheapest derivation of each node; -1 where there is none. */
  readonly by: Int32Array
}

export function cheapest(graph: RuleGraph, without?: Uint8Array): Cheapest {
  const { preStart, postOf, userStart, userOf, ruleCount } = graph
  const nodeCount = graph.nodes.length
  const cost = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY)
  const by = new Int32Array(nodeCount).fill(-1)
  const done = new Uint8Array(nodeCount)
  const missing = new Int32Array(ruleCount)
  const sum = Float64Array.from(graph.cost)
  const heap = new NodeHeap(nodeCount)
  const offer = (rule: number): void => {
    const post = postOf[rule]!
    if (sum[rule]! >= cost[post]!) return
    cost[post] = sum[rule]!
    by[post] = rule
    heap.put(post, sum[rule]!)
  }
  for (let rule = 0; rule < ruleCount; rule++) {
    missing[rule] = preStart[rule + 1]! - preStart[rule]!
    if (missing[rule] === 0 && without?.[rule] !== 1) offer(rule)
  }
  for (let node = heap.take(); node >= 0; node = heap.take()) {
    done[node] = 1
    for (let at = userStart[node]!; at < userStart[node + 1]!; at++) {
      const rule = userOf[at]!
      if (without?.[rule] === 1) continue
      sum[rule]! += cost[node]!
      missing[rule]!--
      if (missing[rule] === 0 && done[postOf[rule]!] === 0) offer(rule)
    }
  }
  return { cost, by }
}

/** The rules of the cheapest derivation of a node, each once; empty when it cannot be derived. */
export function derivationOf(graph: RuleGraph, found: Cheapest, goal: number): readonly number[] {
  const rules = new Set<number>()
  const stack = [goal]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const rule = found.by[node]!
    if (rule < 0 || rules.has(rule)) continue
    rules.add(rule)
    for (let at = graph.preStart[rule]!; at < graph.preStart[rule + 1]!; at++) stack.push(graph.preOf[at]!)
  }
  return [...rules].sort((a, b) => a - b)
}

/** Binary heap of nodes by key, each node at most once. */
class NodeHeap {
  readonly #nodes: Int32Array
  readonly #keys: Float64Array
  /** Place of a node in the heap, plus one; 0 when it is not there. */
  readonly #place: Int32Array
  #size = 0

  constructor(nodeCount: number) {
    this.#nodes = new Int32Array(nodeCount)
    this.#keys = new Float64Array(nodeCount)
    this.#place = new Int32Array(nodeCount)
  }

  /** Puts a node in, or lowers its key. */
  put(node: number, key: number): void {
    let at = this.#place[node]! - 1
    if (at < 0) at = this.#size++
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#keys[parent]! <= key) break
      this.#set(at, this.#nodes[parent]!, this.#keys[parent]!)
      at = parent
    }
    this.#set(at, node, key)
  }

  /** The node with the least key, or -1. */
  take(): number {
    if (this.#size === 0) return -1
    const top = this.#nodes[0]!
    this.#place[top] = 0
    this.#size--
    if (this.#size > 0) this.#sink(this.#nodes[this.#size]!, this.#keys[this.#size]!)
    return top
  }

  #sink(node: number, key: number): void {
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= this.#size) break
      if (child + 1 < this.#size && this.#keys[child + 1]! < this.#keys[child]!) child++
      if (this.#keys[child]! >= key) break
      this.#set(at, this.#nodes[child]!, this.#keys[child]!)
      at = child
    }
    this.#set(at, node, key)
  }

  #set(at: number, node: number, key: number): void {
    this.#nodes[at] = node
    this.#keys[at] = key
    this.#place[node] = at + 1
  }
}
