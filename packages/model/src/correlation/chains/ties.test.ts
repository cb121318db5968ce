import { createHmac } from 'node:crypto'
import { loadCrossDomainScenarios } from '@penstock/catalogs/cross-domain-scenarios@1'
import {
  ChainCorrelator,
  pseudonymSignal,
  pseudonymTie,
  type Signal,
  Tie,
  Ties,
  valuesAskedFor,
} from '@penstock/model/correlation'
import { micros } from '@penstock/model/kernel'
import { describe, expect, test } from 'vitest'
import { rehearse } from './rehearse.fixture.ts'

const HOUR = 3_600_000_000
const at = (hour: number) => micros(1_790_000_000_000_000 + hour * HOUR)

function tie(id: string, kind: Tie['kind'], entities: Tie['entities'], from: number, to?: number): Tie {
  return { id, kind, entities, from: at(from), ...(to === undefined ? {} : { to: at(to) }) }
}

const NO_HUBS = new Set<string>()

describe('who was whom', () => {
  const ties = new Ties([
    tie('lease-1', 'lease', { address: ['10.4.0.9'], host: ['laptop-a'] }, 0, 8),
    tie('lease-2', 'lease', { address: ['10.4.0.9'], host: ['laptop-b'] }, 9, 17),
    tie('nat', 'translation', { address: ['203.0.113.7:4431', '10.4.0.9'] }, 2, 3),
    tie('names', 'account', { account: [['wrw\\jdoe', 'S-1-5-21-7', 'jdoe@example.com']] }, 0),
    tie('on-a', 'session', { account: ['wrw\\jdoe'], host: ['laptop-a'], session: ['s1'] }, 1, 7),
  ])

  test.each([
    {
      name: 'a lease of the morning',
      tokens: ['address:10.4.0.9'],
      hour: 4,
      found: ['host:laptop-a', 'account:wrw\\jdoe', 'session:s1', 'account:s-1-5-21-7', 'account:jdoe@example.com'],
    },
    { name: 'the same address in the afternoon', tokens: ['address:10.4.0.9'], hour: 12, found: ['host:laptop-b'] },
    { name: 'between leases it is nobody', tokens: ['address:10.4.0.9'], hour: 8.5, found: [] },
    { name: 'both ends of a span belong to it', tokens: ['address:10.4.0.9'], hour: 17, found: ['host:laptop-b'] },
    {
      name: 'after the session, the host without its user',
      tokens: ['address:10.4.0.9'],
      hour: 7.5,
      found: ['host:laptop-a'],
    },
    {
      name: 'a session that is still open',
      tokens: ['account:s-1-5-21-7'],
      hour: 500,
      found: ['account:wrw\\jdoe', 'account:jdoe@example.com'],
    },
  ])('$name', ({ tokens, hour, found }) => {
    expect(ties.resolve(tokens, at(hour), NO_HUBS).map(({ token }) => token)).toEqual(found)
  })

  test('each answer names the tie and where it came from', () => {
    expect(ties.resolve(['address:203.0.113.7:4431'], at(2.5), NO_HUBS).slice(0, 2)).toEqual([
      { token: 'address:10.4.0.9', from: 'address:203.0.113.7:4431', tie: 'nat', kind: 'translation', among: 1 },
      { token: 'host:laptop-a', from: 'address:10.4.0.9', tie: 'lease-1', kind: 'lease', among: 1 },
    ])
    expect(ties.resolve(['address:203.0.113.7:4431'], at(4), NO_HUBS)).toEqual([])
  })

  test('from a jump host only sessions lead on, and only while few are open', () => {
    const hubs = new Set(['host:jump'])
    const sessions = [1, 2, 3, 4].map((n) =>
      tie(`s${n}`, 'session', { account: [`user-${n}`], host: ['jump'], session: [`s${n}`] }, n, n === 4 ? 5 : 20),
    )
    const shared = new Ties([...sessions, tie('jump', 'lease', { address: ['10.3.5.20'], host: ['jump'] }, 0)])
    const users = (hour: number) =>
      shared.resolve(['host:jump'], at(hour), hubs).map(({ token, among }) => `${token} of ${among}`)
    expect(users(1.5)).toEqual(['account:user-1 of 1', 'session:s1 of 1'])
    expect(users(3.5).filter((text) => text.startsWith('account'))).toHaveLength(3)
    expect(users(4.5)).toEqual([])
  })
})

