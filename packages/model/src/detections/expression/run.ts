// A long run of characters of one kind that every match has: where there is none, most characters of a text need not be looked at.
import { type CharSet, isIn } from './char-set.ts'
import type { ExpressionNode } from './syntax.ts'

/** Shorter ones are not worth it. */
const LEAST_LENGTH = 8
/** By code; the last for all that are not ASCII. */
const CODES = 129

export interface Run {
  readonly length: number
  /** Whether a character may be of it, 1 or 0. */
  readonly may: Uint8Array
}

/** The longest; null when there is none. */
export function runOf(node: ExpressionNode): Run | null {
  switch (node.kind) {
    case 'char':
    case 'assert':
    case 'choice':
      return null
    case 'repeat': {
      if (node.least === 0) return null
      if (node.of.kind !== 'char') return runOf(node.of)
      return node.least < LEAST_LENGTH ? null : { length: node.least, may: codesOf(node.of.set) }
    }
    case 'sequence':
      return node.of.map(runOf).reduce((one, other) => ((other?.length ?? 0) > (one?.length ?? 0) ? other : one), null)
  }
}

/** Whether a text may have the run. Looks backwards from where one that begins here would end. */
export function mayHaveRun(text: string, { length, may }: Run): boolean {
  for (let end = length; end <= text.length; ) {
    let at = end
    while (at > end - length && may[Math.min(text.charCodeAt(at - 1), CODES - 1)] === 1) at -= 1
    if (at === end - length) return true
    end = at + length
  }
  return false
}

function codesOf(set: CharSet): Uint8Array {
  return Uint8Array.from({ length: CODES }, (_, code) => (code === CODES - 1 || isIn(set, code) ? 1 : 0))
}
