import { micros } from '@penstock/model/kernel'
import type { DetailSeen, FunctionSeen, ObservationBatch } from '@penstock/model/observations'
import { appendFacts, ConversationsFact, listFacts, Signal } from '@penstock/server/facts'
import { Ingest } from '@penstock/server/observations'
import { CELL_SERVICE, newUuid } from '@penstock/server/runtime'
import { ZoneJudge } from '@penstock/server/zones'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { fakeClock } from '@penstock/testkit/clock'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import fc from 'fast-check'
import type { Selectable } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type BatchPlan, BEGIN, batchOf, zoneModel } from './batches.fixture.ts'
import {
  type DiscoveryRow,
  type LogonRow,
  MOST_OF_A_DEVICE,
  type StateRow,
  type TransferRow,
  type ValueRow,
} from './event-queries.ts'
import * as queries from './queries.ts'

const PLAN: BatchPlan = { packets: 5, hosts: 2, codes: [3], isAnswered: false, atS: 0 }
const clock = fakeClock()

describe.each(ENGINES)('ingest on $name', (engine) => {
  let open: OpenEngine<'monitoring'>
  let store: Store<MonitoringTables>
  let judge: ZoneJudge
  let sites = 0
  beforeAll(async () => {
    if (engine.missing !== null) return
    open = await engine.open('monitoring')
    store = open.store
  })
  afterAll(() => open?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => {
    skip(engine.missing !== null, engine.missing ?? '')
    judge = new ZoneJudge()
  })

  function newIngest(): Ingest {
    return new Ingest({
      store,
      domain: 'ot',
      clock: () => clock.now(),
      judge: (site, seen) => judge.judge(site, seen),
      onFacts: new Signal(),
      onBatch: new Signal(),
    })
  }

  /** A capture at a site of its own, so that the rows of one test are not another's. */
  async function newCapture(site = `site-${sites++}`): Promise<{ readonly id: string; readonly site: string }> {
    const id = newUuid()
    const capture = { id, site, name: 'line 3.pcap', sha256: null, bytes: null, sensor: 'test', created_by: 'acc_1' }
    await store.transaction(CELL_SERVICE, (tx) => queries.insertCapture(tx, capture, BEGIN))
    return { id, site }
  }

  async function rowsOf(site: string) {
    return await store.transaction(CELL_SERVICE, async (tx) => {
      const rows = (table: keyof MonitoringTables) =>
        tx
          .selectFrom(table as 'conversation')
          .selectAll()
          .where('site', '=', site)
          .execute()
      const captures = await tx.selectFrom('capture').selectAll().where('site', '=', site).execute()
      const batches = await tx
        .selectFrom('observation_batch')
        .selectAll()
        .where(
          'capture_id',
          'in',
          captures.map(({ id }) => id),
        )
        .orderBy('seq')
        .execute()
      const facts = (await listFacts(tx, 0, 1_000_000)).facts.filter((fact) => fact.site === site)
      return {
        captures,
        batches,
        conversations: (await rows('conversation')).sort((a, b) => (a.client_ip! < b.client_ip! ? -1 : 1)),
        bindings: await rows('binding'),
        claims: await rows('claim'),
        operations: await rows('operation'),
        anomalies: await rows('anomaly'),
        values: (await rows('value_seen')) as unknown as ValueRow[],
        states: (await rows('state_seen')) as unknown as StateRow[],
        transfers: (await rows('transfer_seen')) as unknown as TransferRow[],
        logons: (await rows('logon_seen')) as unknown as LogonRow[],
        discoveries: (await rows('discovery_seen')) as unknown as DiscoveryRow[],
        counts: (await rows('device_count')) as unknown as Selectable<MonitoringTables['device_count']>[],
        facts,
      }
    })
  }

  /** What is stored of a site without the names that differ from site to site. */
  async function contentOf(site: string): Promise<unknown> {
    const { facts, ...rows } = await rowsOf(site)
    const told = facts.map(({ kind, domains, observedAt, body }) => ({ kind, domains, observedAt, body }))
    const sorted = Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, texts(list)]))
    return JSON.parse(
      JSON.stringify({ ...sorted, facts: told })
        .replaceAll(site, 'SITE')
        .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID'),
    )
    function texts(list: readonly unknown[]): string[] {
      return list
        .map((row) => JSON.stringify({ ...(row as object), id: '' }).replaceAll(/[0-9a-f-]{36}/g, 'ID'))
        .sort(byText)
    }
  }

  test('a batch is stored with its rows, verdicts and facts', async () => {
    const { id, site } = await newCapture()
    judge.take(site, zoneModel(4, [3]))
    const stored = await newIngest().storeBatches(id, [
      batchOf(0, { ...PLAN, codes: [3] }),
      batchOf(1, { ...PLAN, codes: [16], hosts: 1, atS: 1 }, true),
    ])
    expect(stored).toBe(1)
    const rows = await rowsOf(site)
    expect(rows.captures).toMatchObject([
      { packets: 15, first_at: BEGIN, last_at: BEGIN + 1_500_000, is_complete: true },
    ])
    expect(rows.batches.map(({ seq, packets }) => [seq, packets])).toEqual([
      [0, 10],
      [1, 5],
    ])
    expect(rows.conversations).toMatchObject([
      { client_ip: '10.1.1.10', packets: 10, verdict: 'not-allowed', conduit: 'C-1', zone_model_version: 4 },
      { client_ip: '10.1.1.11', packets: 5, verdict: 'allowed', conduit: 'C-1', zone_model_version: 4 },
    ])
    expect([rows.bindings.length, rows.claims.length, rows.operations.length, rows.anomalies.length]).toEqual([
      2, 1, 1, 2,
    ])
    expect(rows.facts.map(({ kind }) => kind)).toEqual([
      ...['interfaces', 'interfaces', 'conversations', 'coverage'],
      ...['interfaces', 'interfaces', 'conversations', 'operations', 'coverage'],
    ])
    expect(rows.facts.every(({ domains }) => domains.join() === 'ot')).toBe(true)
    const told = rows.facts
      .filter(({ kind }) => kind === 'conversations')
      .flatMap(({ body }) => ConversationsFact.parse(body).conversations)
    expect(told.map(({ packets, verdict }) => [packets, verdict?.verdict])).toEqual([
      [5, 'allowed'],
      [5, 'allowed'],
      [10, 'not-allowed'],
    ])
  })

  test('a batch that comes twice changes nothing', async () => {
    const { id, site } = await newCapture()
    const batches = [batchOf(0, PLAN), batchOf(1, { ...PLAN, atS: 1 })]
    await newIngest().storeBatches(id, batches)
    const before = await contentOf(site)
    expect(await newIngest().storeBatches(id, batches)).toBe(1)
    expect(await newIngest().storeBatches(id, [batches[0]!])).toBe(1)
    expect(await contentOf(site)).toEqual(before)
  })

  test('a gap is refused with the number to send from, and what came before it stays', async () => {
    const { id, site } = await newCapture()
    const ingest = newIngest()
    await expect(ingest.storeBatches(id, [batchOf(1, PLAN)])).rejects.toMatchObject({
      code: 'observations.gap',
      details: { sendFrom: 0 },
    })
    await expect(ingest.storeBatches(id, [batchOf(0, PLAN), batchOf(2, PLAN)])).rejects.toMatchObject({
      details: { sendFrom: 1 },
    })
    expect((await rowsOf(site)).batches.map(({ seq }) => seq)).toEqual([0])
  })

  test('what came before a gap wakes the fact feed and telemetry', async () => {
    const { id } = await newCapture()
    const onFacts = new Signal<void>()
    const onBatch = new Signal<void>()
    let woken = 0
    onFacts.listen(() => woken++)
    onBatch.listen(() => woken++)
    const ingest = new Ingest({ store, domain: 'ot', clock: () => clock.now(), judge: () => null, onFacts, onBatch })
    await expect(ingest.storeBatches(id, [batchOf(0, PLAN), batchOf(5, PLAN)])).rejects.toThrow()
    expect(woken).toBe(2)
  })

  test('a capture that does not exist answers as absent', async () => {
    await expect(newIngest().storeBatches(newUuid(), [batchOf(0, PLAN)])).rejects.toMatchObject({ code: 'not-found' })
  })

  test('one conversation over batches and captures adds up, and keeps its first proof', async () => {
    const { id, site } = await newCapture()
    const second = await newCapture(site)
    const ingest = newIngest()
    await ingest.storeBatches(id, [batchOf(0, { ...PLAN, codes: [3, 4] }), batchOf(1, { ...PLAN, codes: [3], atS: 7 })])
    await ingest.storeBatches(second.id, [batchOf(0, { ...PLAN, hosts: 1, isAnswered: true, codes: [16], atS: -3 })])
    const { conversations, bindings, claims, facts } = await rowsOf(site)
    const [one, other] = conversations
    const told = facts
      .filter(({ kind }) => kind === 'conversations')
      .map(({ body }) => ConversationsFact.parse(body).conversations[0])
    expect(told.at(-1)).toMatchObject({ id: one!.id, packets: 15, proof: one!.proof })
    expect(one).toMatchObject({
      packets: 15,
      bytes: 900,
      is_answered: true,
      vlans: [0],
      first_at: BEGIN - 3_000_000,
      last_at: BEGIN + 7_500_000,
      proof: { captureId: id, frame: 1, at: BEGIN },
    })
    expect((one!.functions as FunctionSeen[]).map(({ code, count }) => [code, count])).toEqual([
      ['16', 1],
      ['3', 2],
      ['4', 1],
    ])
    expect(other).toMatchObject({ packets: 10, is_answered: false })
    expect(new Set(bindings.map(({ packets }) => packets))).toEqual(new Set([10, 15]))
    expect(claims).toMatchObject([
      { first_at: BEGIN - 3_000_000, last_at: BEGIN + 7_000_000, proof: { captureId: id } },
    ])
  })

  test('captures that come at once add up as well', async () => {
    const { id, site } = await newCapture()
    const captures = [
      id,
      ...(await Promise.all(Array.from({ length: 5 }, () => newCapture(site)))).map((one) => one.id),
    ]
    const ingest = newIngest()
    await Promise.all(
      captures.map((capture) =>
        ingest.storeBatches(
          capture,
          [0, 1, 2].map((seq) => batchOf(seq, { ...PLAN, atS: seq })),
        ),
      ),
    )
    const { conversations, bindings, facts } = await rowsOf(site)
    expect(conversations.map(({ packets }) => packets)).toEqual([90, 90])
    expect(bindings.map(({ packets }) => packets)).toEqual([90, 90])
    // The feed's numbers follow the order in which the facts became visible: who has read to N misses none.
    const told = facts
      .filter(({ kind }) => kind === 'conversations')
      .map(({ body }) => ConversationsFact.parse(body).conversations[0]!.packets)
    expect(told).toEqual([...told].sort((a, b) => a - b))
  })

  test('the same batch sent twice at once is stored once', async () => {
    const { id, site } = await newCapture()
    const ingest = newIngest()
    const answers = await Promise.all([1, 2, 3].map(() => ingest.storeBatches(id, [batchOf(0, PLAN)])))
    expect(answers).toEqual([0, 0, 0])
    expect((await rowsOf(site)).conversations[0]!.packets).toBe(5)
  })

  test('more than 200 functions of one conversation are counted together, and none is lost', async () => {
    const { id, site } = await newCapture()
    const ingest = newIngest()
    const codes = (from: number): number[] => Array.from({ length: 150 }, (_, at) => 1000 + from + at)
    await ingest.storeBatches(id, [
      batchOf(0, { ...PLAN, hosts: 1, codes: codes(0) }),
      batchOf(1, { ...PLAN, hosts: 1, codes: codes(100) }),
      batchOf(2, { ...PLAN, hosts: 1, codes: codes(200) }),
    ])
    const functions = (await rowsOf(site)).conversations[0]!.functions as FunctionSeen[]
    expect(functions.length).toBe(201)
    expect(functions.find(({ code }) => code === '*')).toMatchObject({ kind: 'other', name: 'further functions' })
    expect(functions.reduce((sum, { count }) => sum + count, 0)).toBe(450)
  })

  test('details of one conversation add up over batches, up to a cap of each kind', async () => {
    const { id, site } = await newCapture()
    const ingest = newIngest()
    const withDetails = (seq: number, details: readonly DetailSeen[]): ObservationBatch => {
      const batch = batchOf(seq, { ...PLAN, hosts: 1 })
      return { ...batch, conversations: batch.conversations.map((row) => ({ ...row, details: [...details] })) }
    }
    const ja4 = 't13d1516h2_8daaf6152771_e5627efa2ab1'
    const names = Array.from(
      { length: 40 },
      (_, at): DetailSeen => ({ kind: 'dns-name', value: `host-${at}`, count: 1 }),
    )
    await ingest.storeBatches(id, [
      withDetails(0, [{ kind: 'ja4', value: ja4, count: 2 }]),
      withDetails(1, [{ kind: 'ja4', value: ja4, count: 3 }, ...names]),
      batchOf(2, { ...PLAN, hosts: 1 }),
    ])
    const details = (await rowsOf(site)).conversations[0]!.details as DetailSeen[]
    expect(details[0]).toEqual({ kind: 'ja4', value: ja4, count: 5 })
    expect(details.filter(({ kind }) => kind === 'dns-name')).toEqual(names.slice(0, 32))
  })

  test('points add up over batches and captures, in whatever order of time they were read', async () => {
    const { id, site } = await newCapture()
    const earlier = await newCapture(site)
    const ingest = newIngest()
    await ingest.storeBatches(id, [
      batchOf(0, { ...PLAN, packets: 5, hosts: 2, atS: 10 }),
      batchOf(1, { ...PLAN, packets: 8, hosts: 1, atS: 20 }),
    ])
    await ingest.storeBatches(earlier.id, [batchOf(0, { ...PLAN, packets: 3, hosts: 3, atS: 0 })])
    const { values } = await rowsOf(site)
    expect(values).toMatchObject([
      {
        device: '10.1.2.20',
        point: 'unit 1 register 3',
        ...{ count: 16, changes: 2, min: 1, max: 8, first: 3, last: 8 },
        quality: ['invalid', 'stale'],
        first_at: BEGIN,
        last_at: BEGIN + 20_500_000,
        proof: { captureId: earlier.id, frame: 5 },
      },
    ])
  })

  test('what devices told and underwent is kept with the first proof of each row', async () => {
    const { id, site } = await newCapture()
    await newIngest().storeBatches(id, [
      batchOf(0, { ...PLAN, codes: [16], hosts: 1 }),
      batchOf(1, { ...PLAN, codes: [16], isAnswered: true, atS: 4 }),
    ])
    const { states, transfers, logons, discoveries, counts } = await rowsOf(site)
    expect(states.map(({ field, value, device }) => [field, value, device]).sort(byText)).toEqual([
      ['mode', 'run', '10.1.2.20'],
      ['mode', 'stop', '10.1.2.20'],
    ])
    expect(transfers).toMatchObject([
      { name: 'OB1', bytes: 1200, result: 'complete', client: '10.1.1.10', device: '10.1.2.20' },
      { name: 'OB1', proof: { captureId: id, frame: 7 } },
    ])
    expect(logons.map(({ account, count }) => [account, count]).sort(byText)).toEqual([
      ['operator0', 10],
      ['operator1', 5],
    ])
    expect(discoveries).toMatchObject([
      { device: '10.1.1.10', method: 'List Identity', count: 10, proof: { captureId: id, frame: 9, at: BEGIN } },
    ])
    expect(counts.map(({ device, list, kept, gone }) => [device, list, kept, gone]).sort(byText)).toEqual([
      ['10.1.1.10', 'discovery_seen', 1, 0],
      ['10.1.2.20', 'logon_seen', 2, 0],
      ['10.1.2.20', 'state_seen', 2, 0],
      ['10.1.2.20', 'transfer_seen', 2, 0],
      ['10.1.2.20', 'value_seen', 1, 0],
    ])
  })

  test('a device keeps its newest rows up to the cap; the oldest go and are counted, whatever the cuts', async () => {
    const most = MOST_OF_A_DEVICE.discovery_seen
    const asking = (seq: number, from: number, count: number): ObservationBatch => {
      const batch = batchOf(seq, PLAN)
      const [one] = batch.discoveries!
      const ask = (at: number) => ({
        ...one!,
        method: `question ${at}`,
        firstAt: micros(BEGIN + at),
        lastAt: micros(BEGIN + at),
      })
      return { ...batch, discoveries: Array.from({ length: count }, (_, at) => ask(from + at)) }
    }
    const [whole, pieces] = [await newCapture(), await newCapture()]
    await newIngest().storeBatches(whole.id, [asking(0, 0, most + 30)])
    await newIngest().storeBatches(pieces.id, [asking(0, 20, most), asking(1, 0, 20), asking(2, most + 20, 10)])
    for (const { site } of [whole, pieces]) {
      const { discoveries, counts } = await rowsOf(site)
      const kept = discoveries.map(({ method }) => Number(method.split(' ')[1]))
      expect([kept.length, Math.min(...kept), Math.max(...kept)]).toEqual([most, 30, most + 29])
      expect(counts.find(({ list }) => list === 'discovery_seen')).toMatchObject({ kept: most, gone: 30 })
    }
  })

  test("a fact's id is the hash of its content: the same one twice is one, another content another", async () => {
    const { site } = await newCapture()
    const fact = { kind: 'coverage', site, domains: ['ot'], observedAt: BEGIN, body: { packets: 1 } } as const
    const ids = await store.transaction(CELL_SERVICE, async (tx) => {
      await appendFacts(tx, [fact])
      await appendFacts(tx, [{ ...fact, observedAt: micros(BEGIN + 5) }])
      await appendFacts(tx, [
        { ...fact, body: { packets: 2 } },
        { ...fact, domains: ['it'] },
      ])
      return (await listFacts(tx, 0, 1_000_000)).facts.filter((one) => one.site === site).map((one) => one.id)
    })
    expect(new Set(ids).size).toBe(3)
    expect(ids.length).toBe(3)
    expect(ids[0]).toMatch(/^[0-9a-f]{64}$/)
  })

  test('a newer zone model judges what is stored, once, and tells the hub', async () => {
    const { id, site } = await newCapture()
    const ingest = newIngest()
    await ingest.storeBatches(id, [batchOf(0, { ...PLAN, codes: [16] })])
    expect((await rowsOf(site)).conversations.map(({ verdict }) => verdict)).toEqual([null, null])
    judge.take(site, zoneModel(1, [3]))
    await ingest.rejudge(site, 1)
    judge.take(site, zoneModel(2, [3, 16]))
    await ingest.rejudge(site, 2)
    const before = await rowsOf(site)
    await ingest.rejudge(site, 2)
    const after = await rowsOf(site)
    expect(after).toEqual(before)
    expect(after.conversations.map(({ verdict }) => verdict)).toEqual(['allowed', 'allowed'])
    const told = after.facts
      .filter(({ kind }) => kind === 'conversations')
      .map(({ body }) => ConversationsFact.parse(body).conversations[0]!.verdict?.verdict)
    expect(told).toEqual([undefined, 'not-allowed', 'allowed'])
  })

  test('a row with a character that the store cannot keep is refused, and nothing of its batch is stored', async () => {
    const { id, site } = await newCapture()
    const batch = batchOf(0, PLAN)
    for (const value of ['FILLER\u0000', 'FILLER\ud800']) {
      const odd: ObservationBatch = { ...batch, claims: [{ ...batch.claims[0]!, value }] }
      await expect(newIngest().storeBatches(id, [odd])).rejects.toMatchObject({ code: 'invalid-request' })
    }
    expect((await rowsOf(site)).batches).toEqual([])
  })

  test('batches cut at any point, with a restart between, give the same rows and facts as in one piece', async () => {
    const plan = fc.record({
      packets: fc.integer({ min: 1, max: 20 }),
      hosts: fc.integer({ min: 0, max: 3 }),
      codes: fc.uniqueArray(fc.constantFrom(1, 3, 4, 16), { maxLength: 4 }),
      isAnswered: fc.boolean(),
      atS: fc.integer({ min: 0, max: 5 }),
    })
    const list = fc.array(plan, { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(list, fc.array(fc.nat(4), { maxLength: 3 }), fc.nat(2), async (plans, cuts, again) => {
        const batches = plans.map((one, seq) => batchOf(seq, one, seq === plans.length - 1))
        const [whole, pieces] = [await newCapture(), await newCapture()]
        for (const { site } of [whole, pieces]) judge.take(site, zoneModel(1, [3]))
        await newIngest().storeBatches(whole.id, batches)
        let reached = 0
        for (const cut of [...cuts, batches.length].sort((a, b) => a - b)) {
          // After a restart the sender does not know what was stored: it sends some of it again.
          const piece = batches.slice(Math.max(0, reached - again), cut)
          if (piece.length > 0) await newIngest().storeBatches(pieces.id, piece)
          reached = Math.max(reached, Math.min(cut, batches.length))
        }
        expect(await contentOf(pieces.site)).toEqual(await contentOf(whole.site))
      }),
      { numRuns: 40, seed: 7 },
    )
  })
})

function byText(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1
}
