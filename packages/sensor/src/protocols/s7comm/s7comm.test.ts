// S7 communication: blocks from request to end, and what state a CPU tells.
import { createHash } from 'node:crypto'
import { bytes, s7comm, s7program, s7state, s7szl } from '@penstock/sensor/encoders'
import { describe, expect, test } from 'vitest'
import { expectNoHarm, rowsOf, rowsWhenCut, tcpMiddle, tcpTalk } from '../room.fixture.ts'
import { isSampleMissing, observeSample, tsharkRows, tsharkValues } from '../sample.fixture.ts'

type Turn = readonly ['client' | 'server', Uint8Array]

const FILE = s7program.blockFile(s7program.BLOCK.ob, 1)
const FIRST = bytes(...Array.from({ length: 200 }, (_, n) => n))
const SECOND = bytes(...Array.from({ length: 100 }, (_, n) => 255 - n))
const DIGEST = createHash('sha256').update(FIRST).update(SECOND).digest('hex').slice(0, 8)
const DOWNLOAD: readonly Turn[] = [
  ['client', s7program.requestDownload(6, FILE, 264)],
  ['server', s7program.transferDone(6, 0x1a)],
  ['server', s7program.askBlock(7, FILE)],
  ['client', s7program.giveBlock(7, FIRST, true)],
  ['server', s7program.askBlock(8, FILE)],
  ['client', s7program.giveBlock(8, SECOND, false)],
  ['server', s7program.endDownload(9, FILE)],
  ['client', s7program.transferDone(9, 0x1c)],
]
const UPLOAD: readonly Turn[] = [
  ['client', s7program.startUpload(13, FILE)],
  ['server', s7program.uploadStarted(13, 7, 300)],
  ['client', s7program.uploadStep(14, 0x1e, 7)],
  ['server', s7program.uploadPart(14, FIRST, true)],
  ['client', s7program.uploadStep(15, 0x1e, 7)],
  ['server', s7program.uploadPart(15, SECOND, false)],
  ['client', s7program.uploadStep(16, 0x1f, 7)],
  ['server', s7program.transferDone(16, 0x1f)],
]
const STATES: readonly Turn[] = [
  [
    'server',
    s7state.protectionList(1, { level: 3, modeSwitch: 2, hardware: [0xa4, 0x1b93], program: [0x1f4a, 0x144] }),
  ],
  ['server', s7state.lightList(2, [1, 4, 6], [1, 4, 6])],
  ['server', s7state.modeList(3, 8)],
  ['server', s7state.clockAnswer(4, '261001073000')],
  ['server', s7state.pushMode(0)],
]

function refused(code: number, reference: number): Uint8Array {
  return s7comm.ackData(reference, bytes(code), bytes(), 0x8104)
}

test.each<{ name: string; turns: readonly Turn[]; rows: string[] }>([
  { name: 'a download', turns: DOWNLOAD, rows: [`client to-device program OB 1 (passive) 300/300 ${DIGEST} complete`] },
  { name: 'an upload', turns: UPLOAD, rows: [`client from-device program OB 1 (passive) 300/300 ${DIGEST} complete`] },
  {
    name: 'a download that is refused',
    turns: [DOWNLOAD[0]!, ['server', refused(0x1a, 6)]],
    rows: ['client to-device program OB 1 (passive) 0/300 null refused'],
  },
  {
    name: 'an upload that is refused',
    turns: [UPLOAD[0]!, ['server', refused(0x1d, 13)]],
    rows: ['client from-device program OB 1 (passive) 0/null null refused'],
  },
  {
    name: 'an upload that the programmer ends early',
    turns: [...UPLOAD.slice(0, 4), ...UPLOAD.slice(6)],
    rows: [
      `client from-device program OB 1 (passive) 200/300 ${createHash('sha256').update(FIRST).digest('hex').slice(0, 8)} aborted`,
    ],
  },
  {
    name: 'a download with a part that was not captured',
    turns: [...DOWNLOAD.slice(0, 2), ...DOWNLOAD.slice(4)],
    rows: ['client to-device program OB 1 (passive) 100/300 null complete'],
  },
  {
    name: 'a download that goes on',
    turns: DOWNLOAD.slice(0, 4),
    rows: [
      `client to-device program OB 1 (passive) 200/300 ${createHash('sha256').update(FIRST).digest('hex').slice(0, 8)} open`,
    ],
  },
])('$name', ({ turns, rows }) => {
  expect(rowsOf(tcpTalk(102, turns)).transfers).toEqual(rows)
})

