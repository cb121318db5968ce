// A correlation rule as it stands in its file, with lines (room `detections` reads the YAML).
import type { RuleSource } from '@penstock/model/detections'
import type { Result } from '@penstock/model/kernel'
import { type RuleFault, readCorrelation } from './read-rule.ts'
import type { CorrelationRule } from './rule.ts'

export function readCorrelationSource(source: RuleSource): Result<CorrelationRule, RuleFault[]> {
  return readCorrelation(plainOf(source), (path) => lineAt(source, path))
}

/** Of two entries with one key the last stands, as in YAML. */
function plainOf(source: RuleSource): unknown {
  if (source.kind === 'value') return source.value
  if (source.kind === 'list') return source.items.map(plainOf)
  return Object.fromEntries(source.entries.map(({ key, value }) => [key, plainOf(value)]))
}

function lineAt(source: RuleSource, path: readonly (string | number)[]): number | null {
  let [node, line]: [RuleSource | undefined, number] = [source, source.line]
  for (const part of path) {
    if (node?.kind === 'list' && typeof part === 'number') node = node.items[part]
    else if (node?.kind === 'map') {
      const entry = node.entries.find(({ key }) => key === part)
      node = entry?.value
      if (entry !== undefined) line = entry.line
    } else return null
    if (node === undefined) return null
    if (node.kind !== 'map') line = Math.max(line, node.line)
  }
  return line
}
