// Time: who serves it, on what it stands, and what is no asking for it.
import { ntpControl, ntpPrivate, ntpRequest, ntpResponse } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, udpTalk } from '../room.fixture.ts'

const AT = 1_790_834_400_000_000
const ask = ['client', ntpRequest(AT)] as const
const answer = ['server', ntpResponse(AT, AT + 900)] as const

/** An answer with other bits: leap indicator, stratum, reference. */
function told(first: number, stratum: number, reference: readonly number[]): readonly ['server', Uint8Array] {
  const bytes = ntpResponse(AT, AT + 900).slice()
  bytes[0] = first
  bytes[1] = stratum
  bytes.set(reference, 12)
  return ['server', bytes]
}

test('client, server, stratum and reference', () => {
  expect(rowsOf(udpTalk(123, [ask, answer, ask, answer]))).toMatchObject({
    functions: ['client ntp 3 x2'],
    details: ['ntp-stratum 1 x2', 'ntp-reference GPS x2'],
    states: ['server clock synchronised'],
    anomalies: [],
  })
})

test('a server of a server names its source; one that lost its clock says so, once', () => {
  const lost = told(0xe4, 16, [0x49, 0x4e, 0x49, 0x54])
  const rows = rowsOf(udpTalk(123, [ask, told(0x24, 2, [192, 0, 2, 1]), ask, lost, ask, lost]))
  expect(rows.details).toContain('ntp-source 192.0.2.1 x1')
  expect(rows.states).toEqual(['server clock synchronised', 'server clock not synchronised'])
})

test('control and private messages are odd, and variables tell software and system', () => {
  const variables = 'version="ntpd 4.2.8p15@1.3728-o", processor="armv7l", system="Linux/5.10.0", leap=0'
  expect(
    rowsOf(
      udpTalk(123, [
        ['client', ntpControl(2)],
        ['server', ntpControl(2, variables)],
        ['client', ntpPrivate(42)],
      ]),
    ),
  ).toMatchObject({
    functions: ['client ntp 6/2 x1', 'client ntp 7/42 x1'],
    claims: [
      'server software ntpd 4.2.8p15 (ntp-variables, observed)',
      'server operatingSystem Linux/5.10.0 (ntp-variables, observed)',
    ],
    anomalies: ['ntp-control', 'ntp-private'],
  })
})

test('damage does no harm', () => {
  expectNoHarm('udp', 123, [ask, answer, ['client', ntpControl(2)], ['server', ntpControl(2, 'version="x"')]])
}, 60_000)
