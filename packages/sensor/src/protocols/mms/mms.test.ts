// MMS: who a server is, what is read, reported, controlled and loaded, in whatever segments, and with bytes that lie.
import {
  bytes,
  mmsServices as mms,
  mmsIdentifyRequest,
  mmsIdentifyResponse,
  mmsInitiateRequest,
  mmsInitiateResponse,
  mmsReadRequest,
  mmsReadResponse,
  mmsTransportConnect,
  TcpConversation,
} from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSampleMissing, observeFrames, observeSample, tsharkValues } from '../sample.fixture.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 102 }
type Turn = readonly ['client' | 'server', Uint8Array]

const LD = 'REL1CTRL'
const POSITION = 'CSWI1$CO$Pos'
const { data } = mms
const OPENING: readonly Turn[] = [
  ['client', mmsTransportConnect(false)],
  ['server', mmsTransportConnect(true)],
  ['client', mmsInitiateRequest()],
  ['server', mmsInitiateResponse()],
]
const SELECTED: readonly Turn[] = [
  ['client', mms.write(3, LD, `${POSITION}$SBOw`, mms.control(data.boolean(true), 3))],
  ['server', mms.writeResult(3, null)],
  ['client', mms.write(4, LD, `${POSITION}$Oper`, mms.control(data.boolean(true), 3, true))],
  ['server', mms.writeResult(4, 3)],
]
const REPORT = mms.report('R1', `${LD}/LLN0$Report`, [
  data.structure(data.float(12.5), mms.quality(), data.time()),
  data.structure(data.bits(6, 0x80), mms.quality(0x0100), data.time()),
])
const REPORTED: readonly Turn[] = [
  ['client', mms.listAttributes(2, LD, 'LLN0$Report')],
  [
    'server',
    mms.listAttributesResult(2, [
      [LD, 'MMXU1$MX$TotW'],
      [LD, 'CSWI1$ST$Pos'],
    ]),
  ],
  ['server', REPORT],
]

test('a control is selected and operated, with value, originator, test and result', () => {
  const { operations } = observe([...OPENING, ...SELECTED, ...again(SELECTED.slice(2))])
  const row = { kind: 'control', code: '5', target: `${LD}/${POSITION}`, client: { ip: CLIENT.ip }, count: 1 }
  expect(operations).toMatchObject([
    { ...row, name: 'Select with value', values: ['true', 'remote control'], result: 'ok' },
    {
      ...row,
      name: 'Operate after select',
      values: ['true', 'remote control', 'test'],
      result: 'object-access-denied',
    },
    { ...row, name: 'Operate without select', result: 'object-access-denied' },
  ])
  expect(operations[1]?.proof.frame).toBe(10)
})

test('why a control was refused stands with its result, and only with that one', () => {
  const cause: Turn = ['server', mms.lastError(`${LD}/${POSITION}$Oper`, 3, 10)]
  const setting: readonly Turn[] = [
    ['client', mms.write(9, LD, 'PTOC1$SP$StrVal', data.integer(1))],
    ['server', mms.writeResult(9, 3)],
  ]
  const { operations, values } = observe([...OPENING, ...SELECTED.slice(0, 3), cause, SELECTED[3]!, ...setting])
  expect(operations.map(({ name, result }) => [name, result])).toEqual([
    ['Select with value', 'ok'],
    ['Operate after select', 'object-access-denied (blocked by interlocking)'],
    ['Write', 'object-access-denied'],
  ])
  expect(values).toBeUndefined()
})

