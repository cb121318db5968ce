import { micros } from '@penstock/model/kernel'
import {
  cellGrantOf,
  checkPolicy,
  type DomainException,
  type ExceptionTerms,
  hasTurned,
  judgeException,
  LONGEST_EXCEPTION_DAYS,
  outlasts,
  type Policy,
  type PolicySubject,
  personAt,
  turnedBy,
} from '@penstock/model/operating-model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashOf } from './hash.fixture.ts'

const DAY = 86_400_000_000
const NOW = micros(1_000 * DAY)
const analyst: PolicySubject = { subject: 'acc_x', roles: ['ot-analyst', 'compliance'], sites: '*' }
const terms: ExceptionTerms = {
  subject: 'acc_x',
  from: 'ot',
  to: 'it',
  role: 'it-analyst',
  sites: ['alpha'],
  since: micros(NOW + DAY),
  until: micros(NOW + 3 * DAY),
  reason: 'covers a rota',
}
const approval = (subject: string, domain: 'it' | 'ot') => ({ subject, domain, roles: [], session: subject, at: NOW })
const agreedOn = (given: ExceptionTerms): DomainException => ({
  id: 'fey_1',
  terms: given,
  decision: {
    id: 'fey_1',
    kind: 'domain-exception',
    payload: given,
    payloadSha256: hashOf(given),
    requestedBy: 'acc_asker',
    requestedAt: NOW,
    approvals: [approval('acc_it', 'it'), approval('acc_ot', 'ot')],
  },
})
const agreed = agreedOn(terms)
const held: Policy = {
  version: 3,
  model: 'integrated',
  subjects: [
    { subject: 'acc_it', roles: ['it-lead'], sites: '*' },
    { subject: 'acc_ot', roles: ['ot-lead'], sites: '*' },
    analyst,
  ],
  sources: [],
  decidedAt: NOW,
  approvals: [],
}
const duty = (
  sites: '*' | string[],
  ...consequences: ('revocation-24h' | 'personnel-vetting' | 'protected-information')[]
) => ({ regime: 'NERC CIP', consequences, sites }) as NonNullable<Policy['independence']>
const intoOt: ExceptionTerms = { ...terms, subject: 'acc_y', from: 'it', to: 'ot', role: 'ot-analyst' }
const itAnalyst: PolicySubject = { subject: 'acc_y', roles: ['it-analyst'], sites: ['alpha', 'beta'] }

describe('[E12:2] a dated exception', () => {
  test('at no instant does anybody read their own domain in a cell and the other as their own', () => {
    const policy = { ...held, exceptions: [agreed] }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 * DAY }), (after) => {
        const at = micros(NOW + after)
        const isRunning = terms.since <= at && at < terms.until
        const [it, ot] = (['it', 'ot'] as const).map((domain) => cellGrantOf(policy, analyst, domain, at))
        expect([it?.by ?? null, ot?.by ?? null]).toEqual(isRunning ? ['own-domain', null] : [null, 'own-domain'])
        if (isRunning) expect(it).toMatchObject({ sites: ['alpha'], until: terms.until })
      }),
      { numRuns: 50 },
    )
  })

  test('takes every other right along, and gives all of them back at its end', () => {
    const rolesAt = (at: number) => personAt(analyst, [agreed], micros(at)).roles
    expect(rolesAt(terms.since - 1)).toEqual(analyst.roles)
    expect(rolesAt(terms.since)).toEqual(['it-analyst'])
    expect(rolesAt(terms.until - 1)).toEqual(['it-analyst'])
    expect(personAt(analyst, [agreed], terms.until)).toEqual(analyst)
    // Nobody is answered over a turn with what they opened before it.
    expect(personAt(analyst, [agreed], NOW).until).toBe(terms.since)
    expect(personAt({ ...analyst, until: micros(NOW + 1) }, [agreed], NOW).until).toBe(NOW + 1)
  })

  test('a session of before a turn is none after it, and one of after it stays', () => {
    const turned = (since: number, at: number) => hasTurned('acc_x', [agreed], micros(since), micros(at))
    expect(turned(NOW, terms.since - 1)).toBe(false)
    expect(turned(NOW, terms.since)).toBe(true)
    expect(turned(terms.since, terms.until - 1)).toBe(false)
    expect(turned(terms.since, terms.until)).toBe(true)
    expect(hasTurned('acc_it', [agreed], NOW, terms.until)).toBe(false)
  })

  test('that is withdrawn or begins now turns the person at once; one that is to come does not', () => {
    const during = micros(terms.since + 1)
    const policy = { ...held, exceptions: [agreed] }
    expect([turnedBy(policy, held, during), turnedBy(held, policy, during)]).toEqual([['acc_x'], ['acc_x']])
    expect([turnedBy(held, policy, NOW), turnedBy(policy, policy, during)]).toEqual([[], []])
  })

  test.each([
    [
      'of somebody of neither domain',
      { ...analyst, roles: ['compliance'] as const },
      terms,
      'domain-exception.no-domain',
    ],
    ['as a role of the own domain', analyst, { ...terms, role: 'ot-engineer' as const }, 'domain-exception.role'],
    ['that ends before it begins', analyst, { ...terms, until: terms.since }, 'domain-exception.dates'],
    [
      'longer than thirty days',
      analyst,
      { ...terms, until: micros(terms.since + LONGEST_EXCEPTION_DAYS * DAY + 1) },
      'domain-exception.dates',
    ],
    ['at a site that the person does not have', itAnalyst, { ...intoOt, sites: ['gamma'] }, 'domain-exception.sites'],
  ])('is refused %s', (_what, person, asked, code) => {
    expect(judgeException(asked, { ...person, roles: [...person.roles] }, held, NOW)).toEqual({
      ok: false,
      refusal: { code },
    })
  })

  test('is refused twice for one time, and taken for the time after', () => {
    const policy = { ...held, exceptions: [agreed] }
    const later = { ...terms, since: terms.until, until: micros(terms.until + DAY) }
    expect(judgeException({ ...terms, since: micros(NOW + 2 * DAY) }, analyst, policy, NOW)).toMatchObject({
      refusal: { code: 'domain-exception.already' },
    })
    expect(judgeException(later, analyst, policy, NOW).ok).toBe(true)
    expect(judgeException(later, analyst, policy, NOW, [later]).ok).toBe(false)
  })
})

