import { decidedRules, type RuleSet } from '@penstock/model/detections'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { expect, test } from 'vitest'

const AT = micros(1_790_000_000_000_000)
const UNTIL = micros(AT + 3_600_000_000)
const ONE = { id: '00000000-0000-4000-8000-000000000001', rule: 'r', reason: 'noise', until: UNTIL, by: 'acc_1' }
const SCOPE = { site: null, address: '10.0.0.7', zone: null }
/** Stands for a hash: one spelling of the payload. */
const hashOf = (value: unknown) =>
  JSON.stringify(Object.entries(value as object).toSorted(([a], [b]) => (a < b ? -1 : 1)))

const PAYLOAD = {
  ...{ domain: 'ot', kind: 'suppressed', title: 'R', rule: 'r', reason: 'noise', until: isoOfMicros(UNTIL) },
  ...SCOPE,
}
const APPROVAL = { subject: 'acc_2', domain: 'ot' as const, roles: ['ot-lead' as const], session: 's', at: AT }

function decided(payload: typeof PAYLOAD, approvals: readonly object[] = [APPROVAL], more: object = {}) {
  const by = { id: 'fey_1', kind: 'rule-exception', requestedBy: 'acc_1', requestedAt: AT }
  return { ...by, payload, payloadSha256: hashOf(payload), approvals, ...more }
}

function setOf(decision: unknown, domain: 'it' | 'ot' = 'ot'): RuleSet {
  const suppressions = [{ ...ONE, ...SCOPE, ...(decision === undefined ? {} : { decision }) }]
  return { domain, version: 1, packs: [], disabled: [], suppressions } as unknown as RuleSet
}

test('an exception of OT is gone by with a decision of another person who leads OT, on this very text', () => {
  const set = setOf(decided(PAYLOAD))
  expect(decidedRules(set, hashOf)).toEqual({ set, refused: [] })
})

test.each<readonly [string, unknown]>([
  ['without one', undefined],
  ['of another kind', decided(PAYLOAD, [APPROVAL], { kind: 'break-glass' })],
  ['that somebody else asked for', decided(PAYLOAD, [APPROVAL], { requestedBy: 'acc_3' })],
  ['with another hash', decided(PAYLOAD, [APPROVAL], { payloadSha256: 'x' })],
  ['that nobody approved', decided(PAYLOAD, [])],
  ['approved by who asked', decided(PAYLOAD, [{ ...APPROVAL, subject: 'acc_1' }])],
  ['approved by who leads IT', decided(PAYLOAD, [{ ...APPROVAL, roles: ['it-lead'] }])],
  ['approved by who leads nothing', decided(PAYLOAD, [{ ...APPROVAL, roles: ['ot-analyst'] }])],
  ['approved a day later', decided(PAYLOAD, [{ ...APPROVAL, at: AT + 86_400_000_000 }])],
  ['approved before', decided(PAYLOAD, [{ ...APPROVAL, at: AT - 1 }])],
  ...(['domain', 'kind', 'rule', 'reason', 'until', 'address'] as const).map(
    (name) => [`on another ${name}`, decided({ ...PAYLOAD, [name]: 'other' })] as const,
  ),
])('one %s is left out, and the rule is run', (_name, decision) => {
  const { set, refused } = decidedRules(setOf(decision), hashOf)
  expect([set.suppressions, refused]).toEqual([[], [ONE.id]])
})

test('of IT the hub decides which need four eyes', () => {
  expect(decidedRules(setOf(undefined, 'it'), hashOf).refused).toEqual([])
})
