// UMAS in function 90, and units behind a gateway. tshark does not read UMAS: layouts are those of its published descriptions, and no
// capture of it that is not ours lies beside the repository.
import { createHash } from 'node:crypto'
import { bytes, modbus } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, rowsWhenCut, tcpMiddle, tcpTalk } from '../room.fixture.ts'

type Turn = readonly ['client' | 'server', Uint8Array]

const FIRST = bytes(...Array.from({ length: 60 }, (_, n) => n))
const SECOND = bytes(...Array.from({ length: 40 }, (_, n) => 200 - n))
const DIGEST = createHash('sha256').update(FIRST).update(SECOND).digest('hex').slice(0, 8)
const done = modbus.umas(7, 0xfe)
const refused = modbus.umas(7, 0xfd, bytes(0x81))

let transaction = 0
function ask(request: Uint8Array, answer: Uint8Array, unit = 0): readonly Turn[] {
  transaction += 1
  return [
    ['client', modbus.frame({ transaction, unit }, request)],
    ['server', modbus.frame({ transaction, unit }, answer)],
  ]
}

const IDENTITY = ask(
  modbus.umas(0, 0x02),
  modbus.umasIdentity(0, { name: 'BMX P34 2020', hardwareId: 0x1234, firmware: 0x0270 }),
)
const DOWNLOAD = [
  ...ask(modbus.umas(7, 0x10, bytes(1, 2, 3, 4)), modbus.umas(0, 0xfe, bytes(7))),
  ...ask(modbus.umas(7, 0x30), done),
  ...ask(modbus.umasDownloadBlock(7, 1, FIRST), done),
  ...ask(modbus.umasDownloadBlock(7, 2, SECOND), done),
  ...ask(modbus.umas(7, 0x32), done),
  ...ask(modbus.umas(7, 0x11), done),
]

test('a CPU says what it is', () => {
  expect(rowsOf(tcpTalk(502, IDENTITY)).claims).toEqual([
    'server vendor Schneider Electric (umas-read-id, inferred)',
    'server model BMX P34 2020 (umas-read-id, observed)',
    'server firmware 2.70 (umas-read-id, observed)',
  ])
})

test('a project on its way to a controller has its bytes, digest and result', () => {
  const rows = rowsOf(tcpTalk(502, DOWNLOAD))
  expect(rows.transfers).toEqual([`client to-device program UMAS project 100/null ${DIGEST} complete`])
  expect(rows.operations.map((row) => row.split(' ').slice(0, 3).join(' '))).toEqual([
    'client auth 90',
    'client program-download 90',
    'client program-download 90',
    'client program-download 90',
    'client auth 90',
  ])
})

test.each<{ name: string; turns: readonly Turn[]; rows: string[] }>([
  {
    name: 'a download that is refused',
    turns: ask(modbus.umas(7, 0x30), refused),
    rows: ['client to-device program UMAS project 0/null null refused'],
  },
  {
    name: 'a block that is refused',
    turns: [...ask(modbus.umas(7, 0x30), done), ...ask(modbus.umasDownloadBlock(7, 1, FIRST), refused)],
    rows: [
      `client to-device program UMAS project 60/null ${createHash('sha256').update(FIRST).digest('hex').slice(0, 8)} aborted`,
    ],
  },
  {
    name: 'an upload, counted without digest',
    turns: [
      ...ask(modbus.umas(7, 0x33), done),
      ...ask(modbus.umas(7, 0x34, bytes(0, 1, 1, 0)), modbus.umas(7, 0xfe, FIRST)),
      ...ask(modbus.umas(7, 0x35), done),
    ],
    rows: ['client from-device program UMAS project 60/null null complete'],
  },
  {
    name: 'a download whose end the controller refuses',
    turns: [...ask(modbus.umas(7, 0x30), done), ...ask(modbus.umas(7, 0x32), refused)],
    rows: ['client to-device program UMAS project 0/null null aborted'],
  },
  {
    name: 'one of a unit behind the address',
    turns: [...ask(modbus.umas(7, 0x30), done, 5), ...ask(modbus.umas(7, 0x32), done, 5)],
    rows: ['client to-device program UMAS project of unit 5 0/null null complete'],
  },
])('$name', ({ turns, rows }) => {
  expect(rowsOf(tcpTalk(502, turns)).transfers).toEqual(rows)
})

test('a download met in its middle has no digest', () => {
  expect(rowsOf(tcpMiddle(502, DOWNLOAD.slice(6))).transfers).toEqual([
    'client to-device program UMAS project 40/null null complete',
  ])
})

test('start and stop are mode operations with their results; what only asks is none', () => {
  const turns = [
    ...ask(modbus.umas(7, 0x41), done),
    ...ask(modbus.umas(7, 0x40), refused),
    ...ask(modbus.umas(7, 0x12), done),
    ...ask(modbus.umas(7, 0x04), modbus.umas(7, 0xfe, FIRST)),
  ]
  expect(rowsOf(tcpTalk(502, turns)).operations.map((row) => row.replace(/ @\d+$/, ''))).toEqual([
    'client mode 90 unit 0 [] ok x1',
    'client mode 90 unit 0 [] refused 0x81 x1',
  ])
})

test('units that answer stand behind the address; the own one does not, nor one for which the gateway answers', () => {
  const read = modbus.readRequest(3, 0, 1)
  const value = modbus.registersResponse(3, [7])
  const turns = [
    ...ask(read, value, 1),
    ...ask(read, value, 5),
    ...ask(read, value, 6),
    ...ask(read, modbus.exception(3, 11), 7),
    ...ask(read, modbus.exception(3, 2), 8),
    ...ask(read, value, 5),
    ...ask(read, value, 255),
  ]
  expect(rowsOf(tcpTalk(502, turns)).claims).toEqual(
    [5, 6, 8].map((unit) => `server description Modbus unit ${unit} (unit-answered@unit ${unit}, observed)`),
  )
})

test('messages cut anywhere give the same rows', () => {
  const { whole, cut } = rowsWhenCut(502, [...IDENTITY, ...DOWNLOAD])
  expect([whole.claims.length, whole.transfers.length]).toEqual([3, 1])
  for (const rows of cut) expect(rows).toEqual(whole)
}, 60_000)

test('whatever bytes change, nothing throws and rows stay bounded', () => {
  expectNoHarm('tcp', 502, [...IDENTITY, ...DOWNLOAD], 150)
}, 60_000)
