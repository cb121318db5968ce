// Texts of which one stands in every match, in lower case: by them an index finds the expressions that may match at all.
import { letterOf } from './char-set.ts'
import type { ExpressionNode } from './syntax.ts'

/** Most alternatives worth looking for. */
const MOST_TEXTS = 64

/** Null when there are none that help. */
export function requiredTexts(node: ExpressionNode): readonly string[] | null {
  switch (node.kind) {
    case 'char': {
      const letter = letterOf(node.set)
      return letter === null ? null : [letter]
    }
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
  let run = ''
  const offer = (texts: readonly string[] | null) => {
    if (texts !== null && (best === null || shortest(texts) > shortest(best))) best = texts
  }
  for (const node of flattened(nodes)) {
    const letter = node.kind === 'char' ? letterOf(node.set) : null
    if (letter !== null) {
      run += letter
      continue
    }
    if (node.kind === 'assert') continue
    if (run !== '') offer([run])
    run = ''
    offer(requiredTexts(node))
  }
  if (run !== '') offer([run])
  return best
}

function flattened(nodes: readonly ExpressionNode[]): readonly ExpressionNode[] {
  return nodes.flatMap((node) => (node.kind === 'sequence' ? flattened(node.of) : [node]))
}

function shortest(texts: readonly string[]): number {
  return Math.min(...texts.map((text) => text.length))
}
