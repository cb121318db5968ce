// Management: rights, sets, notices, users; never a community.
import { bytes, SYSTEM, snmp3, snmpGet, snmpResponse, snmpSet, snmpTrap1, snmpTrap2 } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, udpTalk } from '../room.fixture.ts'
import { observeFrames } from '../sample.fixture.ts'

const SECRET = 'k1ln-secret'
const get = ['client', snmpGet(9, SECRET, [SYSTEM.name])] as const
const answer = ['server', snmpResponse(9, SECRET, [{ oid: SYSTEM.name, value: 'sw-boiler' }])] as const
const ENGINE = bytes(0x80, 0, 0x10, 0x64, 3, 2, 0, 0, 0)

test('an answered community is a logon without a name, once for a flow', () => {
  const rows = rowsOf(udpTalk(161, [get, answer, get, answer]))
  expect(rows).toMatchObject({
    logons: ['client snmp community null accepted x1'],
    claims: ['server name sw-boiler (snmp-system-name, observed)'],
    functions: ['client snmp GetRequest x2'],
    anomalies: [],
  })
  expect(JSON.stringify(rows)).not.toContain(SECRET)
})

test('one that nobody answers is none, and one of the factory is odd', () => {
  expect(rowsOf(udpTalk(161, [['client', snmpGet(9, 'public', [SYSTEM.name])]]))).toMatchObject({
    logons: [],
    anomalies: ['snmp-default-community'],
  })
})

test('what is odd in a conversation says who asked whom, whoever said it', () => {
  const { anomalies } = observeFrames(udpTalk(162, [['client', snmpTrap2(1, SECRET, '1.3.6.1.6.3.1.1.5.5')]]))
  expect(anomalies).toMatchObject([
    { kind: 'snmp-authentication-failure', client: { ip: '192.0.2.10' }, server: { ip: '192.0.2.20' } },
  ])
})

test.each([
  { name: 'an accepted set', status: 0, result: 'ok' },
  { name: 'a refused one', status: 17, result: 'notWritable' },
])('$name is a write with object, value and result', ({ status, result }) => {
  const variable = { oid: SYSTEM.name, value: 'sw-2' }
  const told = status === 0 ? snmpResponse(4, SECRET, [variable]) : snmpSet(4, SECRET, variable, status)
  expect(
    rowsOf(
      udpTalk(161, [
        ['client', snmpSet(4, SECRET, variable)],
        ['server', told],
      ]),
    ).operations,
  ).toEqual([`client write SetRequest ${SYSTEM.name} [sw-2] ${result} x1 @1`])
})

test('notices of both forms: a restart is a state, a wrong community odd, others are named', () => {
  const agent = bytes(192, 0, 2, 20)
  const rows = rowsOf(
    udpTalk(162, [
      ['client', snmpTrap1(SECRET, '1.3.6.1.4.1.4196', agent, 0, 0)],
      ['client', snmpTrap1(SECRET, '1.3.6.1.4.1.4196', agent, 6, 12)],
      ['client', snmpTrap2(1, SECRET, '1.3.6.1.6.3.1.1.5.5')],
      ['client', snmpTrap2(2, SECRET, '1.3.6.1.6.3.1.1.5.2')],
      ['client', snmpTrap2(3, SECRET, '1.3.6.1.4.1.9.9.1')],
    ]),
  )
  expect(rows).toMatchObject({
    states: ['client restart cold start', 'client restart warm start'],
    details: [
      'snmp-trap cold start x1',
      'snmp-trap 1.3.6.1.4.1.4196 12 x1',
      'snmp-trap authentication failure x1',
      'snmp-trap warm start x1',
      'snmp-trap 1.3.6.1.4.1.9.9.1 x1',
    ],
    anomalies: ['snmp-authentication-failure'],
  })
})

test('version 3: engine and user, its functions unless sealed, and its logon', () => {
  const who = { engine: ENGINE, user: 'ops', flags: 1 }
  expect(
    rowsOf(
      udpTalk(161, [
        ['client', snmp3(0, 4, who, [{ oid: SYSTEM.name, value: null }])],
        ['server', snmp3(2, 4, who, [{ oid: SYSTEM.name, value: 'sw-3' }])],
        ['client', snmp3(0, 5, { ...who, flags: 3 }, [])],
      ]),
    ),
  ).toMatchObject({
    details: ['snmp-engine 800010640302000000 x3', 'snmp-user ops x3'],
    functions: ['client snmp GetRequest x1'],
    logons: ['client snmp user-key ops accepted x1'],
    claims: ['server name sw-3 (snmp-system-name, observed)'],
  })
})

test('damage does no harm', () => {
  const who = { engine: ENGINE, user: 'ops', flags: 1 }
  expectNoHarm('udp', 161, [get, answer, ['client', snmpSet(4, SECRET, { oid: SYSTEM.name, value: 'x' })]])
  expectNoHarm('udp', 161, [
    ['client', snmp3(0, 4, who, [{ oid: SYSTEM.name, value: null }])],
    ['client', snmpTrap2(1, SECRET, '1.3.6.1.6.3.1.1.5.5')],
  ])
}, 60_000)
