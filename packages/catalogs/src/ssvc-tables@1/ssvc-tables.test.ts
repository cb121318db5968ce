import { loadSsvcFile, loadSsvcTables } from '@penstock/catalogs/ssvc-tables@1'
import {
  compareInQueue,
  type DeviceContext,
  decideSsvc,
  type SsvcTableName,
  UNKNOWN_CONTEXT,
} from '@penstock/model/vulnerabilities'
import { describe, expect, test } from 'vitest'

const file = loadSsvcFile()
const tables = loadSsvcTables()
const names = Object.keys(file.tables) as SsvcTableName[]
const rows = names.flatMap((name) =>
  file.tables[name].rows.map((row) => ({ name, inputs: row.slice(0, -1), outcome: row.at(-1)! })),
)

test('148 rows, each another question, and the notice beside them', () => {
  expect(rows).toHaveLength(148)
  expect(new Set(rows.map(({ name, inputs }) => [name, ...inputs].join())).size).toBe(148)
  expect(file.license).toContain('Copyright 2026 Carnegie Mellon University')
})

test.each(rows)('$name: $inputs is $outcome', ({ name, inputs, outcome }) => {
  expect(tables.getOutcome(name, inputs)).toBe(outcome)
})

test('a question that no table has is a mistake of the caller', () => {
  expect(() => tables.getOutcome('deployer', ['none'])).toThrow('no row')
})

const CRITICAL = { id: 'CVE-2031-0001', cvss: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }
const MEDIUM = { id: 'CVE-2031-0002', cvss: 'CVSS:3.1/AV:A/AC:H/PR:L/UI:N/S:U/C:N/I:L/A:L' }
const FIXED = { grade: 'B', remedy: 'fix' } as const
const isolated: DeviceContext = {
  exposure: 'small',
  missionImpact: 'degraded',
  safetyImpact: 'negligible',
  isSafetyLinked: false,
  conduitsFromOutside: 4,
}
const safety: DeviceContext = {
  exposure: 'controlled',
  missionImpact: 'mef failure',
  safetyImpact: 'catastrophic',
  isSafetyLinked: true,
  conduitsFromOutside: 1,
}
const never = () => false

describe('when and how', () => {
  test('KEV is active exploitation, CVSS gives automatable and technical impact, the plant the rest', () => {
    const answer = decideSsvc(tables, FIXED, [CRITICAL], (cve) => cve === CRITICAL.id, {
      ...isolated,
      exposure: 'open',
    })!
    expect(answer.inputs).toMatchObject({
      exploitation: 'active',
      automatable: 'yes',
      technicalImpact: 'total',
      humanImpact: 'low',
    })
    expect(answer).toMatchObject({
      when: 'out-of-cycle',
      cisa: 'attend',
      bod2604: '3 days & forensic investigation',
      how: 'patch-at-stop',
    })
  })

  test('a proof of concept in the vector counts, and of several weaknesses the one that asks for most decides', () => {
    const proven = { id: 'CVE-2031-0003', cvss: `${CRITICAL.cvss}/E:P` }
    const answer = decideSsvc(tables, FIXED, [MEDIUM, proven], never, { ...safety, exposure: 'open' })!
    expect(answer).toMatchObject({ cve: 'CVE-2031-0003', when: 'out-of-cycle', inputs: { exploitation: 'public poc' } })
  })

  test('what is not known takes the value that asks for more, and says so', () => {
    const answer = decideSsvc(tables, FIXED, [{ id: 'CVE-2031-0001', cvss: null }], never, UNKNOWN_CONTEXT)!
    expect(answer.inputs).toMatchObject({
      exposure: 'open',
      safetyImpact: 'catastrophic',
      automatable: 'yes',
      technicalImpact: 'total',
    })
    expect(answer.trail.filter(({ source }) => source.startsWith('not known')).length).toBe(3)
  })

  test.each([
    ['fix', 'small', 'patch-at-stop'],
    ['none-yet', 'small', 'network-control'],
    ['unknown', 'small', 'network-control'],
    ['no-fix-planned', 'small', 'never'],
    ['no-fix-planned', 'open', 'network-control'],
  ] as const)('%s at %s exposure: %s', (remedy, exposure, how) => {
    const isUrgent = exposure === 'open'
    const answer = decideSsvc(tables, { grade: 'B', remedy }, [MEDIUM], () => isUrgent, { ...isolated, exposure })!
    expect(answer.how).toBe(how)
  })

  test('a fix that cannot wait for a stop: the network first', () => {
    const answer = decideSsvc(tables, FIXED, [CRITICAL], () => true, { ...safety, exposure: 'open' })!
    expect(answer).toMatchObject({ when: 'immediate', how: 'network-control' })
  })

  test('what is not affected asks for nothing', () => {
    expect(decideSsvc(tables, { grade: 'N', remedy: 'fix' }, [CRITICAL], never, safety)).toBe(null)
  })
})

describe('the order of an OT team', () => {
  const entry = (
    name: string,
    grade: 'A' | 'B' | 'C' | 'N',
    weakness: typeof CRITICAL,
    isKnownExploited: boolean,
    context: DeviceContext,
  ) => ({
    name,
    grade,
    isKnownExploited,
    context,
    ssvc: decideSsvc(tables, { grade, remedy: 'fix' }, [weakness], () => isKnownExploited, context),
  })
  const sorted = (...entries: readonly ReturnType<typeof entry>[]) =>
    entries.toSorted(compareInQueue).map(({ name }) => name)

  test('[F02:2] a medium weakness on a reachable safety path stands before a critical one on an isolated host', () => {
    const path = entry('safety path', 'B', MEDIUM, false, safety)
    const host = entry('isolated host', 'A', CRITICAL, false, isolated)
    expect(sorted(host, path)).toEqual(['safety path', 'isolated host'])
    const reached = { ...isolated, exposure: 'open', conduitsFromOutside: 0 } as const
    expect(sorted(host, entry('reached host', 'A', CRITICAL, false, reached))).toEqual([
      'reached host',
      'isolated host',
    ])
  })

  test('a safety link alone stands before known exploitation', () => {
    const linked = entry('safety', 'B', MEDIUM, false, { ...isolated, isSafetyLinked: true })
    expect(sorted(entry('exploited', 'B', CRITICAL, true, isolated), linked)).toEqual(['safety', 'exploited'])
  })

  test('what is exploited and to be checked stands before anything that is not exploited; not affected comes last', () => {
    const plain = entry('B', 'B', CRITICAL, false, { ...isolated, exposure: 'open', conduitsFromOutside: 0 })
    const known = entry('C, exploited', 'C', MEDIUM, true, isolated)
    const none = entry('N', 'N', CRITICAL, true, safety)
    expect(sorted(none, plain, known)).toEqual(['C, exploited', 'B', 'N'])
  })
})
