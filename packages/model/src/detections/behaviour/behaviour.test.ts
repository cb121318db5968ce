// What behaves otherwise, as findings: which rule, how bad where it stands, and the same whatever the order of rows.
import type { DeviationKind } from '@penstock/model/baselines'
import {
  BEHAVIOUR_RULES,
  breachFinding,
  deviationFinding,
  type Finding,
  firmwareFindings,
  type Ground,
  type KeptDeviation,
  type KnownClaim,
  levelAt,
  programFindings,
  ruleOf,
  shadowFinding,
  silenceFinding,
  writtenFindings,
} from '@penstock/model/detections'
import { micros } from '@penstock/model/kernel'
import type { CaptureProof, OperationSeen } from '@penstock/model/observations'
import type { ZoneKind } from '@penstock/model/shadow'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const AT = micros(1_790_834_400_000_000)
const [PANEL, PLC, OUTSIDE] = ['10.1.1.12', '10.1.2.20', '203.0.113.9']
const proof: CaptureProof = { file: 0, frame: 7, at: AT, offset: 40, length: 60, captureId: 'c', captureName: 'mirror' }

function ground(kind: ZoneKind | null = 'control', more: Partial<Ground> = {}): Ground {
  return {
    site: 'works',
    placeOf: (address) => ({
      zone: 'LINE',
      kind: address === PLC ? kind : 'operations',
      isOutside: address === OUTSIDE,
    }),
    windowAt: () => null,
    ...more,
  }
}

function deviation(kind: DeviationKind, more: Partial<KeptDeviation> = {}): KeptDeviation {
  return {
    ...{ id: 'd-1', kind, reason: 'never-seen', client: PANEL, server: PLC, protocol: 'modbus-tcp', subject: '6' },
    ...{ name: 'Write Single Register', isChange: false, phase: 'always', expected: null, observed: 3 },
    ...{ scope: { touched: null, targets: [] }, proof, ...more },
  }
}

function operation(given: Partial<OperationSeen> = {}): Omit<OperationSeen, 'proof'> & { proof: CaptureProof } {
  return {
    ...{
      at: AT,
      protocol: 's7comm',
      kind: 'mode',
      code: '0x29',
      name: 'PLC Stop',
      target: null,
      result: 'ok',
      count: 1,
    },
    ...{ client: { mac: null, ip: PANEL }, server: { mac: null, ip: PLC } },
    ...given,
    proof,
  }
}

const none = { operations: [], transfers: [], states: [] }
const inShort = ({ rule, level, subject }: Finding) => [rule, level, subject.sourceIp, subject.destinationIp]

test.each([
  { kind: 'new-pair', isChange: false, protocol: 'modbus-tcp', rule: 'behaviour.new-master' },
  { kind: 'new-pair', isChange: false, protocol: 'ssh', rule: 'behaviour.new-talker' },
  { kind: 'new-function', isChange: true, protocol: 'modbus-tcp', rule: 'behaviour.new-command' },
  { kind: 'new-function', isChange: false, protocol: 'modbus-tcp', rule: 'behaviour.new-function' },
  { kind: 'new-address', isChange: true, protocol: 'modbus-tcp', rule: 'behaviour.new-target' },
  { kind: 'new-address', isChange: false, protocol: 'modbus-tcp', rule: 'behaviour.new-address' },
  { kind: 'value', isChange: false, protocol: 'modbus-tcp', rule: 'behaviour.value' },
  { kind: 'cadence', isChange: false, protocol: 'modbus-tcp', rule: 'behaviour.cadence' },
  { kind: 'silence', isChange: false, protocol: 'modbus-tcp', rule: 'behaviour.absence' },
  { kind: 'scan', isChange: false, protocol: '', rule: 'behaviour.scan' },
  { kind: 'flood', isChange: false, protocol: 'modbus-tcp', rule: 'behaviour.flood' },
] as const)('$kind (a change: $isChange) over $protocol is $rule', ({ rule, ...given }) => {
  expect(ruleOf(given)).toBe(rule)
})