test('a download met in its middle has a name and its bytes, and no digest', () => {
  expect(rowsOf(tcpMiddle(102, DOWNLOAD.slice(4))).transfers).toEqual([
    'client to-device program OB 1 (passive) 100/null null complete',
  ])
})

test('mode, key switch, protection, program, faults, force and clock are told once and again on change', () => {
  const stopped: Turn = ['server', s7state.modeList(5, 4)]
  expect(rowsOf(tcpTalk(102, [...STATES, stopped, ['server', s7state.modeList(6, 8)], STATES[0]!])).states).toEqual([
    'server protection level 3 in force',
    'server key-switch RUN-P',
    'server configuration program 1f4a0144, hardware 00a41b93',
    'server force values are forced',
    'server fault SF',
    'server mode run',
    'server clock +1.5 h against the capture, read as UTC',
    'server mode stop',
    'server mode run',
  ])
})

test('a password is a logon with its result, and its octets are nowhere', () => {
  const hidden = bytes('SECRET!!')
  const rows = rowsOf(
    tcpTalk(102, [
      ['client', s7state.passwordRequest(1, hidden)],
      ['server', s7state.passwordAnswer(1, 0xd602)],
      ['client', s7state.passwordRequest(2, hidden)],
      ['server', s7state.passwordAnswer(2, 0)],
    ]),
  )
  expect(rows.logons).toEqual(['client s7comm password null refused x1', 'client s7comm password null accepted x1'])
  expect(JSON.stringify(rows)).not.toContain('SECRET')
})

test('setting the clock says to what', () => {
  const turns: readonly Turn[] = [
    ['client', s7state.clockRequest(1, 2, '261001054500')],
    ['server', s7state.clockSet(1)],
  ]
  expect(rowsOf(tcpTalk(102, turns)).operations).toEqual(['client time 7.2 clock [2026-10-01 05:45:00] ok x1 @4'])
})

test('messages cut anywhere give the same rows', () => {
  const { whole, cut } = rowsWhenCut(102, [...DOWNLOAD, ...UPLOAD, ...STATES])
  expect([whole.transfers.length, whole.states.length]).toEqual([2, 8])
  for (const rows of cut) expect(rows).toEqual(whole)
}, 60_000)

test('whatever bytes change, nothing throws and rows stay bounded', () => {
  const asked: Turn = ['client', s7szl.szlRequest(1, 0x0132, 4)]
  expectNoHarm('tcp', 102, [...DOWNLOAD, ...UPLOAD, asked, ...STATES], 200)
}, 60_000)

describe.skipIf(isSampleMissing)('captures that are not ours', () => {
  test('s7/download-ob1.pcapng: the block, its size and its digest are those that tshark shows', () => {
    const batch = observeSample('s7/download-ob1.pcapng')
    const parts = tsharkValues('s7/download-ob1.pcapng', 's7comm.resp.data', 's7comm.param.func == 0x1b')
    const whole = parts.map((part) => Buffer.from(part.replaceAll(':', ''), 'hex'))
    expect(batch.transfers).toMatchObject([
      {
        name: 'OB 1 (passive)',
        direction: 'to-device',
        bytes: 332,
        announcedBytes: 332,
        sha256: createHash('sha256').update(Buffer.concat(whole)).digest('hex'),
        result: 'complete',
        proof: { frame: 57 },
      },
    ])
  })

  test('s7/go-online.pcapng: level, switch and mode are those that tshark shows', () => {
    const states = (observeSample('s7/go-online.pcapng').states ?? []).map(({ field, value }) => `${field} ${value}`)
    const [level, position, hardware, program] = tsharkRows('s7/go-online.pcapng', 's7comm.szl.0132.0004.real', [
      's7comm.szl.0132.0004.real',
      's7comm.szl.0132.0004.bart_sch',
      's7comm.szl.0132.0004.ken_ver1_hw',
      's7comm.szl.0132.0004.ken_ver1_awp',
    ])[0]!
    expect([level, position, hardware, program]).toEqual(['1', '2', '0x00a4', '0x1f4a'])
    expect(states).toEqual([
      'protection level 1 in force',
      'key-switch RUN-P',
      'configuration program 1f4a0144, hardware 00a41b93',
      'mode run',
      'force none',
      'fault none',
    ])
  })

  test('s7/stop.pcapng: the CPU says itself that it stopped', () => {
    const { states } = observeSample('s7/stop.pcapng')
    expect(states).toMatchObject([{ field: 'mode', value: 'stop', method: 'mode-transition', proof: { frame: 4 } }])
  })
})
