// Log lines in both forms and over both transports.
import { bytes, syslogCounted, syslogMessage, syslogOld } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, rowsWhenCut, tcpTalk, udpTalk } from '../room.fixture.ts'

const NEW = syslogMessage(4, 6, '2026-10-01T06:00:00Z', 'sw-boiler', 'auth', 'login ok')
const OLD = syslogOld(34, 'Oct  1 06:00:00', 'sw-boiler', 'login[77]', 'refused')

test.each([
  { name: 'the new form', line: NEW, app: 'auth', severity: 6 },
  { name: 'the old form', line: OLD, app: 'login', severity: 2 },
])('$name: host, application, severity', ({ line, app, severity }) => {
  expect(
    rowsOf(
      udpTalk(514, [
        ['client', line],
        ['client', line],
      ]),
    ),
  ).toMatchObject({
    functions: [`client syslog ${severity} x2`],
    details: ['syslog-host sw-boiler x2', `syslog-app ${app} x2`],
    claims: ['client name sw-boiler (syslog-host, inferred)'],
  })
})

test.each([
  { name: 'an address is no name', line: syslogOld(34, 'Oct  1 06:00:00', '192.0.2.9', 'login', 'x') },
  { name: 'nor is a dash', line: syslogMessage(4, 6, '2026-10-01T06:00:00Z', '-', '-', 'x') },
  { name: 'nor a line without head', line: bytes('<34>link down on port 3') },
])('$name', ({ line }) => {
  expect(rowsOf(udpTalk(514, [['client', line]])).claims).toEqual([])
})

test('on a stream lines are counted or end, several to a segment, cut anywhere', () => {
  const both = bytes(syslogCounted(NEW), syslogCounted(OLD), OLD, '\n')
  const { whole, cut } = rowsWhenCut(514, [['client', both]])
  expect(whole.functions).toEqual(['client syslog 6 x1', 'client syslog 2 x2'])
  for (const rows of cut) expect(rows).toEqual(whole)
  expect(rowsOf(tcpTalk(10_514, [['client', syslogCounted(NEW)]])).functions).toEqual(['client syslog 6 x1'])
})

test('damage does no harm', () => {
  expectNoHarm('udp', 514, [
    ['client', NEW],
    ['client', OLD],
  ])
  expectNoHarm('tcp', 514, [
    ['client', syslogCounted(NEW)],
    ['client', bytes(OLD, '\n')],
  ])
}, 60_000)