test('a select without value is the read of a name, and an empty name says no', () => {
  const select = (invoke: number, said: string): Turn[] => [
    ['client', mmsReadRequest(invoke, LD, `${POSITION}$SBO`)],
    ['server', mms.readResult(invoke, data.text(said))],
  ]
  const yes = observe([...OPENING, ...select(1, 'REL1CTRL/CSWI1$CO$Pos'), ...SELECTED.slice(2)])
  expect(yes.operations.map(({ code, name, result }) => [code, name, result])).toEqual([
    ['4', 'Select', 'ok'],
    ['5', 'Operate after select', 'object-access-denied'],
  ])
  const no = observe([...OPENING, ...select(1, ''), ...SELECTED.slice(2)])
  expect(no.operations.map(({ name, result }) => [name, result])).toEqual([
    ['Select', 'not selected'],
    ['Operate without select', 'object-access-denied'],
  ])
})

test('a cancel takes the select back', () => {
  const cancel: Turn = ['client', mms.write(9, LD, `${POSITION}$Cancel`, mms.control(data.boolean(true), 2))]
  const { operations } = observe([...OPENING, ...SELECTED.slice(0, 2), cancel, ...SELECTED.slice(2)])
  expect(operations.map(({ name }) => name)).toEqual(['Select with value', 'Cancel', 'Operate without select'])
})

test('a setting is a write of its value', () => {
  const { operations } = observe([
    ...OPENING,
    ['client', mms.write(3, LD, 'PTOC1$SP$StrVal$setMag$f', data.float(1.25))],
    ['server', mms.writeResult(3, null)],
  ])
  expect(operations).toMatchObject([
    { kind: 'write', name: 'Write', target: `${LD}/PTOC1$SP$StrVal$setMag$f`, values: ['1.25'], result: 'ok' },
  ])
})

test('values are called by their names, from reads and from reports, with their quality', () => {
  const { values } = observe([
    ...OPENING,
    ['client', mmsReadRequest(1, LD, 'MMXU1$MX$TotW')],
    ['server', mmsReadResponse(1, 7.5)],
    ...REPORTED,
  ])
  expect(values).toMatchObject([
    { point: `${LD}/MMXU1$MX$TotW`, count: 2, first: 7.5, last: 12.5, changes: 1, quality: [] },
    { point: `${LD}/CSWI1$ST$Pos`, count: 1, last: 2, quality: ['stale'] },
  ])
  expect(values?.[0]?.server.ip).toBe(SERVER.ip)
})

test('a report whose data set nobody named counts its members', () => {
  const { values } = observe([...OPENING, ['server', REPORT]])
  expect(values?.map(({ point }) => point)).toEqual([`${LD}/LLN0$Report[0]`, `${LD}/LLN0$Report[1]`])
})

test('Identify, names and status say what the device is', () => {
  const { claims, states } = observe([
    ...OPENING,
    ['client', mmsIdentifyRequest(1)],
    ['server', mmsIdentifyResponse(1, 'ABB', 'RET670', '2.2.1')],
    ['client', mms.nameList(2, 9)],
    ['server', mms.nameListResult(2, ['REL1LD0', LD])],
    ['client', mms.nameList(3, 2)],
    ['server', mms.nameListResult(3, ['LLN0$Report'])],
    ['client', mms.status(4)],
    ['server', mms.statusResult(4, 0, 1)],
    ['client', mms.status(5)],
    ['server', mms.statusResult(5, 0, 1)],
  ])
  expect(claims.map(({ about, field, value }) => `${about.ip} ${field} ${value}`)).toEqual([
    '192.0.2.20 vendor ABB',
    '192.0.2.20 model RET670',
    '192.0.2.20 firmware 2.2.1',
    '192.0.2.20 description Logical device REL1LD0',
    `192.0.2.20 description Logical device ${LD}`,
  ])
  expect(states?.map(({ field, value }) => `${field} ${value}`)).toEqual([
    'mode state changes allowed',
    'fault partially operational',
  ])
})

test('a password of the association is a logon and stays hidden', () => {
  const batch = observe([
    ['client', mmsTransportConnect(false)],
    ['client', mmsInitiateRequest('zxq')],
    ['server', mmsInitiateResponse()],
  ])
  expect(batch.logons).toMatchObject([{ method: 'password', account: null, result: 'accepted', count: 1 }])
  expect(JSON.stringify(batch)).not.toContain('zxq')
})

