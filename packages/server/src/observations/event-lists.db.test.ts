// Lists of events in a cell: in order, by page, of the addresses asked for, and states as changes in the order of time.
import { type EpochMicros, idOfUuid, isoOfMicros, micros } from '@penstock/model/kernel'
import type { ObservationBatch, StateSeen, ValueSeen } from '@penstock/model/observations'
import { permissionsOfRoles } from '@penstock/model/operating-model'
import { Signal } from '@penstock/server/facts'
import type { Caller } from '@penstock/server/http'
import { EventLists, Ingest, Standings } from '@penstock/server/observations'
import { CELL_SERVICE, newUuid } from '@penstock/server/runtime'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type BatchPlan, BEGIN, batchOf } from './batches.fixture.ts'
import * as queries from './queries.ts'

const PLAN: BatchPlan = { packets: 4, hosts: 2, codes: [16], isAnswered: true, atS: 0 }
const SERVER = '10.1.2.20'

function readerOf(sites: Caller['sites']): Caller {
  const roles = ['ot-analyst'] as const
  const subject = 'acc_00000000000000000000000001'
  const permissions = permissionsOfRoles(roles)
  return { kind: 'person', subject, name: 'analyst', roles, permissions, domain: 'ot', sites, policyVersion: 1 }
}

describe.each(ENGINES)('on $name', (engine) => {
  let opened: OpenEngine<'monitoring'>
  let sites = 0
  beforeAll(async () => {
    if (engine.missing === null) opened = await engine.open('monitoring')
  })
  afterAll(() => opened?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(engine.missing !== null, engine.missing ?? ''))

  /** Stores each list of batches as a capture of its own at one new site; answers with who reads it and the captures. */
  async function stored(...captures: readonly ObservationBatch[][]) {
    const site = `site-${sites++}`
    const signals = { onFacts: new Signal<void>(), onBatch: new Signal<void>() }
    const { store } = opened
    const ingest = new Ingest({ store, domain: 'ot', clock: () => BEGIN, judge: () => null, ...signals })
    const ids: string[] = []
    for (const [at, batches] of captures.entries()) {
      const id = newUuid()
      const capture = { id, site, name: `${at}.pcap`, sha256: null, bytes: null, sensor: 'test', created_by: 'acc_1' }
      await store.transaction(CELL_SERVICE, (tx) => queries.insertCapture(tx, capture, BEGIN))
      await ingest.storeBatches(id, batches)
      ids.push(idOfUuid('cap', id))
    }
    return { site, reader: readerOf([site] as never), ids, lists: new EventLists(store) }
  }

  function telling(states: readonly (readonly [atS: number, value: string, field?: StateSeen['field']])[]) {
    const batch = batchOf(0, PLAN)
    const [one] = batch.states!
    const told = states.map(([atS, value, field = 'mode']): StateSeen => {
      const at = micros(BEGIN + atS * 1_000_000)
      return { ...one!, field, value, at, proof: { ...one!.proof, frame: atS + 1, at } }
    })
    return [{ ...batch, states: told }]
  }

  test('a state is one row a change, with since when, how long it was told, and where each change is shown', async () => {
    const { lists, reader, ids } = await stored(
      telling([
        [10, 'run'],
        [12, 'stop'],
        [12, 'remote', 'key-switch'],
      ]),
      // Read later, but earlier in time: what it tells goes between, and its last word was not news in the capture after it.
      telling([
        [2, 'stop'],
        [5, 'run'],
        [20, 'stop'],
      ]),
    )
    const { items, total, gone } = await lists.states(reader, { address: [SERVER], limit: 100, now: false })
    const short = items.map((one) => [
      one.field,
      one.value,
      one.sinceAt,
      one.toldAt,
      one.isNow,
      one.frame,
      one.captureId,
    ])
    const at = (second: number) => isoOfMicros(micros(BEGIN + second * 1_000_000) as EpochMicros)
    expect(short.sort(byText)).toEqual(
      [
        ['mode', 'stop', at(12), at(20), true, 13, ids[0]],
        ['key-switch', 'remote', at(12), at(12), true, 13, ids[0]],
        ['mode', 'run', at(5), at(10), false, 6, ids[1]],
        ['mode', 'stop', at(2), at(2), false, 3, ids[1]],
      ].sort(byText),
    )
    expect([total, gone]).toEqual([4, 0])
    const now = await lists.states(reader, { address: [SERVER], limit: 100, now: true })
    expect(now.items.map(({ field, value }) => [field, value]).sort(byText)).toEqual([
      ['key-switch', 'remote'],
      ['mode', 'stop'],
    ])
    expect(now.total).toBe(2)
    expect((await lists.states(reader, { address: ['10.9.9.9'], limit: 100, now: false })).items).toEqual([])
    expect(
      (await lists.states(readerOf(['elsewhere'] as never), { address: [SERVER], limit: 9, now: false })).total,
    ).toBe(0)
  })

  test('pages of states, read one after the other, are the changes of a model that walks them in time', async () => {
    const word = fc.constantFrom('run', 'stop', 'program')
    const told = fc.uniqueArray(fc.tuple(fc.nat(40), word), { maxLength: 12, selector: ([at]) => at })
    await fc.assert(
      fc.asyncProperty(told, told, async (one, other) => {
        const { lists, reader } = await stored(telling(one), telling(other.map(([at, value]) => [at + 50, value])))
        const inTime = [...one, ...other.map(([at, value]) => [at + 50, value] as const)].sort(([a], [b]) => a - b)
        const changes = inTime.filter(([, value], at) => inTime[at - 1]?.[1] !== value).map(([, value]) => value)
        const seen: string[] = []
        for (let cursor: string | undefined; ; ) {
          const page = await lists.states(reader, { address: [SERVER], limit: 2, cursor, now: false })
          seen.push(...page.items.map(({ value }) => value))
          expect(page.total).toBe(changes.length)
          if (page.nextCursor === null) break
          cursor = page.nextCursor
        }
        expect(seen).toEqual(changes.toReversed())
      }),
      { numRuns: 15, seed: 11 },
    )
  })

  test('points come as people count, page by page, with their range, quality and proof', async () => {
    const batch = batchOf(0, PLAN)
    const [one] = batch.values!
    const points = [10, 9, 100, 1].map((at): ValueSeen => ({ ...one!, point: `unit 1 register ${at}` }))
    const { lists, reader, ids } = await stored([{ ...batch, values: points }])
    const first = await lists.values(reader, { address: [SERVER], limit: 3 })
    const second = await lists.values(reader, { address: [SERVER], limit: 3, cursor: first.nextCursor ?? undefined })
    expect([...first.items, ...second.items].map(({ point }) => point)).toEqual([
      'unit 1 register 1',
      'unit 1 register 9',
      'unit 1 register 10',
      'unit 1 register 100',
    ])
    expect([first.total, second.total, second.nextCursor]).toEqual([4, 4, null])
    expect(first.items[0]).toMatchObject({
      ...{ deviceIp: SERVER, count: 4, changes: 0, min: 2, max: 4, first: 2, last: 4, quality: ['stale'] },
      ...{ captureId: ids[0], captureName: '0.pcap', frame: 5 },
    })
  })

  test('transfers and logons are found from either end, questions from who asked', async () => {
    const { lists, reader } = await stored([batchOf(0, PLAN)])
    for (const address of [[SERVER], ['10.1.1.10'], undefined]) {
      const transfers = await lists.transfers(reader, { address, limit: 10 })
      expect(transfers.items).toMatchObject([{ name: 'OB1', bytes: 1200, result: 'complete', clientIp: '10.1.1.10' }])
      expect(
        (await lists.logons(reader, { address, limit: 10 })).items.map(({ account }) => account).sort(byText),
      ).toEqual(['operator0', 'operator1'])
    }
    expect((await lists.transfers(reader, { address: ['10.1.1.11'], limit: 10 })).total).toBe(0)
    expect((await lists.discoveries(reader, { address: ['10.1.1.10'], limit: 10 })).items).toMatchObject([
      { method: 'List Identity', count: 4, deviceIp: '10.1.1.10' },
    ])
    expect((await lists.discoveries(reader, { address: [SERVER], limit: 10 })).total).toBe(0)
  })

  test('a module behind a gateway is told of by its place alone, and the gateway of everything', async () => {
    const batch = batchOf(0, PLAN)
    const [value, state, transfer] = [batch.values![0]!, batch.states![0]!, batch.transfers![0]!]
    const { lists, reader } = await stored([
      {
        ...batch,
        values: ['unit 5 register 1', 'unit 50 register 1', 'unit 5', 'register 5'].map((point) => ({
          ...value,
          point,
        })),
        states: ['slot 3', 'slot 3 subslot 2', 'slot 30', null].map((part) => ({ ...state, part })),
        transfers: ['slot 3 file 1', 'file instance 1 in slot 3', 'UMAS project of unit 5', 'OB1', null].map(
          (name) => ({
            ...transfer,
            name,
          }),
        ),
      },
    ])
    const of = (part?: string) => ({ address: [SERVER], limit: 10, part })
    const points = async (part?: string) => (await lists.values(reader, of(part))).items.map(({ point }) => point)
    const parts = async (part?: string, now = false) =>
      (await lists.states(reader, { ...of(part), now })).items.map((one) => one.part).sort(byText)
    const names = async (part?: string) =>
      (await lists.transfers(reader, of(part))).items.map(({ name }) => name).sort(byText)
    expect(await points('unit 5')).toEqual(['unit 5', 'unit 5 register 1'])
    expect(await points()).toHaveLength(4)
    expect([await parts('slot 3'), await parts('slot 3', true)]).toEqual(
      Array.from({ length: 2 }, () => ['slot 3', 'slot 3 subslot 2']),
    )
    expect(await parts()).toHaveLength(4)
    expect(await names('slot 3')).toEqual(['file instance 1 in slot 3', 'slot 3 file 1'])
    expect(await names('unit 5')).toEqual(['UMAS project of unit 5'])
    expect(await names()).toHaveLength(5)
    expect((await lists.values(reader, of('unit 5'))).total).toBe(2)
    // Nothing of a pattern is meant by it.
    expect([await points('unit _'), await points('unit %')]).toEqual([[], []])
  })

  test('devices stand by what they told last until a moment, with what was so at another, and by what was first known after', async () => {
    const at = (second: number) => micros(BEGIN + second * 1_000_000)
    const load = (second: number, sha256: string | null, result: 'complete' | 'aborted' = 'complete') => {
      const [one] = batchOf(0, PLAN).transfers!
      return { ...one!, sha256, result, firstAt: at(second), lastAt: at(second) }
    }
    const [reading] = batchOf(0, PLAN).values!
    const [talk] = batchOf(0, PLAN).conversations
    const states = telling([
      [2, 'run'],
      [9, 'stop'],
      [9, 'battery low', 'fault'],
      [12, 'program', 'key-switch'],
    ])[0]!
    const { site, reader } = await stored([
      {
        ...states,
        transfers: [
          load(3, 'aa'.repeat(32)),
          load(8, 'bb'.repeat(32)),
          load(10, null),
          load(11, 'cc'.repeat(32), 'aborted'),
        ],
        values: ['ASDU 12 IOA 3', 'ASDU 12 IOA 4', 'ASDU 7 IOA 1'].map((point) => ({
          ...reading!,
          protocol: 'iec104',
          point,
        })),
        conversations: [
          { ...talk!, protocol: 's7comm' },
          { ...talk!, protocol: 'https', serverPort: 443 },
          {
            ...talk!,
            protocol: 'https',
            serverPort: 8443,
            details: [{ kind: 'tls-server-name', value: 'plant.iot.example', count: 1 }],
          },
        ],
      },
    ])
    const standings = new Standings(opened.store)
    const of = async (more: { since?: EpochMicros; until?: EpochMicros }, address: readonly string[] = [SERVER]) =>
      (await standings.list(reader, { site, address, ...more })).items[0]
    const short = (device: Awaited<ReturnType<typeof of>>) => [
      device?.states.map(({ field, value, was }) => [field, value, was]),
      device?.programs.map(({ sha256, was }) => [sha256.slice(0, 2), was?.slice(0, 2) ?? null]),
    ]
    expect(short(await of({ since: at(5) }))).toEqual([
      [
        ['key-switch', 'program', null],
        ['mode', 'stop', 'run'],
      ],
      [['bb', 'aa']],
    ])
    // Nobody knew anything then: held against the first that was told.
    expect(short(await of({ since: at(1) }))[1]).toEqual([['bb', 'aa']])
    expect(short(await of({ until: at(4) }))).toEqual([[['mode', 'run', null]], [['aa', null]]])
    expect((await of({}))?.stations).toEqual([
      { protocol: 'iec104', station: 'ASDU 12' },
      { protocol: 'iec104', station: 'ASDU 7' },
    ])
    expect((await of({}, ['10.1.1.10']))?.calls).toEqual([
      { protocol: 'https', ip: SERVER, name: 'plant.iot.example' },
      { protocol: 's7comm', ip: SERVER, name: null },
    ])
    const whole = await standings.list(reader, { site })
    expect(whole.items.map(({ ip }) => ip).sort(byText)).toEqual(['10.1.1.10', SERVER])
    expect(await standings.list(readerOf(['elsewhere'] as never), { site })).toEqual({ items: [], beyond: 0 })
  })

  test('an address that stands at two sites is asked for at one', async () => {
    const [one, other] = [await stored([batchOf(0, PLAN)]), await stored([batchOf(0, PLAN)])]
    const both = { address: [SERVER], limit: 10 }
    const reader = readerOf([one.site, other.site] as never)
    expect((await one.lists.values(reader, both)).total).toBe(2)
    expect((await one.lists.values(reader, { ...both, site: one.site })).total).toBe(1)
    expect((await one.lists.states(reader, { ...both, site: one.site, now: true })).total).toBe(1)
    expect((await one.lists.transfers(reader, { ...both, site: other.site })).total).toBe(1)
    expect((await one.lists.discoveries(reader, { limit: 10, site: other.site })).total).toBe(1)
  })

  test('what made room for newer rows is told beside the list', async () => {
    const batch = batchOf(0, PLAN)
    const [one] = batch.discoveries!
    const many = Array.from({ length: 507 }, (_, at) => ({ ...one!, method: `question ${at}` }))
    const { lists, reader } = await stored([{ ...batch, discoveries: many }])
    const { total, gone } = await lists.discoveries(reader, { address: ['10.1.1.10'], limit: 10 })
    expect([total, gone]).toEqual([500, 7])
  })
})

function byText(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1
}
