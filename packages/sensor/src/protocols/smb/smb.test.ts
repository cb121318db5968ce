// File sharing of Windows: dialect, logons, shares, files; and the old form, which is odd.
import { createHash } from 'node:crypto'
import {
  bytes,
  ntlmAuthenticate,
  ntlmChallenge,
  ntlmNegotiate,
  smb1Negotiate,
  smb1NegotiateAnswer,
  smb1SessionSetup,
  smb1SessionSetupAnswer,
  smb1TreeConnect,
  smbChain,
  smbClose,
  smbCloseAnswer,
  smbCreate,
  smbCreateAnswer,
  smbEncrypted,
  smbNegotiateRequest,
  smbNegotiateResponse,
  smbRead,
  smbReadAnswer,
  smbSessionSetup,
  smbSessionSetupAnswer,
  smbTreeConnect,
  smbTreeConnectAnswer,
  smbWrite,
  smbWriteAnswer,
} from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, rowsWhenCut, tcpMiddle, tcpTalk } from '../room.fixture.ts'

const CLIENT_WINDOWS = [10, 0, 17_763] as const
const MORE = 0xc000_0016
const LOGON_FAILURE = 0xc000_006d
const FILE = 0x77
const DATA = bytes('recipe 7: 40 % acid')
const WHO = { domain: 'PLANT', user: 'engineer', workstation: 'EWS1' }
const block = (length: number) => Uint8Array.from({ length }, (_, n) => n & 255)
const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex').slice(0, 8)

type Turn = readonly ['client' | 'server', Uint8Array]
const OPENING: readonly Turn[] = [
  ['client', smbNegotiateRequest(block(16))],
  ['server', smbNegotiateResponse(block(16), 134_000_000_000_000_000n)],
]

function logon(status: number): readonly Turn[] {
  const challenge = ntlmChallenge({ computer: 'HIST1', domain: 'PLANT' }, block(8), [10, 0, 20_348])
  return [
    ['client', smbSessionSetup({ message: 1 }, ntlmNegotiate(CLIENT_WINDOWS))],
    ['server', smbSessionSetupAnswer({ message: 1, session: 5, status: MORE }, challenge)],
    ['client', smbSessionSetup({ message: 2, session: 5 }, ntlmAuthenticate(WHO, CLIENT_WINDOWS))],
    ['server', smbSessionSetupAnswer({ message: 2, session: 5, status }, bytes())],
  ]
}

const at = (message: number) => ({ message, session: 5, tree: 1 })
const OPEN: readonly Turn[] = [
  ['client', smbTreeConnect({ message: 3, session: 5 }, '\\\\192.0.2.20\\recipes')],
  ['server', smbTreeConnectAnswer(at(3))],
  ['client', smbCreate(at(4), 'line 2\\acid.xml')],
  ['server', smbCreateAnswer(at(4), FILE, DATA.length)],
]
const CLOSE: readonly Turn[] = [
  ['client', smbClose(at(9), FILE)],
  ['server', smbCloseAnswer(at(9))],
]
const USE: readonly Turn[] = [
  ...OPEN,
  ['client', smbRead(at(5), FILE, 4096, 0)],
  ['server', smbReadAnswer(at(5), DATA)],
  ['client', smbWrite(at(6), FILE, 0, DATA.subarray(0, 7))],
  ['server', smbWriteAnswer(at(6), 7)],
  ['client', smbWrite(at(7), FILE, 7, DATA.subarray(7))],
  ['server', smbWriteAnswer(at(7), DATA.length - 7)],
  ...CLOSE,
]

test('dialect, names and systems of both sides, an accepted logon', () => {
  expect(rowsOf(tcpTalk(445, [...OPENING, ...logon(0)]))).toMatchObject({
    details: ['smb-dialect 3.0.2 x1'],
    claims: [
      'client operatingSystem Windows 10 1809 or Server 2019 (10.0.17763) (ntlm, observed)',
      'server operatingSystem Windows Server 2022 (10.0.20348) (ntlm, observed)',
      'server name HIST1 (ntlm, observed)',
      'client name EWS1 (ntlm, observed)',
    ],
    logons: ['client smb ntlm PLANT\\engineer accepted x1'],
    functions: ['client smb 2/0 x1', 'client smb 2/1 x2'],
    anomalies: [],
  })
})

test('a refused logon names who was refused; one without NTLM is of Kerberos', () => {
  expect(rowsOf(tcpTalk(445, logon(LOGON_FAILURE))).logons).toEqual(['client smb ntlm PLANT\\engineer refused x1'])
  const token: readonly Turn[] = [
    ['client', smbSessionSetup({ message: 1 }, bytes(0x60, 0x20, block(32)))],
    ['server', smbSessionSetupAnswer({ message: 1, session: 5 }, bytes())],
  ]
  expect(rowsOf(tcpTalk(445, token)).logons).toEqual(['client smb kerberos null accepted x1'])
})

test('a guest is nobody', () => {
  const turns = [
    ...logon(0).slice(0, 3),
    ['server', smbSessionSetupAnswer({ message: 2, session: 5 }, bytes(), 1)],
  ] as const
  expect(rowsOf(tcpTalk(445, turns)).logons).toEqual(['client smb anonymous PLANT\\engineer accepted x1'])
})

