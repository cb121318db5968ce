import { loadCrossDomainScenarios, loadEventRules } from '@penstock/catalogs/cross-domain-scenarios@1'
import { OBSERVED_KINDS, signalOfFinding, tiesOfEvent } from '@penstock/model/correlation'
import type { Finding } from '@penstock/model/detections'
import { findEventFormat, type NormalEvent } from '@penstock/model/events'
import { micros } from '@penstock/model/kernel'
import { describe, expect, test } from 'vitest'

const AT = micros(1_790_834_400_000_000)
const HOUR = 3_600_000_000

function eventOf(format: string, record: string): NormalEvent {
  const reader = findEventFormat(format)!.open({ domain: 'it', sha256: () => 'a'.repeat(64) })
  const [read] = reader.read(record, AT)
  if (read?.kind !== 'event') throw new Error(`${format}: ${JSON.stringify(read)}`)
  return read.event
}

function tiesOf(format: string, record: string) {
  const { time: at, classUid, activityId, ocsf, fields } = eventOf(format, record)
  return tiesOfEvent({ id: 'e1', at, classUid, activityId, ocsf, fields })
}

const logon = (fields: object): string =>
  JSON.stringify({
    ...{ '@timestamp': '2026-10-01T06:00:00Z', EventID: 4624, Channel: 'Security', Computer: 'SRV-1.wrw.example' },
    ...{ Provider_Name: 'Microsoft-Windows-Security-Auditing', TargetUserName: 'eng1', TargetDomainName: 'WRW' },
    ...fields,
  })

describe('ties that events tell', () => {
  test('a logon over the network: who, where and from where, for half a day', () => {
    const [tie, ...more] = tiesOf('windows-json', logon({ LogonType: 3, IpAddress: '10.4.0.9' }))
    expect(more).toEqual([])
    expect(tie).toMatchObject({ kind: 'session', from: AT, to: AT + 12 * HOUR })
    expect(tie!.entities.account).toEqual([['eng1']])
    expect(tie!.entities.host).toEqual([['SRV-1.wrw.example', 'SRV-1'], ['10.4.0.9']])
  })

  test('a desktop session does not tie the jump host that all come from', () => {
    const [tie] = tiesOf('windows-json', logon({ LogonType: 10, IpAddress: '10.15.0.7' }))
    expect(tie!.entities.host).toEqual([['SRV-1.wrw.example', 'SRV-1']])
  })

  test('a logon that failed, or of a machine, ties nobody', () => {
    expect(tiesOf('windows-json', logon({ EventID: 4625, LogonType: 3, IpAddress: '10.4.0.9' }))).toEqual([])
    const [own] = tiesOf('windows-json', logon({ LogonType: 3, TargetUserName: 'SRV-1$', IpAddress: '10.4.0.9' }))
    expect(own?.entities.account).toBeUndefined()
  })

  test('a session through the gateway: person, laptop, session and target', () => {
    const record =
      '<5>1 2026-10-01T06:00:00Z VAULT CEF:0|Cyber-Ark|Vault|14.0|300|PSM Connect|5|suser=vendor1 shost=LT-7 dhost=EWS-1 duser=op externalId=s-771 app=RDP'
    const [tie] = tiesOf('cyberark', record)
    expect(tie!.entities).toMatchObject({ account: [['op'], ['vendor1']], session: [['s-771']] })
    expect(JSON.stringify(tie!.entities.host)).toContain('EWS-1')
  })

  test.each([
    {
      name: 'Zeek',
      format: 'zeek-json',
      record: '{"_path":"dhcp","ts":1790834400,"assigned_addr":"10.4.0.9","host_name":"LT-117","lease_time":3600}',
      names: ['10.4.0.9', 'LT-117'],
      span: HOUR,
    },
    {
      name: 'ISC dhcpd',
      format: 'syslog',
      record: '<30>1 2026-10-01T06:00:00Z dhcp1 dhcpd 7 - - DHCPACK on 10.4.0.9 to 00:00:5e:00:53:01 (lt-117) via eth0',
      names: ['10.4.0.9', 'lt-117'],
      span: 24 * HOUR,
    },
    {
      name: 'dnsmasq',
      format: 'syslog',
      record: '<30>1 2026-10-01T06:00:00Z dhcp1 dnsmasq-dhcp 7 - - DHCPACK(eth0) 10.4.0.9 00:00:5e:00:53:01 lt-117',
      names: ['10.4.0.9', 'lt-117'],
      span: 24 * HOUR,
    },
  ])('a lease as $name logs it: which address a host had, and how long', ({ format, record, names, span }) => {
    const [tie] = tiesOf(format, record)
    expect(tie).toMatchObject({ kind: 'lease', from: AT, to: AT + span, entities: { host: [names] } })
  })

  test('a line that names one thing ties nothing', () => {
    expect(tiesOf('zeek-json', '{"_path":"dhcp","ts":1790834400,"assigned_addr":"10.4.0.9"}')).toEqual([])
  })
})

