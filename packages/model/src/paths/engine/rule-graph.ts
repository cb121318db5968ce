// The monotone AND/OR graph of attack rules as typed arrays: a rule needs all of its preconditions, a node any of its rules.
// Form: logical attack graphs (MulVAL, USENIX Security 2005); compressed rows (CSR) both ways.

export interface AndOrRule {
  /** Names of the nodes that must all hold; none means that the rule always fires. */
  readonly pre: readonly string[]
  readonly post: string
  /** Effort of this step alone, 0 or more. */
  readonly cost: number
}

/** Nodes and rules by number. Rule `r` needs `preOf[preStart[r] … preStart[r + 1])` and gives `postOf[r]`. */
export interface RuleGraph {
  readonly nodes: readonly string[]
  readonly nodeOf: ReadonlyMap<string, number>
  readonly ruleCount: number
  readonly cost: Float64Array
  readonly postOf: Int32Array
  readonly preStart: Int32Array
  readonly preOf: Int32Array
  /** Rules that need node `n`: `userOf[userStart[n] … userStart[n + 1])`. */
  readonly userStart: Int32Array
  readonly userOf: Int32Array
  /** Rules that give node `n`: `makerOf[makerStart[n] … makerStart[n + 1])`. */
  readonly makerStart: Int32Array
  readonly makerOf: Int32Array
}

/** Throws on a negative or unfinite cost: shortest derivations would not end. */
export function ruleGraph(rules: readonly AndOrRule[]): RuleGraph {
  const nodes: string[] = []
  const nodeOf = new Map<string, number>()
  const numberOf = (name: string): number => {
    const known = nodeOf.get(name)
    if (known !== undefined) return known
    nodeOf.set(name, nodes.length)
    nodes.push(name)
    return nodes.length - 1
  }
  const count = rules.length
  const cost = new Float64Array(count)
  const postOf = new Int32Array(count)
  const preStart = new Int32Array(count + 1)
  const pres: number[] = []
  for (const [at, rule] of rules.entries()) {
    if (!(rule.cost >= 0 && rule.cost < Number.POSITIVE_INFINITY)) throw new RangeError(`cost of a rule: ${rule.cost}`)
    cost[at] = rule.cost
    postOf[at] = numberOf(rule.post)
    // A precondition that is named twice is one precondition: its counter falls once.
    for (const name of new Set(rule.pre)) pres.push(numberOf(name))
    preStart[at + 1] = pres.length
  }
  const preOf = Int32Array.from(pres)
  const { start: userStart, of: userOf } = inverted(nodes.length, preStart, preOf)
  const ends = Int32Array.from({ length: count + 1 }, (_, at) => at)
  const { start: makerStart, of: makerOf } = inverted(nodes.length, ends, postOf)
  return { nodes, nodeOf, ruleCount: count, cost, postOf, preStart, preOf, userStart, userOf, makerStart, makerOf }
}

/** From rows of nodes to rows of rules, by counting. */
function inverted(nodeCount: number, rowStart: Int32Array, nodeAt: Int32Array): { start: Int32Array; of: Int32Array } {
  const start = new Int32Array(nodeCount + 1)
  for (let at = 0; at < nodeAt.length; at++) start[nodeAt[at]! + 1]!++
  for (let node = 0; node < nodeCount; node++) start[node + 1]! += start[node]!
  const next = start.slice()
  const of = new Int32Array(nodeAt.length)
  for (let row = 0; row + 1 < rowStart.length; row++) {
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) of[next[nodeAt[at]!]!++] = row
  }
  return { start, of }
}
