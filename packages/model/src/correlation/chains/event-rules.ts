// Rules over the events of other systems whose matches are signals and nothing else: what feeds stages and is no detection by itself, such as a
// session through the jump host. Sigma in the form of JSON, catalogue `cross-domain-scenarios`.
import { type RuleSource, readRule, ruleFaultText, type SigmaRule } from '@penstock/model/detections'
import { Domain } from '@penstock/model/kernel'
import { z } from 'zod'
import { SaidByMatch } from './matched.ts'

const EventRule = SaidByMatch.extend({
  /** Kinds of signals of a match; a session may be one of several. */
  kinds: z.array(z.string()).min(1),
  /** Only where the cell is of that domain: what stands there is of the plant, or of the offices. */
  domain: Domain.optional(),
  rule: z.looseObject({ id: z.uuid(), title: z.string() }),
})

/** What a match of a rule is, and whom it names. */
export type SaidByRule = Omit<z.infer<typeof EventRule>, 'rule'>

export interface EventRules {
  readonly rules: readonly SigmaRule[]
  readonly saidBy: ReadonlyMap<string, SaidByRule>
}

/** Throws a RangeError that names the rule which cannot be read. */
export const EventRules = z.object({ rules: z.array(EventRule) }).transform(({ rules }): EventRules => {
  const saidBy = new Map<string, SaidByRule>()
  const read = rules.map(({ rule, ...said }) => {
    const found = readRule(sourceOf(rule))
    if (!found.ok) throw new RangeError(`${rule.title}: ${found.refusal.map(ruleFaultText).join('; ')}`)
    if (saidBy.has(rule.id)) throw new RangeError(`${rule.title}: its id is another rule's`)
    saidBy.set(rule.id, said)
    return found.value
  })
  return { rules: read, saidBy }
})

/** As a rule stands in a file, without its lines. */
function sourceOf(value: unknown): RuleSource {
  if (Array.isArray(value)) return { kind: 'list', line: 1, items: value.map(sourceOf) }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => ({ key, line: 1, value: sourceOf(one) }))
    return { kind: 'map', line: 1, entries }
  }
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return { kind: 'value', line: 1, value: isScalar ? value : null }
}
