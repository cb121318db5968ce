// Correlation rules of folders and packs, linked to the rules that they take in, or what is wrong with them by file and line.
import { type CorrelationRule, linkRules, readCorrelationSource } from '@penstock/model/correlation'
import type { RuleFolder } from '@penstock/server/detections'

export interface LinkedCorrelations {
  readonly rules: readonly CorrelationRule[]
  /** Of those that are left out. */
  readonly faults: readonly string[]
}

export function linkCorrelations({ rules, correlations, names }: RuleFolder): LinkedCorrelations {
  const faults: string[] = []
  const read: CorrelationRule[] = []
  const paths = new Map<string, string>()
  for (const { source, path } of correlations) {
    const result = readCorrelationSource(source)
    if (result.ok) {
      read.push(result.value)
      paths.set(result.value.id, path)
    } else
      for (const { line, place, code, detail } of result.refusal)
        faults.push(`${path}:${line ?? source.line}: ${place}: ${FAULTS[code]}${detail}`)
  }
  const nameOf = new Map([...names].map(([name, id]) => [id, name]))
  const known = rules.map(({ rule: { id } }) => ({ id, name: nameOf.get(id) ?? null }))
  const linked = linkRules(read, known)
  for (const { ruleId, code, detail } of linked.faults)
    faults.push(`${paths.get(ruleId)}: ${ruleId}: ${LINK_FAULTS[code]} ${JSON.stringify(detail)}`)
  return { rules: linked.rules, faults }
}

const FAULTS = {
  missing: 'is missing: ',
  'not-as-it-should-be': 'should be ',
  'unknown-key': '',
  'not-supported': 'is not supported: ',
} as const
const LINK_FAULTS = {
  'correlation.unknown-rule': 'refers to a rule that is not there, or has faults:',
  'correlation.circle': 'refers to itself by',
  'correlation.same-id': 'has an id that another one has:',
} as const
