import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { ConversationFact } from '@penstock/server/facts'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { storeConversations } from '@penstock/server/zones'
import { type Span, spanOfText } from '@penstock/store/state'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const ID = '019a0000-0000-7000-8000-000000000001'
const SEEN = micros(1_790_000_000_000_000)
const day = (n: number): EpochMicros => micros(SEEN + n * 86_400_000_000)

function conversation(
  verdict: 'allowed' | 'not-allowed' | null,
  change: Partial<ConversationFact> = {},
): ConversationFact {
  return {
    id: ID,
    client: { mac: null, ip: '10.20.10.5' },
    server: { mac: null, ip: '10.20.5.9' },
    protocol: 'modbus-tcp',
    portGuess: null,
    transport: 'tcp',
    serverPort: 502,
    sidesFrom: 'content',
    isAnswered: true,
    vlans: [],
    packets: 10,
    bytes: 900,
    functionKinds: [],
    firstAt: SEEN,
    lastAt: day(1),
    proof: { captureId: 'x', captureName: 'x.pcap', file: 0, frame: 1, offset: 40, length: 60, at: SEEN },
    verdict:
      verdict === null
        ? null
        : {
            verdict,
            conduit: null,
            rule: 'zones.no-conduit',
            basis: 'observed',
            facts: [],
            clientZone: 'A',
            serverZone: 'B',
            zoneModelVersion: 1,
          },
    ...change,
  }
}

describe.each(ENGINES)('$name', (engine) => {
  let open: OpenEngine<'core'>
  beforeAll(async () => {
    if (engine.missing === null) open = await engine.open('core')
  }, 60_000)
  afterAll(() => open?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(engine.missing !== null, engine.missing ?? ''))

  async function tell(
    cell: 'it' | 'ot',
    learnedAt: EpochMicros,
    facts: readonly ConversationFact[],
    observedAt = day(1),
  ) {
    const told = { cell, site: 'default', domains: [cell], observedAt, learnedAt }
    await open.store.transaction(HUB_SERVICE, (tx) => storeConversations(tx, told, facts))
  }

  async function history(id = ID): Promise<{ verdict: string; held: Span; learned: Span }[]> {
    const rows = await open.store.transaction(HUB_SERVICE, (tx) =>
      tx
        .selectFrom('conversation_verdict')
        .select(['verdict', 'held', 'learned'])
        .where('conversation_id', '=', id)
        .orderBy('learned')
        .execute(),
    )
    return rows.map(({ verdict, held, learned }) => ({ verdict, held: span(held), learned: span(learned) }))
  }

  test('a capture of last week holds last week and is learned today; a verdict that stays adds no row', async () => {
    await tell('ot', day(7), [conversation('allowed')])
    await tell('ot', day(8), [conversation('allowed', { packets: 20 })])
    expect(await history()).toEqual([
      { verdict: 'allowed', held: { from: SEEN, to: null }, learned: { from: day(7), to: null } },
    ])
  })

  test('a verdict that moves closes the one before it, in both times', async () => {
    await tell('ot', day(9), [conversation('not-allowed')], day(2))
    expect(await history()).toEqual([
      { verdict: 'allowed', held: { from: SEEN, to: day(2) }, learned: { from: day(7), to: day(9) } },
      { verdict: 'not-allowed', held: { from: day(2), to: null }, learned: { from: day(9), to: null } },
    ])
  })

  test('of two verdicts of one instant the later one stays', async () => {
    const id = '019a0000-0000-7000-8000-000000000002'
    await tell('ot', day(9), [conversation('allowed', { id })])
    await tell('ot', day(9), [conversation('not-allowed', { id })])
    expect((await history(id)).map(({ verdict }) => verdict)).toEqual(['not-allowed'])
  })

  test('a new kind of function closes what was known before; counters alone add no row', async () => {
    const id = '019a0000-0000-7000-8000-000000000004'
    const kinds = (...given: readonly ('read' | 'write')[]) => given.map((kind) => ({ kind, count: given.length }))
    await tell('ot', day(7), [conversation('allowed', { id, functionKinds: kinds('read') })])
    await tell('ot', day(8), [
      conversation('allowed', { id, functionKinds: kinds('read'), packets: 20, lastAt: day(8) }),
    ])
    await tell('ot', day(9), [conversation('allowed', { id, functionKinds: kinds('write', 'read') })], day(2))
    const states = await open.store.transaction(HUB_SERVICE, (tx) =>
      tx
        .selectFrom('conversation_state')
        .select(['kinds', 'is_answered', 'client_zone', 'held', 'learned'])
        .where('conversation_id', '=', id)
        .orderBy('learned')
        .execute(),
    )
    const same = { is_answered: true, client_zone: 'A' }
    expect(states.map(({ held, learned, ...row }) => ({ ...row, held: span(held), learned: span(learned) }))).toEqual([
      { ...same, kinds: ['read'], held: { from: SEEN, to: day(2) }, learned: { from: day(7), to: day(9) } },
      { ...same, kinds: ['read', 'write'], held: { from: day(2), to: null }, learned: { from: day(9), to: null } },
    ])
    const row = await open.store.transaction(HUB_SERVICE, (tx) =>
      tx.selectFrom('conversation').select(['known_at', 'kinds']).where('id', '=', id).executeTakeFirst(),
    )
    expect(row).toEqual({ known_at: day(7), kinds: ['read', 'write'] })
  })

  test('the counters are what counting would give, after new rows, moved verdicts and grown counts', async () => {
    const counted = await open.store.transaction(HUB_SERVICE, (tx) =>
      tx
        .selectFrom('conversation_count')
        .select(['cell', 'verdict', 'conversations', 'packets', 'bytes'])
        .where('conversations', '<>', 0)
        .execute(),
    )
    const rows = await open.store.transaction(HUB_SERVICE, (tx) =>
      tx.selectFrom('conversation').select(['cell', 'verdict', 'packets', 'bytes']).execute(),
    )
    expect(counted.length).toBeGreaterThan(1)
    for (const verdict of ['allowed', 'not-allowed']) {
      const of = rows.filter((row) => row.verdict === verdict)
      const sums = counted.filter((row) => row.verdict === verdict)
      const sum = (pick: (row: (typeof sums)[number]) => number) => sums.reduce((all, row) => all + pick(row), 0)
      expect([verdict, sum((row) => row.conversations), sum((row) => row.packets), sum((row) => row.bytes)]).toEqual([
        verdict,
        of.length,
        of.reduce((all, row) => all + row.packets, 0),
        of.reduce((all, row) => all + row.bytes, 0),
      ])
    }
  })

  test('what one cell told, another cannot change', async () => {
    await tell('it', day(10), [conversation('allowed', { packets: 9999 })])
    const row = await open.store.transaction(HUB_SERVICE, (tx) =>
      tx.selectFrom('conversation').select(['cell', 'packets', 'verdict']).where('id', '=', ID).executeTakeFirst(),
    )
    expect(row).toEqual({ cell: 'ot', packets: 10, verdict: 'not-allowed' })
    expect(await history()).toHaveLength(2)
  })

  test('a conversation that stands twice in one fact is stored once, as told last', async () => {
    const id = '019a0000-0000-7000-8000-000000000003'
    await tell('ot', day(9), [conversation('allowed', { id }), conversation('not-allowed', { id })])
    expect((await history(id)).map(({ verdict }) => verdict)).toEqual(['not-allowed'])
  })
})

function span(value: unknown): Span {
  return typeof value === 'string' ? spanOfText(value) : (value as Span)
}
