import { OBSERVED_KINDS, type ObservedGround, programLoads, signalsOfBatch } from '@penstock/model/correlation'
import { SiteKey } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { expect, test } from 'vitest'

const AT = 1_790_834_400_000_000
const end = (ip: string) => ({ ip, mac: null })
const [STATION, DEVICE, NEXT] = ['10.2.0.10', '10.2.0.20', '10.2.0.21']
const ENDS = { client: end(STATION), server: end(DEVICE) }
const ground: ObservedGround = { site: SiteKey.parse('works'), namesOf: (ip) => (ip === STATION ? ['EWS-1'] : []) }

const asked = (protocol: string, name: string, count = 1) => ({ ...ENDS, protocol, name, count, firstAt: AT })
const did = (kind: string, protocol: string, name: string, more: object = {}) => ({
  ...{ ...ENDS, kind, protocol, name, at: AT, code: '1', target: null, result: 'ok', count: 1 },
  ...more,
})
const talk = (client: string, server: string, serverPort: number, isAnswered = true) => ({
  ...{ client: end(client), server: end(server), serverPort, isAnswered, firstAt: AT },
})

function kindsOf(seen: object, of: ObservedGround = ground): readonly string[] {
  const batch = { operations: [], conversations: [], exchanges: [], ...seen } as unknown as ObservationBatch
  return signalsOfBatch(batch, of).map(({ kind }) => kind)
}

const commands = (points: number) =>
  Array.from({ length: points }, (_, n) =>
    did('control', 'iec104', 'Single command (C_SC_NA_1): execute', { target: `ASDU 12 IOA ${n}`, at: AT + n }),
  )

test.each([
  {
    of: 'a call to a safety controller',
    seen: { exchanges: [asked('tristation', 'Connect request')] },
    kinds: ['ot.safety-discovery'],
  },
  {
    of: 'its key and state read',
    seen: { exchanges: [asked('tristation', 'Get CP status')] },
    kinds: ['ot.safety-state-read'],
  },
  { of: 'its calendar read', seen: { exchanges: [asked('tristation', 'Get calendar')] }, kinds: [] },
  {
    of: 'a station interrogated',
    seen: { exchanges: [asked('iec104', 'Interrogation (C_IC_NA_1)')] },
    kinds: ['ot.interrogation'],
  },
  {
    of: 'an address space read to its end',
    seen: { exchanges: [asked('opc-ua', 'Browse', 30), asked('opc-ua', 'BrowseNext', 25)] },
    kinds: ['ot.browse-all'],
  },
  { of: 'a client that finds its nodes', seen: { exchanges: [asked('opc-ua', 'Browse', 12)] }, kinds: [] },
  {
    of: 'one controller spoken with through another',
    seen: { conversations: [talk(STATION, DEVICE, 11_740), talk(DEVICE, NEXT, 11_740)] },
    kinds: ['ot.route-through-controller'],
  },
  {
    of: 'a gateway that answers its own client',
    seen: { conversations: [talk(STATION, DEVICE, 11_740), talk(DEVICE, STATION, 11_740)] },
    kinds: [],
  },
  {
    of: 'a way on that nobody answered',
    seen: { conversations: [talk(STATION, DEVICE, 11_740), talk(DEVICE, NEXT, 11_740, false)] },
    kinds: [],
  },
])('$of', ({ seen, kinds }) => {
  expect(kindsOf(seen)).toEqual(kinds)
})

test('points gone through are a sweep from eight on, and each is a command', () => {
  const sweeps = (points: number) =>
    kindsOf({ operations: commands(points) }).filter((kind) => kind === 'ot.control-sweep')
  expect([sweeps(7), sweeps(8)]).toEqual([[], ['ot.control-sweep']])
  expect(kindsOf({ operations: commands(3) })).toEqual(['ot.control', 'ot.control', 'ot.control'])
})

test('what a control centre does before it commands is no command', () => {
  const begins = ['Start data transfer', 'Interrogation (C_IC_NA_1)', 'Clock synchronisation (C_CS_NA_1)']
  expect(kindsOf({ operations: begins.map((name) => did('control', 'iec104', name)) })).toEqual([])
})

test('a controller that fetches the blocks of a download is the one that is programmed', () => {
  const fetched = did('program-download', 's7comm', 'Download Block', {
    client: end(DEVICE),
    server: end(STATION),
    code: '0x1b',
  })
  const batch = { operations: [fetched], conversations: [] } as unknown as ObservationBatch
  expect(signalsOfBatch(batch, ground)).toMatchObject([
    { entities: { host: [[STATION, 'EWS-1']], controller: [[DEVICE]] } },
  ])
  expect(programLoads(batch)).toEqual([{ device: DEVICE, at: AT }])
})

test('a program is loaded while the key stands as the device told last: in the batch, else before it', () => {
  const load = did('program-download', 'tristation', 'Start download change', { at: AT + 5 })
  const key = (value: string, at: number) => ({ about: end(DEVICE), part: null, field: 'key-switch', value, at })
  const keyAt = (states: readonly object[], before: string | null) => {
    const batch = { operations: [load], conversations: [], states } as unknown as ObservationBatch
    return signalsOfBatch(batch, { ...ground, keyOf: () => before })[0]!.values['keySwitch']
  }
  expect(keyAt([], null)).toBeUndefined()
  expect(keyAt([], 'run')).toBe('run')
  expect(keyAt([key('program', AT), key('run', AT + 9)], 'run')).toBe('program')
})

test('every kind that packets make is said to be one', () => {
  const exchanges = [asked('tristation', 'Ping'), asked('tristation', 'Get MP status'), asked('opc-ua', 'Browse', 60)]
  expect(kindsOf({ exchanges, operations: commands(9) }).filter((kind) => !OBSERVED_KINDS.includes(kind))).toEqual([])
})
