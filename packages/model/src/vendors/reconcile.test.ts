import { reconcile } from '@penstock/model/vendors'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SeenConversation } from './sessions.ts'
import { micros, talk, wrenfield } from './vendors.fixture.ts'

const plant = wrenfield()
const [GATE, JUMP, EWS1, EWS2] = ['10.20.30.11', '10.20.30.10', '10.20.20.50', '10.20.20.51']
const [DCS_VENDOR, INTEGRATOR, NIGHT_DESK, CONSULTANT] = [
  '203.0.113.77',
  '203.0.113.97',
  '203.0.113.130',
  '203.0.113.165',
]
const [SIEM, ERP, FIREWALL, EWON, CELLULAR] = ['10.10.0.41', '10.10.0.20', '203.0.113.10', '10.20.60.2', '10.20.60.3']
const NOON = '2026-10-01T12:00:00Z'

/** A vendor's session as it should be: at the gateway, on to the jump host, on to the station. */
function goodSession(source: string, station: string, at: string): SeenConversation[] {
  return [
    talk(`gate ${source} ${at}`, [source, GATE], 'https', [at]),
    talk(`jump ${source} ${at}`, [GATE, JUMP], 'rdp', [at]),
    talk(`desk ${source} ${at}`, [JUMP, station], 'rdp', [at]),
  ]
}

const addressOf = (id: string): string => plant.assets.find((one) => one.id === id)!.ip!

test('a session that keeps to the register is told with its entry and is no drift; whose step on the jump host it was is told by time', () => {
  const { entries, drift, sessions } = reconcile(plant, [
    ...goodSession(DCS_VENDOR, EWS1, '2026-08-12T10:00:00Z'),
    ...goodSession(INTEGRATOR, EWS2, '2026-09-16T10:00:00Z'),
  ])
  expect(drift).toEqual([])
  expect(sessions.map(({ access, client, server }) => [access.join(), client, server])).toEqual(
    expect.arrayContaining([
      ['RA-01', DCS_VENDOR, 'DMZ-RAG1'],
      ['RA-01', 'DMZ-RAG1', 'DMZ-JMP1'],
      ['RA-01', 'DMZ-JMP1', 'OPS-EWS1'],
      ['RA-04', INTEGRATOR, 'DMZ-RAG1'],
      ['RA-04', 'DMZ-JMP1', 'OPS-EWS2'],
    ]),
  )
  const seen = entries.filter(({ lastSeenAt }) => lastSeenAt !== null).map(({ entry }) => entry.access.id)
  expect(seen).toEqual(['RA-01', 'RA-04'])
})

const ERP_ADDRESS = addressOf('ENT-ERP1')
const SIEM_ADDRESS = addressOf('ENT-SIEM1')

test.each<{ name: string; seen: SeenConversation; told: readonly [kind: string, access: string, severity: number][] }>([
  {
    name: 'a known vendor from another address',
    seen: talk('1', ['198.51.100.200', GATE], 'https', [NOON]),
    told: [['new-source', 'RA-01,RA-04', 2]],
  },
  {
    name: 'a known vendor with another program',
    seen: talk('1', [DCS_VENDOR, GATE], 'ssh', [NOON]),
    told: [['new-tool', 'RA-01', 2]],
  },
  {
    name: 'neither address nor program of any entry',
    seen: talk('1', ['198.51.100.200', GATE], 'ssh', [NOON]),
    told: [['unregistered', '', 1]],
  },
  {
    name: 'on from the jump host to a host that no entry leads to',
    seen: talk('1', [JUMP, addressOf('DCS-HIS1')], 'rdp', [NOON]),
    told: [['new-target', 'RA-01,RA-04,RA-09', 1]],
  },
  {
    name: 'on from the vendor router to a controller that is none of its targets',
    seen: talk('1', [EWON, addressOf('PKG-CWT-PLC')], 's7comm', [NOON]),
    told: [['new-target', 'RA-02', 1]],
  },
  {
    name: 'the night desk at noon',
    seen: talk('1', [NIGHT_DESK, SIEM_ADDRESS], 'https', [NOON]),
    told: [['outside-hours', 'RA-07', 3]],
  },
  {
    name: 'the consultants after the end of their contract, by night',
    seen: talk('1', [CONSULTANT, FIREWALL], 'ipsec', ['2026-10-01T02:00:00Z']),
    told: [
      ['after-end', 'RA-08', 3],
      ['outside-hours', 'RA-08', 3],
    ],
  },
  {
    name: 'the chiller vendor, whose contract ended, by its own router',
    seen: talk('1', [CELLULAR, '198.51.100.88'], 'openvpn', [NOON]),
    told: [['after-end', 'RA-03', 2]],
  },
  {
    name: 'the same router to an address of nobody',
    seen: talk('1', [CELLULAR, '198.51.100.89'], 'openvpn', [NOON]),
    told: [
      ['after-end', 'RA-03', 2],
      ['new-source', 'RA-03', 2],
    ],
  },
  {
    name: 'engineers of the plant from outside the office network',
    seen: talk('1', ['10.20.70.20', JUMP], 'rdp', [NOON]),
    told: [['new-source', 'RA-09', 2]],
  },
])('[B03:2] $name', ({ seen, told }) => {
  const { drift } = reconcile(plant, [seen])
  const found = drift.map(({ kind, access, severity }) => [kind, access.join(), severity].join(' '))
  expect(found.toSorted()).toEqual(told.map((one) => one.join(' ')).toSorted())
  for (const one of drift) expect(one.places.length).toBeGreaterThan(0)
})