test('a deviation names both ends, its packet and its row, what was usual and what was seen', () => {
  const seen = deviation('value', { client: '', observed: 9999, expected: { low: 1, high: 5 }, reason: 'above' })
  expect(deviationFinding(ground(), seen)).toMatchObject({
    ...{ kind: 'behaviour', rule: 'behaviour.value', level: 'high', at: AT, subject: { destinationIp: PLC } },
    evidence: [
      { kind: 'proof', proof },
      { kind: 'fact', of: 'baseline_deviation', id: 'd-1' },
    ],
    values: { usualLow: 1, usualHigh: 5, observed: 9999, zone: 'LINE' },
  })
  expect(deviationFinding(ground(), deviation('scan', { server: '' })).subject).toEqual({
    sourceIp: PANEL,
    destinationIp: PANEL,
  })
})

test.each([
  { kind: 'safety', level: 'critical', outside: 'critical' },
  { kind: 'control', level: 'high', outside: 'critical' },
  { kind: 'supervisory', level: 'high', outside: 'critical' },
  { kind: 'operations', level: 'medium', outside: 'high' },
  { kind: 'enterprise', level: 'low', outside: 'medium' },
  { kind: null, level: 'high', outside: 'critical' },
] as const)('what is high at a controller is $level in a zone of kind $kind, and $outside from outside', (row) => {
  const place = { zone: 'Z', kind: row.kind, isOutside: false }
  expect(levelAt('high', place, false)).toBe(row.level)
  expect(levelAt('high', place, true)).toBe(row.outside)
})

test('a download is told of the device, also where the controller fetches the blocks, and once', () => {
  const fetching = { client: { mac: null, ip: PLC }, server: { mac: null, ip: PANEL } }
  const operations = [
    operation({ kind: 'program-download', code: '0x1a', name: 'Request Download' }),
    operation({ kind: 'program-download', code: '0x1b', name: 'Download Block', at: micros(AT + 1), ...fetching }),
    operation({ kind: 'program-download', code: '0x1c', name: 'Download Ended', at: micros(AT + 2), ...fetching }),
  ]
  expect(programFindings(ground(), { ...none, operations }).map(inShort)).toEqual([
    ['program.download', 'critical', PANEL, PLC],
  ])
  expect(programFindings(ground(), { ...none, operations: operations.slice(1) }).map(inShort)).toEqual([
    ['program.download', 'critical', PANEL, PLC],
  ])
})

test('what the device refused is one lower, and what a window allows asks nobody', () => {
  const refused = { ...none, operations: [operation({ result: 'Object access denied' })] }
  expect(programFindings(ground(), refused).map(inShort)).toEqual([['program.mode', 'medium', PANEL, PLC]])
  const asked: (readonly string[])[] = []
  const windowAt: Ground['windowAt'] = (address, actions) => {
    asked.push([address, ...actions])
    return 'MW-2'
  }
  const [found] = programFindings(ground('control', { windowAt }), { ...none, operations: [operation()] })
  expect(found).toMatchObject({ level: 'informational', values: { window: 'MW-2' } })
  expect(asked).toEqual([[PLC, ...BEHAVIOUR_RULES['program.mode'].actions]])
})

test.each([
  { field: 'key-switch', before: 'run', value: 'program', rules: ['program.key'] },
  { field: 'mode', before: 'run', value: 'stop', rules: ['program.mode'] },
  { field: 'mode', before: null, value: 'stop', rules: [] },
  { field: 'mode', before: 'run', value: 'run', rules: [] },
  { field: 'clock', before: 'a', value: 'b', rules: [] },
] as const)('a device that told $before and tells $value of its $field: $rules', ({ field, before, value, rules }) => {
  const now = {
    about: { mac: null, ip: PLC },
    part: null,
    field,
    value,
    protocol: 's7comm',
    method: 'szl',
    at: AT,
    proof,
  }
  expect(programFindings(ground(), { ...none, states: [{ now, before }] }).map(({ rule }) => rule)).toEqual(rules)
  // It says itself what somebody asked for: the same again.
  const both = programFindings(ground(), {
    ...none,
    operations: [operation({ at: micros(AT + 5) }), operation({ at: micros(AT - 5) })],
    states: [{ now, before }],
  })
  if (field === 'mode') expect(both.map(inShort)).toEqual([['program.mode', 'high', PANEL, PLC]])
})

