// EtherNet/IP with CIP: files from request to end, and what state a device tells of itself.
import { createHash } from 'node:crypto'
import { bytes, cip, enip, le16, le32 } from '@penstock/sensor/encoders'
import { describe, expect, test } from 'vitest'
import { expectNoHarm, rowsOf, rowsWhenCut, tcpMiddle, tcpTalk } from '../room.fixture.ts'
import { isSampleMissing, observeSample, tsharkValues } from '../sample.fixture.ts'

type Turn = readonly ['client' | 'server', Uint8Array]

const FIRST = bytes(...Array.from({ length: 200 }, (_, n) => n))
const LAST = bytes(...Array.from({ length: 90 }, (_, n) => 255 - n))
const DIGEST = createHash('sha256').update(FIRST).update(LAST).digest('hex').slice(0, 8)
const CHECKSUM = le16(0xbeef)
const EDS = cip.classPath(0x37, 200)
const OPENING: readonly Turn[] = [
  ['client', enip.registerSession(0)],
  ['server', enip.registerSession(5)],
]

let context = 0
function ask(service: number, path: Uint8Array, data: Uint8Array, answer: Uint8Array, status = 0): readonly Turn[] {
  context += 1
  return [
    ['client', enip.sendRrData(5, cip.request(service, path, data), context)],
    ['server', enip.sendRrData(5, cip.reply(service, answer, status), context)],
  ]
}

const UPLOAD = [
  ...OPENING,
  ...ask(0x4b, EDS, bytes(200), bytes(le32(290), 200)),
  ...ask(0x4f, EDS, bytes(0), bytes(0, 0, FIRST)),
  ...ask(0x4f, EDS, bytes(1), bytes(1, 2, LAST, CHECKSUM)),
]
const DOWNLOAD = [
  ...OPENING,
  ...ask(0x4c, EDS, bytes(le32(290), le16(1), 1, 1), bytes(0, 200)),
  ...ask(0x50, EDS, bytes(0, 0, FIRST), bytes(0)),
  ...ask(0x50, EDS, bytes(1, 2, LAST, CHECKSUM), bytes(1)),
]

function identity(status: number): Uint8Array {
  return enip.identityAttributes({
    vendorId: 1,
    deviceType: 14,
    productCode: 166,
    revision: [34, 13],
    status,
    serial: 0x12345678,
    productName: '1756-L85E/B',
  })
}

test.each<{ name: string; turns: readonly Turn[]; rows: string[] }>([
  { name: 'an upload', turns: UPLOAD, rows: [`client from-device file file instance 200 290/290 ${DIGEST} complete`] },
  { name: 'a download', turns: DOWNLOAD, rows: [`client to-device file file instance 200 290/290 ${DIGEST} complete`] },
  {
    name: 'a download that is refused',
    turns: [...OPENING, ...ask(0x4c, EDS, bytes(le32(290), le16(1), 1, 1), bytes(), 0x0b)],
    rows: ['client to-device file file instance 200 0/290 null refused'],
  },
  {
    name: 'a download that the client gives up',
    turns: [...DOWNLOAD.slice(0, 6), ...ask(0x50, EDS, bytes(1, 3), bytes(1))],
    rows: [
      `client to-device file file instance 200 200/290 ${createHash('sha256').update(FIRST).digest('hex').slice(0, 8)} aborted`,
    ],
  },
  {
    name: 'an upload with a packet that was not captured',
    turns: [...UPLOAD.slice(0, 4), ...UPLOAD.slice(6)],
    rows: ['client from-device file file instance 200 90/290 null complete'],
  },
  {
    name: 'one from a module behind the address',
    turns: [
      ...OPENING,
      ['client', enip.sendRrData(5, cip.unconnectedSend(cip.request(0x4b, EDS, bytes(200)), 3), 900)],
      ['server', enip.sendRrData(5, cip.reply(0x4b, bytes(le32(290), 200)), 900)],
    ],
    rows: ['client from-device file file instance 200 in slot 3 0/290 null open'],
  },
])('$name', ({ turns, rows }) => {
  expect(rowsOf(tcpTalk(44818, turns)).transfers).toEqual(rows)
})

test('an upload met in its middle has no digest', () => {
  expect(rowsOf(tcpMiddle(44818, UPLOAD.slice(6))).transfers).toEqual([
    'client from-device file file instance 200 90/null null complete',
  ])
})

test('mode, key switch and faults follow the status word, once a change', () => {
  const read = (status: number) => ask(0x01, cip.classPath(1, 1), bytes(), identity(status))
  const turns = [...OPENING, ...read(0x3060), ...read(0x3060), ...read(0x3070), ...read(0x3460), ...read(0x1060)]
  expect(rowsOf(tcpTalk(44818, turns)).states).toEqual([
    'server fault none',
    'server key-switch REMOTE',
    'server mode run',
    'server mode program',
    'server fault major recoverable',
    'server mode run',
    'server fault none',
    'server key-switch RUN',
  ])
})

test('a device without a key tells no mode: its extended status speaks of its connections', () => {
  const turns = [...OPENING, ...ask(0x01, cip.classPath(1, 1), bytes(), identity(0x0060))]
  expect(rowsOf(tcpTalk(44818, turns)).states).toEqual(['server fault none'])
})

test('messages cut anywhere give the same rows', () => {
  const { whole, cut } = rowsWhenCut(44818, [...UPLOAD, ...DOWNLOAD.slice(2)])
  expect(whole.transfers).toHaveLength(2)
  for (const rows of cut) expect(rows).toEqual(whole)
}, 60_000)

test('whatever bytes change, nothing throws and rows stay bounded', () => {
  expectNoHarm(
    'tcp',
    44818,
    [...UPLOAD, ...DOWNLOAD.slice(2), ...ask(0x01, cip.classPath(1, 1), bytes(), identity(0x3060))],
    150,
  )
}, 60_000)

describe.skipIf(isSampleMissing)('captures that are not ours', () => {
  test('enip/restart.pcap: modes are those of the status words that tshark shows', () => {
    const told = tsharkValues('enip/restart.pcap', 'cip.id.status', 'cip.id.status')
    const modes = told.map((word) => ((Number(word) & 0xf0) === 0x60 ? 'run' : 'program'))
    expect(new Set(modes)).toEqual(new Set(['run', 'program']))
    const states = observeSample('enip/restart.pcap').states ?? []
    const changes = modes.filter((mode, at) => mode !== modes[at - 1])
    expect(states.filter(({ field }) => field === 'mode').map(({ value }) => value)).toEqual(changes)
    expect(new Set(states.filter(({ field }) => field === 'key-switch').map(({ value }) => value))).toEqual(
      new Set(['REMOTE']),
    )
  })
})
