import { expect, test } from 'vitest'
import { mayWorkOn, subjectKeyOf, type Worked, workOn } from './index.ts'

const fresh: Worked = { state: 'new', verdict: null, version: 1 }
const seen: Worked = { state: 'acknowledged', verdict: null, version: 2 }
const over: Worked = { state: 'closed', verdict: 'benign', version: 3 }

test.each([
  ['a new one is acknowledged', fresh, { deed: 'acknowledge' }, 1, { ...seen }],
  ['a new one is closed by its verdict', fresh, { deed: 'verdict', verdict: 'benign' }, 1, { ...over, version: 2 }],
  ['a known one is closed', seen, { deed: 'verdict', verdict: 'duplicate' }, 2, { ...over, verdict: 'duplicate' }],
  ['a closed one is taken up again, and its verdict is gone', over, { deed: 'reopen' }, 3, { ...seen, version: 4 }],
  ['nobody acknowledges twice', seen, { deed: 'acknowledge' }, 2, 'detections.acknowledged'],
  ['a closed one takes no verdict', over, { deed: 'verdict', verdict: 'benign' }, 3, 'detections.closed'],
  ['a closed one is not acknowledged', over, { deed: 'acknowledge' }, 3, 'detections.closed'],
  ['what is open is not reopened', fresh, { deed: 'reopen' }, 1, 'detections.open'],
  ['what moved meanwhile is looked at first', seen, { deed: 'acknowledge' }, 1, 'version-moved'],
] as const)('%s', (_name, before, deed, version, expected) => {
  const told = workOn(before, deed, version)
  expect(told.ok ? told.value : told.refusal.code).toEqual(expected)
})

test('only the team of the domain says what it was', () => {
  expect([mayWorkOn('ot', 'ot'), mayWorkOn('it', 'ot'), mayWorkOn(null, 'ot')]).toEqual([true, false, false])
})

test('findings are about the same when both ends, user and device are, each by the address that says most', () => {
  const key = (subject: Parameters<typeof subjectKeyOf>[0]['subject'], site = 'works') =>
    subjectKeyOf({ site, subject })
  expect(key({ sourceIp: '10.0.0.1', sourceMac: 'a', sourceHost: 'x' })).toBe(key({ sourceIp: '10.0.0.1' }))
  const others = [
    {},
    { sourceIp: '10.0.0.1' },
    { destinationIp: '10.0.0.1' },
    { user: '10.0.0.1' },
    { device: '10.0.0.1' },
  ]
  const keys = [...others.map((subject) => key(subject)), key({}, 'mill')]
  expect(new Set(keys).size).toBe(keys.length)
})