test.each<{ name: string; seen: SeenConversation }>([
  {
    name: 'a call that nobody answers',
    seen: talk('1', ['198.51.100.200', GATE], 'ssh', [NOON], { isAnswered: false }),
  },
  {
    name: 'names that the router asks for',
    seen: talk('1', [EWON, '198.51.100.53'], 'dns', [NOON], { transport: 'udp' }),
  },
  {
    name: 'what the engineering station does itself',
    seen: talk('1', [EWS1, addressOf('DCS-FCS1')], 'vnet-ip', [NOON], { transport: 'udp' }),
  },
  { name: 'talk of two others', seen: talk('1', [ERP_ADDRESS, SIEM_ADDRESS], 'https', [NOON]) },
])('is nobody’s drift: $name', ({ seen }) => {
  expect(reconcile(plant, [seen]).drift).toEqual([])
})

test('drift is gone once the register covers it, and nothing else moves', () => {
  const traffic = [
    talk('new', ['198.51.100.200', GATE], 'https', [NOON]),
    talk('late', [NIGHT_DESK, SIEM_ADDRESS], 'https', [NOON]),
  ]
  const before = reconcile(plant, traffic).drift
  const mended = wrenfield((raw) => {
    const access = raw['remoteAccess'] as { id: string; sourceNetworks: string[] }[]
    access.find(({ id }) => id === 'RA-04')!.sourceNetworks.push('198.51.100.200/32')
  })
  const after = reconcile(mended, traffic).drift
  expect(before.map(({ kind }) => kind)).toEqual(['new-source', 'outside-hours'])
  expect(after).toEqual(before.filter(({ kind }) => kind === 'outside-hours'))
})

test('[B06:2] the next session of the same access tests it again: kept, or broken again', () => {
  const first = talk('first', [NIGHT_DESK, SIEM_ADDRESS], 'https', ['2026-10-01T12:00:00Z'])
  const retestOf = (...later: readonly SeenConversation[]) =>
    reconcile(plant, [first, ...later]).drift.find(({ conversation }) => conversation === 'first')?.retest
  expect(retestOf()).toBeNull()
  const kept = talk('kept', ['203.0.113.131', SIEM_ADDRESS], 'https', ['2026-10-01T20:00:00Z'])
  const again = talk('again', ['203.0.113.132', SIEM_ADDRESS], 'https', ['2026-10-02T13:00:00Z'])
  expect(retestOf(kept)).toEqual({ conversation: 'kept', at: micros('2026-10-01T20:00:00Z'), result: 'kept' })
  expect(retestOf(again)).toMatchObject({ conversation: 'again', result: 'again' })
  expect(retestOf(kept, again), 'the next one counts').toMatchObject({ conversation: 'kept' })
})

test('instants between the first packet and the last count, too', () => {
  const long = talk('long', [NIGHT_DESK, SIEM_ADDRESS], 'https', ['2026-09-30T20:00:00Z', '2026-10-01T20:00:00Z'])
  expect(reconcile(plant, [long]).drift).toEqual([])
  const { drift } = reconcile(plant, [{ ...long, moments: [micros('2026-10-01T11:00:00Z')] }])
  expect(drift).toMatchObject([{ kind: 'outside-hours', firstAt: micros('2026-10-01T11:00:00Z') }])
})

describe('whatever stands on the wire', () => {
  const address = fc.oneof(
    fc.constantFrom(GATE, JUMP, EWS1, EWON, CELLULAR, FIREWALL, DCS_VENDOR, NIGHT_DESK, SIEM, ERP),
    fc.ipV4(),
    fc.constantFrom('', '<script>', '999.1.1.1', 'fe80::1'),
  )
  const any = fc.record({
    client: fc.record({ ip: fc.option(address), mac: fc.constantFrom(null, '00:00:5E:00:53:01') }),
    server: fc.record({ ip: fc.option(address), mac: fc.constantFrom(null, '00:00:5E:00:53:02') }),
    protocol: fc.option(fc.constantFrom('https', 'rdp', 'ssh', 'openvpn', 's7comm', '__proto__', '')),
    portGuess: fc.constant(null),
    transport: fc.constantFrom('tcp' as const, 'udp' as const, 'ethernet' as const, 'ip' as const),
    serverPort: fc.option(fc.nat(65_535)),
    isAnswered: fc.boolean(),
    firstAt: fc.nat().map((after) => micros(NOON) + after) as fc.Arbitrary<SeenConversation['firstAt']>,
    length: fc.nat(),
  })

  test('the answer holds, is the same in any order, and one more conversation opens drift of its own only', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), (drawn) => {
        const traffic = drawn.map(({ length, ...one }, at): SeenConversation => {
          return { ...one, id: String(at), lastAt: (one.firstAt + length) as SeenConversation['lastAt'] }
        })
        const all = reconcile(plant, traffic)
        const turned = reconcile(plant, traffic.toReversed())
        expect([turned.drift, turned.sessions]).toEqual([all.drift, all.sessions])
        const [, ...rest] = traffic
        const own = new Set(
          reconcile(plant, rest)
            .drift.filter(({ kind }) => kind !== 'outside-hours' && kind !== 'after-end')
            .map(({ conversation }) => conversation),
        )
        for (const id of own) expect(all.drift.some(({ conversation }) => conversation === id)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})
