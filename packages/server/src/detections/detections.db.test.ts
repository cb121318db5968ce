// Findings raised in a real store: what they are grouped by, what a repeat changes, and what leaves the cell.
import type { Finding } from '@penstock/model/detections'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { type Fact, listFacts, Signal } from '@penstock/server/facts'
import { CELL_SERVICE, HUB_SERVICE } from '@penstock/server/runtime'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Detections, type Raised, storeHeadline } from './index.ts'

const AT = micros(1_790_000_000_000_000)
const MINUTE = 60_000_000

function finding(given: Partial<Finding> = {}): Finding {
  return {
    kind: 'sigma',
    rule: 'r-write',
    ruleVersion: '1',
    title: 'Write to a controller',
    level: 'high',
    techniques: ['T0831'],
    site: 'works',
    at: AT,
    subject: { sourceIp: '10.1.0.5', sourceHost: 'EWS-1', destinationIp: '10.1.1.9', user: 'maier' },
    evidence: [{ kind: 'event', source: 'tok', batch: 'b1', line: 1, nth: 0 }],
    values: { register: 7 },
    ...given,
  }
}

const later = (minutes: number): EpochMicros => micros(AT + minutes * MINUTE)
const of = (line: number): Finding['evidence'] => [{ kind: 'event', source: 'tok', batch: 'b1', line, nth: 0 }]

