import { type Domain, micros } from '@penstock/model/kernel'
import {
  type Approval,
  checkPolicy,
  type Forgetting,
  type ForgettingTerms,
  type Policy,
  retentionUnder,
} from '@penstock/model/operating-model'
import { EventRetention } from '@penstock/model/sources'
import { expect, test } from 'vitest'
import { hashOf } from './hash.fixture.ts'

const AT = micros(10_000_000)
const MB = 2 ** 20
const terms: ForgettingTerms = { domain: 'ot', keepDays: 400, coldBytes: null, reason: 'the law of the land' }
const approval = (subject: string, domain: Domain): Approval => ({
  subject,
  domain,
  roles: [],
  session: subject,
  at: AT,
})
const agreed: Forgetting = {
  id: 'fey_1',
  terms,
  decision: {
    ...{ id: 'fey_1', kind: 'forgetting', payload: terms, payloadSha256: hashOf(terms) },
    ...{ requestedBy: 'acc_asker', requestedAt: AT, approvals: [approval('acc_ot', 'ot')] },
  },
}
const held: Policy = {
  ...{ version: 3, model: 'integrated', sources: [], decidedAt: AT, approvals: [] },
  subjects: [
    { subject: 'acc_it', roles: ['it-lead'], sites: '*' },
    { subject: 'acc_ot', roles: ['ot-lead'], sites: '*' },
    { subject: 'acc_asker', roles: ['ot-analyst'], sites: '*' },
  ],
}

test.each([
  { wish: {}, terms, kept: { keepDays: null, coldBytes: null }, what: 'nothing is wished, nothing goes' },
  { wish: { keepDays: 500 }, terms, kept: { keepDays: 500, coldBytes: null }, what: 'a wish beyond what was agreed' },
  { wish: { keepDays: 30 }, terms, kept: { keepDays: 400, coldBytes: null }, what: 'a wish sooner than was agreed' },
  { wish: { keepDays: 30 }, terms: null, kept: { keepDays: null, coldBytes: null }, what: 'nobody agreed' },
  {
    wish: { coldBytes: MB },
    terms,
    kept: { keepDays: null, coldBytes: null },
    what: 'agreed to an age, not to a bound',
  },
  {
    wish: { keepDays: 90, coldBytes: MB },
    terms: { ...terms, keepDays: null, coldBytes: 9 * MB },
    kept: { keepDays: null, coldBytes: 9 * MB },
    what: 'agreed to a bound, not to an age',
  },
])('[E09:2] what is forgotten: $what', ({ wish, terms: of, kept }) => {
  const policy = of === null ? {} : { forgetting: [{ ...agreed, terms: of }] }
  expect(retentionUnder(EventRetention.parse(wish), policy, 'ot')).toMatchObject(kept)
  // The other domain agreed to nothing by that.
  expect(retentionUnder(EventRetention.parse(wish), policy, 'it')).toMatchObject({ keepDays: null, coldBytes: null })
})

const check = (...forgetting: readonly Forgetting[]) => {
  const checked = checkPolicy({ ...held, version: 4, forgetting: [...forgetting] }, held, hashOf)
  return checked.ok ? 'taken' : checked.refusal.code
}
const { decision } = agreed

test('[E09:2] a cell takes what a second person of the domain agreed to, and a further policy with it', () => {
  expect(check(agreed)).toBe('taken')
  const next = { ...held, forgetting: [agreed] }
  expect(checkPolicy({ ...next, version: 5 }, next, hashOf).ok).toBe(true)
  expect(checkPolicy({ ...held, version: 5 }, next, hashOf).ok).toBe(true)
})

test.each<[string, Forgetting]>([
  ['no approval', { ...agreed, decision: { ...decision, approvals: [] } }],
  ['the approval of the other domain', { ...agreed, decision: { ...decision, approvals: [approval('acc_it', 'it')] } }],
  ['the approval of who asked', { ...agreed, decision: { ...decision, requestedBy: 'acc_ot' } }],
  ['other terms than were approved', { ...agreed, terms: { ...terms, keepDays: 1 } }],
  ['a decision of another kind', { ...agreed, decision: { ...decision, kind: 'break-glass' } }],
])('[E09:2] a cell does not take forgetting with %s', (_what, one) => {
  expect(check(one)).toBe('policy.forgetting')
})