describe('[E14:2] independence lets nobody of IT in by a date', () => {
  test.each([
    ['revocation within 24 hours', duty(['alpha'], 'revocation-24h'), false],
    ['vetting', duty('*', 'personnel-vetting'), false],
    ['protected information alone', duty('*', 'protected-information'), true],
    ['another site', duty(['beta'], 'revocation-24h'), true],
  ])('%s', (_what, independence, isTaken) => {
    expect(judgeException(intoOt, itAnalyst, { ...held, independence }, NOW).ok).toBe(isTaken)
    // The other way round nobody comes under the duty.
    expect(judgeException(terms, analyst, { ...held, independence }, NOW).ok).toBe(true)
    const subjects = [...held.subjects, itAnalyst]
    expect(outlasts(agreedOn(intoOt), { subjects, independence }, NOW)).toBe(isTaken)
    const next = { ...held, subjects, independence, exceptions: [agreedOn(intoOt)] }
    expect(checkPolicy(next, { ...next, exceptions: [] }, hashOf).ok).toBe(isTaken)
  })
})

describe('[E12:2] a cell takes an exception', () => {
  const check = (exception: DomainException) => {
    const checked = checkPolicy({ ...held, version: 4, exceptions: [exception] }, held, hashOf)
    return checked.ok ? 'taken' : checked.refusal.code
  }
  const { decision } = agreed

  test('that both domains agreed to, and a further policy with it', () => {
    expect(check(agreed)).toBe('taken')
    const next = { ...held, exceptions: [agreed] }
    expect(checkPolicy({ ...next, version: 5 }, next, hashOf).ok).toBe(true)
  })

  test.each<[string, DomainException]>([
    ['one approval', { ...agreed, decision: { ...decision, approvals: decision.approvals.slice(1) } }],
    ['other terms than were approved', { ...agreed, terms: { ...terms, sites: ['beta'] } }],
    ['a decision of another kind', { ...agreed, decision: { ...decision, kind: 'break-glass' } }],
    ['more than thirty days', agreedOn({ ...terms, until: micros(terms.since + 31 * DAY) })],
    ['the person among those who approved', agreedOn({ ...terms, subject: 'acc_ot' })],
  ])('and not with %s', (_what, exception) => {
    expect(check(exception)).toBe('policy.exception')
  })

  test('not by a lead whose domain is suspended at the time', () => {
    const lead = agreedOn({ ...terms, subject: 'acc_ot', since: NOW })
    const before = { ...held, exceptions: [lead] }
    const checked = checkPolicy(
      { ...before, version: 4, exceptions: [lead, { ...agreed, id: 'fey_2' }] },
      before,
      hashOf,
    )
    expect(checked).toMatchObject({ refusal: { code: 'policy.exception' } })
  })
})