test.each([
  [40, 'Start'],
  [41, 'Stop'],
  [42, 'Resume'],
  [43, 'Reset'],
  [44, 'Kill'],
])('program service %i is the mode operation %s', (service, name) => {
  const { operations } = observe([
    ...OPENING,
    ['client', mms.program(5, service, 'PLANT')],
    ['server', service === 44 ? mms.refusal(5, 7, 3) : mms.programResult(5, service)],
  ])
  const result = service === 44 ? 'access: object-access-denied' : 'ok'
  expect(operations).toMatchObject([{ kind: 'mode', code: String(service), name, target: 'PLANT', result }])
})

test('files are followed from opening to the last byte; deleting one is an operation', () => {
  const { transfers, operations } = observe([
    ...OPENING,
    ['client', mms.fileOpen(6, 'COMTRADE/a.cfg')],
    ['server', mms.fileOpenResult(6, 5, 8)],
    ['client', mms.fileRead(7, 5)],
    ['server', mms.fileReadResult(7, bytes('data'), true)],
    ['client', mms.fileRead(8, 5)],
    ['server', mms.fileReadResult(8, bytes('more'), false)],
    ['client', mms.fileClose(9, 5)],
    ['server', mms.fileCloseResult(9)],
    ['client', mms.fileDelete(10, 'COMTRADE/a.cfg')],
    ['server', mms.refusal(10, 11, 7)],
  ])
  expect(transfers).toMatchObject([
    {
      kind: 'file',
      direction: 'from-device',
      name: 'COMTRADE/a.cfg',
      bytes: 8,
      announcedBytes: 8,
      result: 'complete',
      initiator: { ip: CLIENT.ip },
      device: { ip: SERVER.ip },
      // sha256 of `datamore`, as sha256sum gives it
      sha256: '39046213b04423ced40ff162cefd811ffd4a4f939083b1bf151ca47f7f864705',
    },
  ])
  expect(operations).toMatchObject([
    { kind: 'file', name: 'FileOpen', target: 'COMTRADE/a.cfg', result: 'ok' },
    { kind: 'file', name: 'FileDelete', target: 'COMTRADE/a.cfg', result: 'file: error 7' },
  ])
})

test('a domain is downloaded: the server asks for its segments and is still the server', () => {
  const { transfers, operations, conversations } = observe(
    [
      ['client', mms.downloadStart(9, 'LOGIC')],
      ['server', mms.downloadStarted(9)],
      ['server', mms.downloadSegment(1, 'LOGIC')],
      ['client', mms.downloadSegmentResult(1, bytes('code'), false)],
      ['server', mms.downloadEnd(2, 'LOGIC')],
      ['client', mms.downloadEnded(2)],
    ],
    false,
  )
  expect(transfers).toMatchObject([
    {
      kind: 'program',
      direction: 'to-device',
      name: 'LOGIC',
      bytes: 4,
      result: 'complete',
      device: { ip: SERVER.ip },
      // sha256 of `code`, as sha256sum gives it
      sha256: '5694d08a2e53ffcae0c3103e5ad6f6076abd960eb1f8a56577040bc1028f702b',
    },
  ])
  expect(operations).toMatchObject([{ kind: 'program-download', target: 'LOGIC', result: 'ok' }])
  expect(conversations[0]?.client.ip).toBe(CLIENT.ip)
})

test('messages cut anywhere give the same rows', () => {
  const whole = gist([...OPENING, ...SELECTED, ...REPORTED], -1)
  expect(whole).toMatchObject([{ length: 2 }, { length: 2 }])
  for (let cut = 1; cut < 120; cut += 1) expect(gist([...OPENING, ...SELECTED, ...REPORTED], cut)).toEqual(whole)
}, 60_000)

