// What the opening of remote desktop says in the clear.
import {
  bytes,
  rdpClientData,
  rdpConnectionChosen,
  rdpConnectionRequest,
  tlsClientOffer,
} from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, rowsWhenCut, tcpTalk } from '../room.fixture.ts'

const PLAIN = [
  ['client', rdpConnectionRequest('operator')],
  ['server', rdpConnectionChosen(0)],
  ['client', rdpClientData('EWS1', 2600)],
] as const

test('without TLS: cookie, security, name and build of the client, and that it is odd', () => {
  expect(rowsOf(tcpTalk(33_890, PLAIN))).toMatchObject({
    details: [
      'rdp-user operator x1',
      'rdp-security asked for TLS, CredSSP x1',
      'rdp-security chosen standard RDP security x1',
      'rdp-client-name EWS1 x1',
    ],
    claims: [
      'client name EWS1 (rdp-client-name, observed)',
      'client operatingSystem Windows XP (build 2600) (rdp-client-build, observed)',
    ],
    anomalies: ['rdp-standard-security'],
  })
})

test('with TLS the records behind the confirm are read as TLS of the same conversation', () => {
  const hello = tlsClientOffer({ version: 0x0303, ciphers: [0xc02f], extensions: [] })
  const rows = rowsOf(
    tcpTalk(3389, [
      ['client', rdpConnectionRequest('operator')],
      ['server', rdpConnectionChosen(2)],
      ['client', hello],
    ]),
  )
  expect(rows.details).toEqual(
    expect.arrayContaining(['rdp-security chosen CredSSP x1', expect.stringMatching(/^ja4 t12/)]),
  )
  expect(rows.anomalies).toEqual([])
})

test('a refusal says its reason', () => {
  const refused = rdpConnectionChosen(5).slice()
  refused[refused.length - 8] = 3
  expect(rowsOf(tcpTalk(3389, [PLAIN[0], ['server', refused]])).details).toContain('rdp-security refused, reason 5 x1')
})

test('any cut gives the same rows, and damage does no harm', () => {
  const { whole, cut } = rowsWhenCut(3389, PLAIN)
  for (const rows of cut) expect(rows).toEqual(whole)
  expectNoHarm('tcp', 3389, [...PLAIN, ['server', bytes(3, 0, 0, 8, 2, 0xf0, 0x80, 1)]])
}, 60_000)
