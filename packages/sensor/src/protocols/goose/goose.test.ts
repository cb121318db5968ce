// GOOSE: publishers, states and values, and every break of the rules of retransmission.
import { type GooseMessage, gooseFrame, mmsServices as mms } from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { observeFrames } from '../sample.fixture.ts'

const { data, quality } = mms
const FIRST: GooseMessage = {
  from: '02:00:00:00:00:0a',
  to: '01:0c:cd:01:00:01',
  appId: 0x3001,
  controlBlock: 'IED1LD0/LLN0$GO$gcb1',
  dataSet: 'IED1LD0/LLN0$Trip',
  id: 'trip',
  state: 5,
  sequence: 0,
  data: [data.boolean(false), quality(), data.float(1.5)],
}
const REPEATED = { ...FIRST, sequence: 1 }
const TRIPPED = { ...FIRST, state: 6, data: [data.boolean(true), quality(0x4000), data.float(2.5)] }

test('a publisher is introduced once, holds its values, and is the server of its group', () => {
  const { claims, values, conversations, anomalies } = observe(FIRST, REPEATED, TRIPPED)
  expect(claims.filter(({ method }) => method === 'goosePdu')).toMatchObject([
    {
      about: { mac: FIRST.from, ip: null },
      field: 'description',
      value: 'GOOSE publisher IED1LD0/LLN0$GO$gcb1, data set IED1LD0/LLN0$Trip, ID trip, APPID 0x3001, revision 1',
    },
  ])
  expect(values).toMatchObject([
    { point: 'IED1LD0/LLN0$Trip[0]', count: 2, first: 0, last: 1, changes: 1, quality: ['invalid'] },
    { point: 'IED1LD0/LLN0$Trip[2]', count: 2, first: 1.5, last: 2.5, quality: [] },
  ])
  expect(values?.[0]?.server.mac).toBe(FIRST.from)
  expect(conversations).toMatchObject([
    {
      protocol: 'goose',
      server: { mac: FIRST.from },
      client: { mac: FIRST.to },
      sidesFrom: 'content',
      functions: [
        { code: 'sqNum', name: 'Retransmission', count: 2 },
        { code: 'stNum', name: 'New state', count: 1 },
      ],
    },
  ])
  expect(anomalies).toEqual([])
})

test.each<[string, GooseMessage, string]>([
  ['goose-state-jump', { ...TRIPPED, state: 9 }, 'went from state 5 to 9'],
  ['goose-state-jump', { ...TRIPPED, sequence: 4 }, 'opens state 6 with sequence 4'],
  ['goose-state-without-data', { ...FIRST, state: 6 }, 'is in state 6 with the data of 5'],
  ['goose-data-without-state', { ...TRIPPED, state: 5, sequence: 2 }, 'changed its data within state 5'],
  ['goose-replay', { ...TRIPPED, state: 4 }, 'went back from state 5 to 4'],
  ['goose-replay', FIRST, 'went back from sequence 1 to 0 of state 5'],
  ['goose-configuration', { ...FIRST, sequence: 2, revision: 2 }, 'changed its configuration revision to 2'],
  ['goose-simulation', { ...FIRST, sequence: 2, isSimulated: true }, 'is marked as simulated or under test'],
  [
    'goose-needs-commissioning',
    { ...FIRST, sequence: 2, needsCommissioning: true },
    'says that it needs commissioning',
  ],
  ['goose-second-publisher', { ...FIRST, from: '02:00:00:00:00:66' }, 'is published from a second address'],
])('%s: %#', (kind, message, what) => {
  const { anomalies } = observe(FIRST, REPEATED, message)
  expect(anomalies).toMatchObject([{ kind, count: 1, detail: `${FIRST.controlBlock} ${what}`, proof: { frame: 3 } }])
})

test('a publisher that is silent longer than it announced is overdue', () => {
  // Frames are a millisecond apart.
  const other = { ...FIRST, from: '02:00:00:00:00:0b', controlBlock: 'IED2LD0/LLN0$GO$gcb1' }
  const short = { ...FIRST, lifetimeMs: 1 }
  expect(observe(short, other, { ...short, sequence: 1 }).anomalies).toMatchObject([
    { kind: 'goose-overdue', count: 1, proof: { frame: 3 } },
  ])
  expect(observe(short, { ...short, sequence: 1 }).anomalies).toEqual([])
})

test('a restart and the need for commissioning are states, told once', () => {
  const again = { ...FIRST, state: 1, needsCommissioning: true }
  const { states } = observe(
    FIRST,
    again,
    { ...again, sequence: 1 },
    { ...again, sequence: 2, needsCommissioning: false },
  )
  expect(states?.map(({ field, part, value }) => [field, part, value])).toEqual([
    ['restart', null, `${FIRST.controlBlock} starts again with state 1`],
    ['configuration', FIRST.controlBlock, 'needs commissioning'],
    ['configuration', FIRST.controlBlock, 'commissioned'],
  ])
})

test('values that are simulated bear the quality of a test', () => {
  const { values } = observe({ ...FIRST, isSimulated: true })
  expect(values?.map(({ quality: said }) => said)).toEqual([['test'], ['test']])
})

test('repetitions make no rows', () => {
  const frames = Array.from({ length: 500 }, (_, n) => ({ ...FIRST, sequence: n }))
  const { values, claims, anomalies, conversations } = observe(...frames)
  expect([values?.length, claims.length <= 2, anomalies.length, conversations.length]).toEqual([2, true, 0, 1])
})

test('a frame cut anywhere, or with lengths that lie, is odd and nothing more', () => {
  const whole = gooseFrame(FIRST)
  for (let end = 20; end < whole.length; end += 1) {
    const { anomalies, values } = observeFrames([whole.slice(0, end)])
    expect(values).toBeUndefined()
    expect(anomalies.map(({ kind }) => kind)).toEqual(['goose-length'])
  }
})

test('whatever bytes change, nothing throws and rows stay bounded', () => {
  const frames = [FIRST, REPEATED, TRIPPED].map(gooseFrame)
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }), (changes) => {
      const broken = frames.map((frame) => frame.slice())
      for (const [n, place, octet] of changes) broken[n]![18 + (place % (broken[n]!.length - 18))] = octet
      const batch = observeFrames(broken)
      expect((batch.values ?? []).length + batch.anomalies.length + batch.claims.length).toBeLessThan(40)
    }),
    { numRuns: 200 },
  )
}, 60_000)

function observe(...messages: readonly GooseMessage[]) {
  return observeFrames(messages.map(gooseFrame))
}
