import { micros } from '@penstock/model/kernel'
import {
  checkPolicy,
  domainOfRoles,
  type Identity,
  type Policy,
  type Role,
  samePersons,
  twoDomainHolders,
} from '@penstock/model/operating-model'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const AT = micros(10_000_000)
const who = (kind: Identity['kind'], value: string): Identity => ({ kind, value })
const account = (id: string, name: string, ...identities: Identity[]) => ({ id, name, identities })
const JANE = who('employee', '1042')

test.each([
  ['the same number', [account('a', 'jane', JANE), account('b', 'x7', who('employee', '1042'))], [['a', 'b']], []],
  [
    'a mail address in another spelling',
    [account('a', 'j1', who('mail', 'Jane@w.example')), account('b', 'x7', who('mail', 'jane@W.example'))],
    [['a', 'b']],
    [],
  ],
  [
    'a chain of two',
    [
      account('a', 'j1', JANE),
      account('b', 'k', JANE, who('mail', 'j@w.example')),
      account('c', 'l', who('mail', 'j@w.example')),
    ],
    [['a', 'b', 'c']],
    [],
  ],
  [
    'a subject differs by its case',
    [account('a', 'j1', who('subject', 'idp|Ab')), account('b', 'k', who('subject', 'idp|aB'))],
    [],
    [],
  ],
  ['a name alone', [account('a', 'jane'), account('b', 'ot-jane')], [], ['name']],
  [
    'alike and told apart by number',
    [account('a', 'jane', JANE), account('b', 'ot.jane', who('employee', '7'))],
    [],
    [],
  ],
  [
    'a mailbox of two people',
    [
      account('a', 'x', JANE, who('mail', 'desk@w.example')),
      account('b', 'k', who('employee', '7'), who('mail', 'desk@w.example')),
    ],
    [],
    ['contradiction'],
  ],
  ['names that say only a side', [account('a', 'it-lead-1'), account('b', 'ot-lead-1')], [], []],
] as const)('%s', (_name, accounts, persons, questions) => {
  const found = samePersons(accounts)
  expect(found.persons.map((one) => one.toSorted())).toEqual(persons)
  expect(found.questions.map(({ because }) => because)).toEqual(questions)
})

const anyRole = fc.constantFrom<Role>('it-analyst', 'it-lead', 'ot-analyst', 'ot-engineer', 'compliance')
const anySubjects = fc.array(
  fc.record({ roles: anyRole.map((role) => [role]), person: fc.constantFrom('p', 'q'), ended: fc.boolean() }),
  { maxLength: 6 },
)

test('[E09:3] whatever accounts there are: a cell and the hub refuse exactly the policies in which somebody holds both domains', () => {
  let refused = 0
  fc.assert(
    fc.property(anySubjects, (given) => {
      const subjects = given.map(({ roles, person, ended }, at) => ({
        ...{ subject: `acc_${at}`, roles, person, sites: '*' as const },
        ...(ended ? { until: micros(AT - 1) } : {}),
      }))
      // Reckoned by hand: the domains of each person over every account that lives.
      const isBoth = ['p', 'q'].some((person) => {
        const live = subjects.filter((one) => one.person === person && !('until' in one))
        return new Set(live.map(({ roles }) => domainOfRoles(roles)).filter((one) => one !== null)).size > 1
      })
      const policy = {
        version: 1,
        model: 'federated',
        subjects,
        sources: [],
        decidedAt: AT,
        approvals: [],
      } as unknown as Policy
      const checked = checkPolicy(policy, null, String)
      expect(checked.ok).toBe(!isBoth)
      if (!checked.ok) expect(checked.refusal.code).toBe('policy.two-domains')
      refused += isBoth ? 1 : 0
    }),
    { numRuns: 150 },
  )
  expect(refused).toBeGreaterThan(10)
})

test('a dated exception opens no domain while another account of the person holds the one that it suspends', () => {
  const subject = (id: string, role: Role) => ({ subject: id, roles: [role], sites: '*' as const, person: 'p' })
  const terms = { subject: 'acc_a', from: 'it', to: 'ot', since: AT, until: micros(AT + 9) }
  const exceptions = [{ id: 'x', terms, decision: {} }] as unknown as Policy['exceptions']
  const held = (...subjects: Policy['subjects']) => twoDomainHolders({ subjects, exceptions }, AT).length
  expect(held(subject('acc_a', 'it-analyst'))).toBe(0)
  expect(held(subject('acc_a', 'it-analyst'), subject('acc_b', 'it-lead'))).toBe(1)
  expect(held(subject('acc_a', 'it-analyst'), subject('acc_b', 'compliance'))).toBe(0)
})