test('share, file, and what was read and written with its digest; away from the port and in the middle too', () => {
  const expected = {
    details: ['smb-share \\\\192.0.2.20\\recipes x1', 'smb-file line 2\\acid.xml x1'],
    transfers: [
      `client from-device file line 2\\acid.xml 19/19 ${digest(DATA)} complete`,
      `client to-device file line 2\\acid.xml 19/null ${digest(DATA)} complete`,
    ],
  }
  expect(rowsOf(tcpTalk(445, USE))).toMatchObject(expected)
  expect(rowsOf(tcpMiddle(4455, USE))).toMatchObject(expected)
})

test('a pipe is no file', () => {
  const pipe: readonly Turn[] = [
    ['client', smbTreeConnect({ message: 3, session: 5 }, '\\\\192.0.2.20\\IPC$')],
    ['server', smbTreeConnectAnswer(at(3), 2)],
    ['client', smbCreate(at(4), 'svcctl')],
    ['server', smbCreateAnswer(at(4), FILE, 0)],
    ['client', smbWrite(at(6), FILE, 0, DATA)],
    ...CLOSE,
  ]
  expect(rowsOf(tcpTalk(445, pipe))).toMatchObject({
    details: ['smb-share \\\\192.0.2.20\\IPC$ x1', 'smb-pipe svcctl x1'],
    transfers: [],
  })
})

test('writes out of order, and data longer than a slot, are counted without a digest; what follows is read', () => {
  const long = block(20_000)
  const turns: readonly Turn[] = [
    ...OPEN,
    ['client', smbWrite(at(6), FILE, 0, long)],
    ['server', smbWriteAnswer(at(6), long.length)],
    ['client', smbWrite(at(7), FILE, 20_000, DATA)],
    ...CLOSE,
  ]
  expect(rowsOf(tcpTalk(445, turns)).transfers).toEqual([
    'client to-device file line 2\\acid.xml 20019/null null complete',
  ])
  const gap: readonly Turn[] = [...OPEN, ['client', smbWrite(at(6), FILE, 100, DATA)], ...CLOSE]
  expect(rowsOf(tcpTalk(445, gap)).transfers).toEqual(['client to-device file line 2\\acid.xml 19/null null complete'])
})

test('several commands in one message, several messages in a segment, any cut', () => {
  const chained: readonly Turn[] = [
    ...OPEN.slice(0, 2),
    ['client', smbChain(smbCreate(at(4), 'line 2\\acid.xml'), smbRead(at(5), FILE, 4096, 0))],
    ['server', smbChain(smbCreateAnswer(at(4), FILE, DATA.length), smbReadAnswer(at(5), DATA))],
    ...CLOSE,
  ]
  expect(rowsOf(tcpTalk(445, chained)).transfers).toEqual([
    `client from-device file line 2\\acid.xml 19/19 ${digest(DATA)} complete`,
  ])
  const { whole, cut } = rowsWhenCut(445, [...OPENING, ...logon(0), ...USE])
  for (const rows of cut) expect(rows).toEqual(whole)
}, 60_000)

test('sealed messages are passed over', () => {
  const turns: readonly Turn[] = [...OPENING, ['client', smbEncrypted(5, block(16), block(16), block(90))], ...logon(0)]
  expect(rowsOf(tcpTalk(445, turns))).toMatchObject({ anomalies: [], logons: [expect.stringContaining('accepted')] })
})

test('SMB 1 in use is odd: dialect, logon, systems and share', () => {
  const old: readonly Turn[] = [
    ['client', smb1Negotiate(['NT LM 0.12'])],
    ['server', smb1NegotiateAnswer(0, block(8), 'PLANT', 'OLD1')],
    ['client', smb1SessionSetup('operator', 'PLANT', 'Windows 2002 2600', 'Windows 2002 5.1')],
    ['server', smb1SessionSetupAnswer(0, 'Unix', 'Samba 3.0.20', 'PLANT')],
    ['client', smb1TreeConnect('\\\\OLD1\\LOGS')],
  ]
  expect(rowsOf(tcpTalk(445, old))).toMatchObject({
    details: ['smb-dialect 1 x1', 'smb-share \\\\OLD1\\LOGS x1'],
    claims: [
      'client operatingSystem Windows 2002 2600 (smb1-native-system, observed)',
      'server operatingSystem Unix (smb1-native-system, observed)',
      'server software Samba 3.0.20 (smb1-native-system, observed)',
    ],
    logons: ['client smb ntlm PLANT\\operator accepted x1'],
    anomalies: ['smb1'],
  })
})

test('an offer of SMB 1 that SMB 2 answers is no use of it', () => {
  const both: readonly Turn[] = [['client', smb1Negotiate(['NT LM 0.12', 'SMB 2.???'])], ...OPENING.slice(1)]
  expect(rowsOf(tcpTalk(445, both)).anomalies).toEqual([])
})

test('damage does no harm', () => {
  expectNoHarm('tcp', 445, [...OPENING, ...logon(0), ...USE])
  expectNoHarm('tcp', 445, [
    ['client', smb1SessionSetup('operator', 'PLANT', 'Windows', 'Windows')],
    ['server', smb1SessionSetupAnswer(0, 'Unix', 'Samba', 'PLANT')],
    ['client', smb1TreeConnect('\\\\OLD1\\LOGS')],
  ])
}, 60_000)