describe('rules over the events of other systems', () => {
  const { rules, saidBy } = loadEventRules()
  const scenarios = loadCrossDomainScenarios()

  test('each makes signals that a stage or a condition asks for, and none names a scenario or a technique', () => {
    const stages = scenarios.flatMap((scenario) => scenario.stages)
    const asked = new Set([
      ...stages.flatMap(({ kinds }) => kinds),
      ...stages.flatMap(({ where }) => where.flatMap((one) => ('absent' in one ? [one.absent] : []))),
    ])
    for (const [, { kinds }] of saidBy) expect(kinds.filter((kind) => !asked.has(kind))).toEqual([])
    expect(JSON.stringify(rules.map(({ id, title, tags }) => [id, title, tags]))).not.toMatch(/XD-\d|\bT[01]\d{3}\b/)
  })

  test('[E04:2] with the packets they feed a suspicion, and the critical level, in every scenario', () => {
    const fed = new Set([...OBSERVED_KINDS, ...[...saidBy.values()].flatMap(({ kinds }) => kinds)])
    const reached = scenarios.map(({ id, stages, suspicionAt, criticalAt }) => {
      const upTo = (order: number): number =>
        stages.filter((stage) => stage.order <= order && stage.kinds.some((kind) => fed.has(kind))).length
      return [id, upTo(suspicionAt) >= 2, upTo(criticalAt) >= 3]
    })
    expect(reached.filter(([, isSuspected, isCritical]) => !isSuspected || !isCritical)).toEqual([])
  })
})

test('a finding of a detector is a signal of what it watches, with both ends', () => {
  const finding: Finding = {
    ...{ kind: 'program-change', rule: 'program.download', ruleVersion: '1', title: '', level: 'high', techniques: [] },
    ...{ site: 'works', at: AT, evidence: [], values: { block: 'OB1' } },
    subject: { sourceIp: '10.2.0.10', sourceHost: 'EWS-1', destinationIp: '10.2.0.20', user: 'WRW\\eng1' },
  } as unknown as Finding
  expect(signalOfFinding(finding, 'ot', new Map())).toMatchObject({
    ...{ kind: 'ot.program-download', domain: 'ot', site: 'works', at: AT },
    entities: { account: [['WRW\\eng1', 'eng1']], host: [['10.2.0.10', 'EWS-1']], controller: [['10.2.0.20']] },
    values: { approved: 'no' },
  })
  const kindOf = (rule: string) => signalOfFinding({ ...finding, rule }, 'ot', new Map()).kind
  expect(['program.mode', 'program.firmware', 'program.protection', 'program.force'].map(kindOf)).toEqual([
    ...['ot.mode-change', 'ot.firmware-write', 'ot.settings-locked'],
    // What no stage asks for goes under the name of its rule.
    'program.force',
  ])
  const older = { ...finding, rule: 'program.older-firmware', values: { direction: 'older' } }
  expect(signalOfFinding(older, 'ot', new Map())).toMatchObject({
    ...{ kind: 'ot.firmware-write', values: { direction: 'older', approved: 'no' } },
  })
  const written = {
    ...({ ...finding, kind: 'behaviour', rule: 'behaviour.written-value' } as const),
    values: { place: 'unit 1 register 7', observed: 940, usualLow: 40, usualHigh: 60 },
  }
  expect(signalOfFinding(written, 'ot', new Map())).toMatchObject({
    ...{ kind: 'ot.write', values: { written: 940, limitLow: 40, limitHigh: 60 } },
    entities: { controller: [['10.2.0.20']], point: [['10.2.0.20/unit 1 register 7']] },
  })
  const unknown = { ...finding, kind: 'behaviour', rule: 'behaviour.new-command' } as const
  expect(signalOfFinding(unknown, 'ot', new Map())).toMatchObject({ kind: 'ot.write', values: { listed: 'no' } })
  const ruled = { ...finding, kind: 'sigma', rule: 'r-1' } as const
  expect(signalOfFinding(ruled, 'it', new Map([['r-1', 'process.lsass-read']])).kind).toBe('process.lsass-read')
})