const firmware = (value: string, more: Partial<KnownClaim> & { readonly at?: number } = {}) => ({
  ...({
    about: { mac: null, ip: PLC },
    field: 'firmware',
    value,
    protocol: 'modbus-tcp',
    method: 'device-id-2',
  } as const),
  ...{ basis: 'observed' as const, lastAt: AT - 5, ...more },
  proof: { ...proof, at: micros(more.at ?? AT) },
})

test.each([
  { before: 'V2.10', now: 'V2.9', control: 'program.older-firmware', safety: 'program.safety-firmware' },
  { before: 'V2.9', now: 'V2.10', control: null, safety: 'program.safety-firmware' },
  { before: '6.1 SP2', now: '6.1 SP1', control: 'program.older-firmware', safety: 'program.safety-firmware' },
  { before: 'B.2021', now: 'golden image', control: null, safety: 'program.safety-firmware' },
  { before: 'V2.9', now: 'V2.9', control: null, safety: null },
  { before: null, now: 'V2.9', control: null, safety: null },
])('firmware $now where it was $before: $control, and at a safety controller $safety', ({ before, now, ...rules }) => {
  const known = before === null ? [] : [firmware(before)]
  const of = (kind: ZoneKind): string | null => firmwareFindings(ground(kind), [firmware(now)], known)[0]?.rule ?? null
  expect([of('control'), of('safety')]).toEqual([rules.control, rules.safety])
})

test('firmware is held against what the same module told last, whatever came late, from whom it is reported or how often', () => {
  const rulesOf = (seen: Parameters<typeof firmwareFindings>[1], known: readonly KnownClaim[]) =>
    firmwareFindings(ground(), seen, known).map(({ rule, values }) => [rule, values['before'], values['now']])
  const [old, newer] = [firmware('1.9', { lastAt: AT - 9 }), firmware('2.0', { lastAt: AT - 5 })]
  expect(rulesOf([firmware('1.9')], [newer, old])).toEqual([['program.older-firmware', '2.0', '1.9']])
  // It told the older one again since.
  expect(rulesOf([firmware('1.9')], [newer, { ...old, lastAt: AT - 1 }])).toEqual([])
  expect(rulesOf([firmware('1.9', { method: 'device-id-2@unit 5' })], [newer])).toEqual([])
  expect(rulesOf([firmware('1.9', { at: AT - 7 })], [newer])).toEqual([])
  expect(rulesOf([{ ...firmware('1.9'), basis: 'reported' }], [newer])).toEqual([])
  expect(rulesOf([firmware('1.8', { at: AT + 2 }), firmware('1.9', { at: AT + 1 })], [newer])).toEqual([
    ['program.older-firmware', '2.0', '1.9'],
  ])
})

test('of what one writes beyond the limits of points the furthest is told, with its packet and the limits', () => {
  const write = (client: string, value: number, at = AT) => ({
    ...{ place: 'unit 1 register 7', point: 'unit 1 holding register 7', value, limits: { low: 40, high: 60 } },
    operation: operation({ kind: 'write', protocol: 'modbus-tcp', at, client: { mac: null, ip: client } }),
  })
  const found = writtenFindings(ground(), [write(PANEL, 61), write(PANEL, 940), write(OUTSIDE, 39)])
  expect(found.map(inShort)).toEqual([
    ['behaviour.written-value', 'high', PANEL, PLC],
    ['behaviour.written-value', 'critical', OUTSIDE, PLC],
  ])
  expect(found[0]).toMatchObject({
    evidence: [{ kind: 'proof', proof }],
    values: { place: 'unit 1 register 7', observed: 940, usualLow: 40, usualHigh: 60 },
  })
})

