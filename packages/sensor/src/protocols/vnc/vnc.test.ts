// The handshake of VNC in its versions.
import {
  bytes,
  rfbClientInit,
  rfbRefused,
  rfbSecurityChoice,
  rfbSecurityResult,
  rfbSecurityType,
  rfbSecurityTypes,
  rfbServerInit,
  rfbVersion,
} from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, rowsWhenCut, tcpTalk } from '../room.fixture.ts'

const block = new Uint8Array(16).fill(9)
const OPENING = [
  ['server', rfbVersion()],
  ['client', rfbVersion()],
  ['server', rfbSecurityTypes()],
  ['client', rfbSecurityChoice()],
  ['server', block],
  ['client', block],
] as const
const ACCEPTED = [
  ...OPENING,
  ['server', rfbSecurityResult()],
  ['client', rfbClientInit()],
  ['server', rfbServerInit(800, 480, 'panel 3')],
  ['client', new Uint8Array([5, 1, 0, 10, 0, 10])],
] as const

test('a logon by challenge, and the desktop', () => {
  expect(rowsOf(tcpTalk(15_900, ACCEPTED))).toMatchObject({
    details: ['vnc-version 3.8 x1', 'vnc-security VNC Authentication x1', 'vnc-desktop panel 3 x1'],
    functions: ['client vnc 2 x1'],
    logons: ['client vnc challenge null accepted x1'],
    anomalies: [],
  })
})

test.each([
  {
    name: 'a refused logon',
    turns: [...OPENING, ['server', rfbRefused('Authentication failed')]],
    logons: ['client vnc challenge null refused x1'],
    anomalies: [],
  },
  {
    name: 'version 3.3, where the server decides, without a password',
    turns: [
      ['server', rfbVersion(3)],
      ['client', rfbVersion(3)],
      ['server', rfbSecurityType(1)],
      ['client', rfbClientInit()],
      ['server', rfbServerInit(800, 480, 'hmi')],
    ],
    logons: ['client vnc anonymous null accepted x1'],
    anomalies: ['vnc-without-password'],
  },
  {
    name: 'a type that goes on in its own form',
    turns: [
      ['server', rfbVersion()],
      ['client', rfbVersion()],
      ['server', bytes(2, 19, 2)],
      ['client', bytes(19)],
    ],
    logons: ['client vnc password null null x1'],
    anomalies: [],
  },
  {
    name: 'a server that offers nothing',
    turns: [
      ['server', rfbVersion()],
      ['client', rfbVersion()],
      ['server', bytes(0, 0, 0, 0, 4, 'busy')],
    ],
    logons: ['client vnc password null refused x1'],
    anomalies: [],
  },
] as const)('$name', ({ turns, logons, anomalies }) => {
  expect(rowsOf(tcpTalk(5900, turns))).toMatchObject({ logons, anomalies })
})

test('any cut gives the same rows, and damage does no harm', () => {
  const { whole, cut } = rowsWhenCut(5900, ACCEPTED)
  for (const rows of cut) expect(rows).toEqual(whole)
  expectNoHarm('tcp', 5900, ACCEPTED)
}, 60_000)

test('a capture that begins behind the handshake tells nothing and stalls nothing', () => {
  const late = rowsOf(
    tcpTalk(5900, [
      ['client', rfbClientInit()],
      ['server', rfbServerInit(1, 1, 'x')],
    ]),
  )
  expect(late).toMatchObject({ logons: [], details: [], anomalies: [] })
})
