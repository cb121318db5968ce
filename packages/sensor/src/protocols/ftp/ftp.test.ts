// File transfer over two connections, the second found by what the first one announced.
import { createHash } from 'node:crypto'
import { bytes, tlsClientOffer } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, rowsWhenCut, tcpTalk } from '../room.fixture.ts'

type Turn = readonly ['client' | 'server', Uint8Array]
const line = (text: string): Uint8Array => bytes(`${text}\r\n`)
const DATA = bytes('a;b\n1;2\n')
const digest = createHash('sha256').update(DATA).digest('hex').slice(0, 8)
const PORT = 40_001

function logon(user: string, result: string): readonly Turn[] {
  return [
    ['server', line('220 (vsFTPd 3.0.3)')],
    ['client', line(`user ${user}`)],
    ['server', line('331 Please specify the password.')],
    ['client', line('PASS s3cret-word')],
    ['server', line(result)],
  ]
}
const OPENING = logon('engineer', '230 Login successful.')
const passive = line(`227 Entering Passive Mode (192,0,2,20,${PORT >> 8},${PORT & 255}).`)

/** The control connection up to the transfer, the data connection, the end. */
function session(ask: readonly Turn[], data: readonly Uint8Array[], end: readonly Turn[]): Uint8Array[] {
  const control = tcpTalk(21, [...OPENING, ...ask, ...end])
  return [...control.slice(0, control.length - end.length), ...data, ...control.slice(control.length - end.length)]
}

test('greeting, logon and commands, and never the password', () => {
  const turns: readonly Turn[] = [...OPENING, ['client', line('SYST')], ['server', line('215 UNIX Type: L8')]]
  const rows = rowsOf(tcpTalk(2121, turns))
  expect(rows).toMatchObject({
    claims: ['server software vsFTPd 3.0.3 (ftp-greeting, observed)'],
    details: ['ftp-greeting (vsFTPd 3.0.3) x1', 'ftp-system UNIX Type: L8 x1'],
    functions: ['client ftp USER x1', 'client ftp PASS x1', 'client ftp SYST x1'],
    logons: ['client ftp password engineer accepted x1'],
    anomalies: [],
  })
  expect(JSON.stringify(rows)).not.toContain('s3cret')
})

test.each([
  { turns: logon('engineer', '530 Login incorrect.'), row: 'client ftp password engineer refused x1' },
  { turns: logon('anonymous', '230 Guest.'), row: 'client ftp anonymous anonymous accepted x1' },
])('$row', ({ turns, row }) => {
  expect(rowsOf(tcpTalk(21, turns)).logons).toEqual([row])
})

test('a file over a passive connection, with size and digest', () => {
  const frames = session(
    [
      ['client', line('PASV')],
      ['server', passive],
      ['client', line('RETR recipes/line 2.csv')],
      ['server', line(`150 Opening BINARY mode data connection (${DATA.length} bytes).`)],
    ],
    tcpTalk(PORT, [['server', DATA]], 3, 45_000),
    [['server', line('226 Transfer complete.')]],
  )
  const rows = rowsOf(frames)
  expect(rows.transfers).toEqual([`client from-device file recipes/line 2.csv 8/8 ${digest} complete`])
  expect(rows.anomalies).toEqual([])
})

test('a file over an active connection; a hole in it leaves the digest out', () => {
  const ask: readonly Turn[] = [
    ['client', line(`EPRT |1|192.0.2.10|${PORT}|`)],
    ['server', line('200 EPRT command successful.')],
    ['client', line('STOR boot.bin')],
    ['server', line('150 Ok to send data.')],
  ]
  const end: readonly Turn[] = [['server', line('226 Transfer complete.')]]
  const data = tcpTalk(
    20,
    [
      ['client', DATA.subarray(0, 3)],
      ['client', DATA.subarray(3, 5)],
      ['client', DATA.subarray(5)],
    ],
    0,
    PORT,
  )
  expect(rowsOf(session(ask, data, end)).transfers).toEqual([
    `client to-device file boot.bin 8/null ${digest} complete`,
  ])
  const holed = data.filter((_, n) => n !== data.length - 2)
  expect(rowsOf(session(ask, holed, end)).transfers).toEqual(['client to-device file boot.bin 3/null null complete'])
})

test('a refused file is a refused transfer; a listing is none', () => {
  expect(
    rowsOf(tcpTalk(21, [...OPENING, ['client', line('RETR x')], ['server', line('550 No such file.')]])).transfers,
  ).toEqual(['client from-device file x 0/null null refused'])
  const listing = session(
    [
      ['client', line('PASV')],
      ['server', passive],
      ['client', line('LIST')],
      ['server', line('150 Here it comes.')],
    ],
    tcpTalk(PORT, [['server', DATA]], 0, 45_000),
    [['server', line('226 Done.')]],
  )
  expect(rowsOf(listing).transfers).toEqual([])
})

test('behind AUTH TLS records are read as TLS', () => {
  const hello = tlsClientOffer({ version: 0x0303, ciphers: [0xc02f], extensions: [] })
  const turns: readonly Turn[] = [
    ['server', line('220 FTP')],
    ['client', line('AUTH TLS')],
    ['server', line('234 Proceed.')],
    ['client', hello],
  ]
  expect(rowsOf(tcpTalk(21, turns)).details).toEqual(expect.arrayContaining([expect.stringMatching(/^ja4 t12/)]))
})

test('several lines in a segment, and any cut, give the same rows', () => {
  const { whole, cut } = rowsWhenCut(21, OPENING)
  for (const rows of cut) expect(rows).toEqual(whole)
  const joined: readonly Turn[] = [OPENING[0]!, ['client', bytes(OPENING[1]![1], OPENING[3]![1])], OPENING[4]!]
  expect(rowsOf(tcpTalk(21, joined)).logons).toEqual(whole.logons)
}, 60_000)

test('damage does no harm', () => {
  expectNoHarm('tcp', 21, [...OPENING, ['client', line('PASV')], ['server', passive], ['client', line('RETR x')]])
}, 60_000)
