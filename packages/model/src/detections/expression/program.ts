// The tree as steps of a machine that is in many places at once (Thompson's construction).
import { accept, type Result, refuse } from '@penstock/model/kernel'
import type { CharSet } from './char-set.ts'
import type { Assertion, ExpressionNode } from './syntax.ts'

export type Step =
  | { readonly kind: 'char'; readonly set: number; readonly next: number }
  | { readonly kind: 'split'; readonly next: number; readonly other: number }
  | { readonly kind: 'assert'; readonly assertion: Assertion; readonly next: number }
  | { readonly kind: 'match' }

export interface Program {
  readonly steps: readonly Step[]
  readonly start: number
  readonly sets: readonly CharSet[]
  readonly hasAssertions: boolean
}

/** Steps that an expression may take; a search takes at most so many for each character. */
const MOST_STEPS = 5_000

export function programOf(node: ExpressionNode): Result<Program, string> {
  if (sizeOf(node) > MOST_STEPS) return refuse(`it takes more than ${MOST_STEPS} steps; ask for fewer repeats`)
  const builder = new Builder()
  const start = builder.build(node, builder.add({ kind: 'match' }))
  return accept({ steps: builder.steps, start, sets: builder.sets, hasAssertions: builder.hasAssertions })
}

/** Characters that a match has at least. */
export function leastLengthOf(node: ExpressionNode): number {
  switch (node.kind) {
    case 'char':
      return 1
    case 'assert':
      return 0
    case 'sequence':
      return node.of.reduce((sum, each) => sum + leastLengthOf(each), 0)
    case 'choice':
      return Math.min(...node.of.map(leastLengthOf))
    case 'repeat':
      return node.least * leastLengthOf(node.of)
  }
}

function sizeOf(node: ExpressionNode): number {
  switch (node.kind) {
    case 'char':
    case 'assert':
      return 1
    case 'sequence':
    case 'choice':
      return node.of.reduce((sum, each) => sum + 1 + sizeOf(each), 0)
    case 'repeat':
      return (1 + sizeOf(node.of)) * (node.most === Number.POSITIVE_INFINITY ? node.least + 1 : node.most)
  }
}

class Builder {
  readonly steps: Step[] = []
  readonly sets: CharSet[] = []
  hasAssertions = false
  readonly #setKeys = new Map<string, number>()

  add(step: Step): number {
    this.steps.push(step)
    return this.steps.length - 1
  }

  /** Builds backwards: gives the step at which the node begins when `next` follows it. */
  build(node: ExpressionNode, next: number): number {
    switch (node.kind) {
      case 'char':
        return this.add({ kind: 'char', set: this.#setOf(node.set), next })
      case 'assert':
        this.hasAssertions = true
        return this.add({ kind: 'assert', assertion: node.assertion, next })
      case 'sequence':
        return node.of.toReversed().reduce((after, each) => this.build(each, after), next)
      case 'choice':
        return node.of
          .map((each) => this.build(each, next))
          .reduce((other, begin) => this.add({ kind: 'split', next: begin, other }))
      case 'repeat':
        return this.#repeat(node.of, node.least, node.most, next)
    }
  }

  #repeat(node: ExpressionNode, least: number, most: number, next: number): number {
    let begin = next
    if (most === Number.POSITIVE_INFINITY) {
      const loop = this.add({ kind: 'match' })
      this.steps[loop] = { kind: 'split', next: this.build(node, loop), other: next }
      begin = loop
    } else
      for (let at = least; at < most; at += 1)
        begin = this.add({ kind: 'split', next: this.build(node, begin), other: next })
    for (let at = 0; at < least; at += 1) begin = this.build(node, begin)
    return begin
  }

  #setOf(set: CharSet): number {
    const key = JSON.stringify(set)
    const known = this.#setKeys.get(key)
    if (known !== undefined) return known
    this.sets.push(set)
    this.#setKeys.set(key, this.sets.length - 1)
    return this.sets.length - 1
  }
}