describe.each(ENGINES)('detections on $name', (engine) => {
  let cell: OpenEngine<'monitoring'>
  let core: OpenEngine<'core'>
  let detections: Detections
  let raised: Raised[]
  beforeAll(async () => {
    if (engine.missing !== null) return
    core = await engine.open('core')
  })
  beforeEach(async ({ skip }) => {
    skip(engine.missing !== null, engine.missing ?? '')
    await cell?.[Symbol.asyncDispose]()
    cell = await engine.open('monitoring')
    raised = []
    detections = new Detections({ domain: 'ot', onFacts: new Signal() })
    detections.onRaised.listen((some) => raised.push(...some))
  })
  afterAll(async () => {
    await cell?.[Symbol.asyncDispose]()
    await core?.[Symbol.asyncDispose]()
  })

  async function raise(findings: readonly Finding[], at = AT): Promise<void> {
    await cell.store.transaction(CELL_SERVICE, (tx) => detections.raise(tx, findings, at))
  }

  async function rows() {
    return await cell.store.transaction(CELL_SERVICE, (tx) =>
      tx.selectFrom('detection').selectAll().orderBy('raised_at').orderBy('rule').orderBy('subject_key').execute(),
    )
  }

  async function facts(): Promise<readonly Fact[]> {
    return (await cell.store.transaction(CELL_SERVICE, (tx) => listFacts(tx, 0, 100))).facts
  }

  test('findings of one rule about one subject are one detection with their number and span', async () => {
    await raise([finding(), finding({ at: later(5), evidence: of(2) })])
    await raise([finding({ at: later(-5), evidence: of(3), level: 'critical', ruleVersion: '2' })], later(10))
    await raise([finding({ subject: { sourceIp: '10.1.0.6' } }), finding({ rule: 'r-read' })])
    const all = await rows()
    expect(all.map(({ rule, count }) => `${rule} ${count}`).sort()).toEqual(['r-read 1', 'r-write 1', 'r-write 3'])
    expect(all.find(({ count }) => count === 3)).toMatchObject({
      ...{ count: 3, first_at: later(-5), last_at: later(5), level: 'critical', rule_version: '2', state: 'new' },
      evidence: [...of(1), ...of(2), ...of(3)],
      values: { register: 7 },
    })
    expect(raised).toHaveLength(3)
  })

  test('what is raised again changes nothing, in one call and in a later one', async () => {
    await raise([finding(), finding()])
    const before = [await rows(), await facts()]
    await raise([finding()], later(60))
    expect([await rows(), await facts()]).toEqual(before)
    expect(raised).toHaveLength(1)
  })

  test('a transaction that fails leaves nothing and tells nobody; the repeat raises it once', async () => {
    const failed = cell.store.transaction(CELL_SERVICE, async (tx) => {
      await detections.raise(tx, [finding()], AT)
      throw new Error('killed')
    })
    await expect(failed).rejects.toThrow('killed')
    expect([await rows(), raised]).toEqual([[], []])
    await raise([finding()])
    expect([(await rows()).map(({ count }) => count), raised.length]).toEqual([[1], 1])
  })

  test('what is found after it was closed is a new detection', async () => {
    await raise([finding()])
    await cell.store.transaction(CELL_SERVICE, (tx) =>
      tx.updateTable('detection').set({ state: 'closed', verdict: 'benign', version: 2 }).execute(),
    )
    await raise([finding(), finding({ at: later(1), evidence: of(2) })], later(2))
    expect((await rows()).map(({ state, count }) => [state, count])).toEqual([
      ['closed', 1],
      ['new', 1],
    ])
  })

  test('twenty pieces of evidence are kept, and every finding is counted', async () => {
    await raise(Array.from({ length: 3000 }, (_, n) => finding({ at: later(n), evidence: of(n) })))
    const [row] = await rows()
    expect([row?.count, row?.evidence.length, row?.last_at]).toEqual([3000, 20, later(2999)])
  })

  test('what the wire says is kept as far as a store can keep it', async () => {
    const hostile = `\u0000\ud800${'x'.repeat(5000)}'; drop table detection; --`
    await raise([
      finding({ title: hostile, subject: { sourceHost: hostile, user: '\u0000' }, values: { [hostile]: hostile } }),
    ])
    const [row] = await rows()
    expect(row?.subject.user).toBe('\ufffd')
    expect(row?.title).toHaveLength(501)
  })

  test('a headline has addresses and a quarter of an hour, but no name, user, value or instant of the event', async () => {
    await raise([finding({ at: later(1) })], later(3))
    const [fact] = await facts()
    expect(fact).toMatchObject({ kind: 'detection', site: 'works', domains: ['ot'], observedAt: later(3) })
    expect(fact?.body).toEqual({
      id: (await rows())[0]?.id,
      ...{ kind: 'sigma', rule: 'r-write', level: 'high', techniques: ['T0831'] },
      addresses: ['10.1.0.5', '10.1.1.9'],
      bucket: Math.floor(later(1) / 900_000_000) * 900_000_000,
      ...{ state: 'new', verdict: null, version: 1 },
    })
    const text = JSON.stringify(fact)
    for (const secret of ['EWS-1', 'maier', 'register', 'Write to', String(later(1))])
      expect(text).not.toContain(secret)
  })

  test('the hub keeps the newest headline, shows it to its own domain, and to nobody else', async () => {
    await raise([finding()])
    const [fact] = await facts()
    const body = fact?.body as { id: string }
    const told = (change: object, at: EpochMicros): Fact => ({ ...fact!, observedAt: at, body: { ...body, ...change } })
    await core.store.transaction(HUB_SERVICE, async (tx) => {
      await storeHeadline(tx, 'ot', fact!, later(1))
      await storeHeadline(tx, 'ot', told({ state: 'acknowledged', version: 2 }, later(4)), later(4))
      await storeHeadline(tx, 'ot', told({ state: 'closed', verdict: 'benign', version: 3 }, later(9)), later(9))
      // Late, and from the cell that did not find it.
      await storeHeadline(tx, 'ot', fact!, later(10))
      await storeHeadline(tx, 'it', told({ state: 'new', version: 9 }, later(11)), later(11))
    })
    const seenBy = (role: 'core_it' | 'core_ot' | 'core_both' | 'core_shared') =>
      core.store.transaction({ role, sites: ['works'], clearance: 3 }, (tx) =>
        tx.selectFrom('detection_headline').selectAll().execute(),
      )
    expect(await seenBy('core_ot')).toMatchObject([
      {
        ...{ id: body.id, cell: 'ot', state: 'closed', verdict: 'benign', version: 3 },
        ...{ raised_at: AT, acknowledged_at: later(4), closed_at: later(9) },
      },
    ])
    expect(await seenBy('core_both')).toHaveLength(1)
    expect(await seenBy('core_it')).toEqual([])
    await expect(seenBy('core_shared')).rejects.toThrow('permission denied')
  })
})
