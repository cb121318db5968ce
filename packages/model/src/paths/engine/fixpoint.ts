// What can be derived at all: the least fixpoint of the rules, so a cycle never derives itself. Linear in rules and preconditions.
import type { RuleGraph } from './rule-graph.ts'

/**
 * 1 for every node that the rules derive, else 0. A rule whose number is set in `without` counts as absent.
 * Forward chaining with counters (Dowling and Gallier 1984).
 */
export function derivable(graph: RuleGraph, without?: Uint8Array): Uint8Array {
  const { preStart, postOf, userStart, userOf, ruleCount } = graph
  const holds = new Uint8Array(graph.nodes.length)
  const missing = new Int32Array(ruleCount)
  const queue = new Int32Array(graph.nodes.length)
  let filled = 0
  for (let rule = 0; rule < ruleCount; rule++) {
    missing[rule] = preStart[rule + 1]! - preStart[rule]!
    if (missing[rule] !== 0 || without?.[rule] === 1) continue
    const post = postOf[rule]!
    if (holds[post] === 0) {
      holds[post] = 1
      queue[filled++] = post
    }
  }
  for (let read = 0; read < filled; read++) {
    const node = queue[read]!
    for (let at = userStart[node]!; at < userStart[node + 1]!; at++) {
      const rule = userOf[at]!
      missing[rule]!--
      if (missing[rule] !== 0 || without?.[rule] === 1) continue
      const post = postOf[rule]!
      if (holds[post] === 0) {
        holds[post] = 1
        queue[filled++] = post
      }
    }
  }
  return holds
}

/** 1 for every rule that can have a part in deriving `goal`: it fires, and what it gives is needed on some way there. */
export function relevantRules(graph: RuleGraph, goal: number, holds: Uint8Array, without?: Uint8Array): Uint8Array {
  const { preStart, preOf, makerStart, makerOf } = graph
  const relevant = new Uint8Array(graph.ruleCount)
  const seen = new Uint8Array(graph.nodes.length)
  const stack = [goal]
  seen[goal] = 1
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (let at = makerStart[node]!; at < makerStart[node + 1]!; at++) {
      const rule = makerOf[at]!
      if (without?.[rule] === 1 || !allHold(graph, rule, holds)) continue
      relevant[rule] = 1
      for (let one = preStart[rule]!; one < preStart[rule + 1]!; one++) {
        const pre = preOf[one]!
        if (seen[pre] === 1) continue
        seen[pre] = 1
        stack.push(pre)
      }
    }
  }
  return relevant
}

function allHold(graph: RuleGraph, rule: number, holds: Uint8Array): boolean {
  for (let at = graph.preStart[rule]!; at < graph.preStart[rule + 1]!; at++) {
    if (holds[graph.preOf[at]!] === 0) return false
  }
  return true
}
