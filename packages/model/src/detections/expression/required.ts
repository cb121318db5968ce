// Texts of which one stands in every match, in lower case: by them an index finds the expressions that may match at all.
import { lettersOf } from './char-set.ts'
import type { ExpressionNode } from './syntax.ts'

/** Most alternatives worth looking for. */
const MOST_TEXTS = 64
/** Most that are made of characters of which any may stand. */
const MOST_MADE = 16

/** Null when there are none that help. */
export function requiredTexts(node: ExpressionNode): readonly string[] | null {
  switch (node.kind) {
    case 'char':
      return lettersOf(node.set)
    case 'assert':
      return null
    case 'repeat':
      return node.least === 0 ? null : requiredTexts(node.of)
    case 'choice': {
      const each = node.of.map(requiredTexts)
      if (each.includes(null)) return null
      const all = [...new Set(each.flatMap((texts) => texts ?? []))]
      return all.length > MOST_TEXTS ? null : all
    }
    case 'sequence':
      return requiredOfSequence(node.of)
  }
}

function requiredOfSequence(nodes: readonly ExpressionNode[]): readonly string[] | null {
  let best: readonly string[] | null = null
  let run: readonly string[] = ['']
  const offer = (texts: readonly string[] | null) => {
    if (texts === null || texts.includes('')) return
    if (best === null || shortest(texts) > shortest(best)) best = texts
  }
  for (const node of flattened(nodes)) {
    if (node.kind === 'assert') continue
    const letters = node.kind === 'char' ? lettersOf(node.set) : null
    if (letters !== null && letters.length * run.length <= MOST_MADE) {
      run = run.flatMap((text) => letters.map((letter) => text + letter))
      continue
    }
    offer(run)
    run = letters ?? ['']
    if (letters === null) offer(requiredTexts(node))
  }
  offer(run)
  return best
}

function flattened(nodes: readonly ExpressionNode[]): readonly ExpressionNode[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'sequence') return flattened(node.of)
    return node.kind === 'repeat' && node.least === 1 && node.most === 1 ? flattened([node.of]) : [node]
  })
}

function shortest(texts: readonly string[]): number {
  return Math.min(...texts.map((text) => text.length))
}