describe('a chain over a shared jump host', () => {
  const scenario = loadCrossDomainScenarios()[0]!
  const hubs = new Set(['host:jump'])
  /** The sensor sees the jump host and the station; who sat behind it, only the session of the DMZ says. */
  const signals = rehearse(scenario)
    .flat()
    .map((signal): Signal => {
      if (signal.kind === 'remote.session-to-jump-host')
        return { ...signal, entities: { account: ['engineer'], host: ['jump'] } }
      if (signal.kind === 'remote.session-to-station') return { ...signal, entities: { host: ['jump', 'station'] } }
      return signal
    })
  const toStation = signals.find(({ kind }) => kind === 'remote.session-to-station')!
  const session: Tie = {
    id: 'session-of-engineer',
    kind: 'session',
    entities: { account: ['engineer'], host: ['jump'], session: ['rdp-77'] },
    from: micros(toStation.at - HOUR),
    to: micros(toStation.at + HOUR),
  }
  const reached = (ties: readonly Tie[], hubNames = hubs, told = signals) => {
    const correlator = new ChainCorrelator([scenario], { hubs: hubNames })
    for (const one of ties) correlator.tie(one)
    for (const signal of told) correlator.push(signal)
    return correlator.reports().map(({ chain }) => chain.stages.length)
  }

  test('[E04:2] user, workstation, session, jump host, station and controller are one chain by the session', () => {
    expect(reached([session])).toEqual([11])
    expect(reached([])).toEqual([6, 5])
    expect(reached([{ ...session, to: micros(toStation.at - 1) }])).toEqual([6, 5])
  })

  test('a session that is told afterwards makes one chain of two, and says so', () => {
    const correlator = new ChainCorrelator([scenario], { hubs })
    for (const signal of signals) correlator.push(signal)
    expect(correlator.tie(session).map(({ kind }) => kind)).toContain('merged')
    const open = correlator.reports().filter(({ level }) => level !== 'none')
    expect(open.map(({ chain }) => chain.stages.length)).toEqual([11])
    expect(correlator.tie(session)).toEqual([])
    const again = new ChainCorrelator([scenario], { hubs })
    again.restore(correlator.save())
    expect(again.reports()).toEqual(correlator.reports())
  })

  test('the same on pseudonyms', () => {
    const keyed = (period: number, text: string): string =>
      createHmac('sha256', `k${period}`).update(text).digest('hex')
    const blindTie = pseudonymTie(session, keyed)
    const kept = valuesAskedFor([scenario])
    const blindHubs = new Set(
      pseudonymTie({ ...session, entities: { host: ['jump'] } }, keyed)
        .entities.host!.flat()
        .map((name) => `host:${name}`),
    )
    const blind = signals.map((signal) => pseudonymSignal(signal, keyed, kept))
    expect(Tie.parse(blindTie)).toEqual(blindTie)
    expect(reached([blindTie], blindHubs, blind)).toEqual([11])
    expect(reached([], blindHubs, blind)).toEqual([6, 5])
  })
})

test('ties that concern no signal cost nothing, are bounded, and what went is counted', () => {
  const scenario = loadCrossDomainScenarios()[0]!
  const correlator = new ChainCorrelator([scenario], { maxTies: 1000 })
  for (const signal of rehearse(scenario).flat()) correlator.push(signal)
  for (let n = 0; n < 5000; n += 1)
    correlator.tie(tie(`lease-${n}`, 'lease', { address: [`10.9.${n % 250}.${n % 7}`], host: [`other-${n}`] }, n % 100))
  expect(correlator.counts()).toMatchObject({ evictedTies: 4000 })
  expect([...correlator.save()]).toHaveLength(1 + 1000 + 11)
})