test('in the middle of a stream roles come from what is asked', () => {
  const { conversations, operations } = observe(SELECTED, false)
  expect(conversations).toMatchObject([
    {
      protocol: 'iec61850-mms',
      client: { ip: CLIENT.ip },
      sidesFrom: 'content',
      functions: [{ name: 'Write', count: 2 }],
    },
  ])
  expect(operations).toHaveLength(2)
})

test('whatever bytes change, nothing throws and rows stay bounded', () => {
  const turns: readonly Turn[] = [
    ...OPENING,
    ...SELECTED,
    ...REPORTED,
    ['client', mms.fileOpen(6, 'a.cfg')],
    ['server', mms.fileOpenResult(6, 5, 8)],
    ['client', mms.fileRead(7, 5)],
    ['server', mms.fileReadResult(7, bytes('data'), false)],
    ['client', mms.nameList(2, 9)],
    ['server', mms.nameListResult(2, [LD])],
  ]
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(turns.length - 1), fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      (changes) => {
        const broken = turns.map(([side, message]) => [side, message.slice()] as const)
        for (const [turn, place, octet] of changes) broken[turn]![1][place % broken[turn]![1].length] = octet
        const batch = observe(broken)
        expect(batch.operations.length + batch.claims.length + (batch.values ?? []).length).toBeLessThan(60)
      },
    ),
    { numRuns: 200 },
  )
}, 60_000)

describe.skipIf(isSampleMissing)('mms/identify.pcap', () => {
  const NAME = 'mms/identify.pcap'

  test('services, identities and values are those that tshark reads', () => {
    const batch = observeSample(NAME)
    const ours = new Map<string, number>()
    for (const { functions } of batch.conversations)
      for (const { code, count } of functions) ours.set(code, (ours.get(code) ?? 0) + count)
    const theirs = new Map<string, number>([
      ['initiate', 1],
      ['unconfirmed 0', tsharkValues(NAME, 'mms.unconfirmedService', 'mms').length],
    ])
    for (const service of tsharkValues(NAME, 'mms.confirmedServiceRequest', 'mms'))
      theirs.set(service, (theirs.get(service) ?? 0) + 1)
    expect(ours).toEqual(theirs)
    const identity = (field: string): string[] =>
      batch.claims.filter((claim) => claim.field === field && claim.method === 'Identify').map(({ value }) => value)
    expect(identity('vendor').slice(0, 1)).toEqual(tsharkValues(NAME, 'mms.vendorName', 'mms.vendorName').slice(0, 1))
    expect(identity('model').slice(0, 1)).toEqual(tsharkValues(NAME, 'mms.modelName', 'mms.modelName').slice(0, 1))
    const written = batch.operations.map(({ target }) => target?.split('/')[1])
    expect(written).toEqual([
      ...new Set(tsharkValues(NAME, 'mms.itemId', 'mms.confirmedServiceRequest == 5').filter(isWritten)),
    ])
  })
})

function isWritten(item: string): boolean {
  return item.includes('_TS')
}

function again(turns: readonly Turn[]): Turn[] {
  return turns.map(([side, message]) => [side, message.slice()])
}

function observe(turns: readonly Turn[], isOpened = true) {
  const tcp = new TcpConversation(CLIENT, SERVER)
  const opening = isOpened ? tcp.open() : []
  return observeFrames([...opening, ...turns.flatMap(([side, message]) => tcp.send(side, message))])
}

/** What rows say, each message cut into two segments at this place. */
function gist(turns: readonly Turn[], cut: number) {
  const tcp = new TcpConversation(CLIENT, SERVER)
  const opening = tcp.open()
  const frames = turns.flatMap(([side, message]) =>
    tcp.sendCut(side, message, cut > 0 && cut < message.length ? [cut] : []),
  )
  const { operations, values } = observeFrames([...opening, ...frames])
  return [
    operations.map(({ name, target, result, values: said }) => [name, target, result, said]),
    (values ?? []).map(({ point, count, min, max, quality }) => [point, count, min, max, quality]),
  ]
}