test('rows in another order, or twice, are the same findings', () => {
  const rows = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 1000 }).map((ms) => micros(AT + ms)),
      kind: fc.constantFrom('mode', 'restart', 'firmware', 'program-download', 'program-upload', 'write', 'auth'),
      client: fc.constantFrom('10.1.1.1', '10.1.1.2').map((ip) => ({ mac: null, ip })),
      server: fc.constantFrom('10.1.2.20', '10.1.2.21').map((ip) => ({ mac: null, ip })),
    }),
    { maxLength: 20 },
  )
  const keys = (findings: readonly Finding[]) => findings.map((one) => JSON.stringify([inShort(one), one.at])).sort()
  fc.assert(
    fc.property(rows, fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), (some, order) => {
      const operations = some.map((row) => operation(row as Partial<OperationSeen>))
      const shuffled = operations
        .map((row, n) => ({ row, rank: order[n % 20]! }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ row }) => row)
      const once = keys(programFindings(ground(), { ...none, operations }))
      expect(keys(programFindings(ground(), { ...none, operations: shuffled }))).toEqual(once)
      expect(keys(programFindings(ground(), { ...none, operations: [...shuffled, ...operations] }))).toEqual(once)
      // Values and sessions are no program.
      if (operations.every(({ kind }) => kind === 'write' || kind === 'auth')) expect(once).toEqual([])
    }),
  )
})

test.each([
  { severity: 1, level: 'critical' },
  { severity: 4, level: 'low' },
] as const)('a breach of severity $severity is $level, whatever stands there', ({ severity, level }) => {
  const ends = { client: { mac: null, ip: PANEL }, server: { mac: null, ip: PLC } }
  const seen = { protocol: null, portGuess: 'ssh', serverPort: 22, clientZone: 'OPS', serverZone: 'LINE', severity }
  const breach = { id: 'v', ...ends, ...seen, zoneRule: 'zones.no-conduit', isAnswered: true, firstAt: AT, proof }
  const found = breachFinding(ground('enterprise'), breach)
  const unanswered = breachFinding(ground('enterprise'), { ...breach, isAnswered: false })
  expect(unanswered).toMatchObject({ subject: { sourceIp: PANEL }, level: severity === 1 ? 'high' : 'low' })
  expect(unanswered.subject.destinationIp).toBeUndefined()
  expect(found).toMatchObject({
    rule: 'zone-breach.no-conduit',
    kind: 'zone-breach',
    level,
    values: { protocol: 'ssh' },
  })
})

test.each([
  { severity: 0, level: undefined },
  { severity: 1, level: 'informational' },
  { severity: 3, level: 'high' },
  { severity: 4, level: 'critical' },
  { severity: null, level: 'low' },
] as const)('shadow of severity $severity is $level', ({ severity, level }) => {
  const called = {
    host: PANEL,
    indicator: 'ra-x',
    name: 'X',
    category: 'remote-access',
    title: 'Remote control software',
  }
  const signs = [{ kind: 'name', pattern: 'x.example', proof }]
  const found = shadowFinding(ground(), { ...called, score: 0.9, severity, signs, control: null, firstAt: AT })
  expect(found?.level).toBe(level)
  if (found !== null)
    expect(found).toMatchObject({ rule: 'shadow.remote-access', subject: { sourceIp: PANEL, device: 'ra-x' } })
})

const BEAT = 30_000_000
test.each([
  { heard: 3 * BEAT, traffic: 0, rule: undefined },
  { heard: 3 * BEAT + 1, traffic: 0, rule: 'sensor.silent' },
  { heard: 0, traffic: 4 * BEAT, rule: undefined },
  { heard: 0, traffic: 4 * BEAT + 1, rule: 'sensor.no-traffic' },
  { heard: 9 * BEAT, traffic: 9 * BEAT, rule: 'sensor.silent' },
  { heard: 0, traffic: null, rule: undefined },
])('heard $heard µs ago, traffic $traffic µs ago: $rule', ({ heard, traffic, rule }) => {
  const beat = { sensor: 'tok_1', name: 'mirror', everyMs: BEAT / 1000, heardAt: micros(AT - heard) }
  const trafficAt = traffic === null ? null : micros(AT - traffic)
  expect(silenceFinding(ground(), { ...beat, trafficAt }, micros(0), AT)?.rule).toBe(rule)
  // A cell that has just begun to listen could hear nobody.
  expect(silenceFinding(ground(), { ...beat, trafficAt }, AT, AT)).toBeNull()
})

test('every rule has a technique of ATT&CK for ICS and a title', () => {
  for (const [id, { title, techniques }] of Object.entries(BEHAVIOUR_RULES)) {
    expect(techniques.length, id).toBeGreaterThan(0)
    expect(techniques.every((technique) => /^T0\d{3}$/.test(technique))).toBe(true)
    expect(title.length, id).toBeGreaterThan(10)
  }
})
