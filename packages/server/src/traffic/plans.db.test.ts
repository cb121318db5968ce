// Filters that name something are answered from an index under a person's own label: row-level security lets only leak-proof
// operators there, and a careless one reads every row of a large estate.
import type { ConversationFilter } from '@penstock/contract/traffic'
import { keysetOf } from '@penstock/server/http'
import { HUB_SERVICE } from '@penstock/server/runtime'
import type { Scope } from '@penstock/store/state'
import { ENGINES, type OpenEngine, plansOf } from '@penstock/testkit/stores'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeConversations, NOW, tellAll } from './conversations.fixture.ts'
import {
  conditionsOf,
  eitherEnd,
  historyConditions,
  isByHistory,
  isJudged,
  isNamed,
  questionOf,
  type Tx,
  zonesOfNow,
} from './filter.ts'
import { countRows, findNamed, findThen, listPage } from './queries.ts'
import { countEnded, listZoneThen } from './zone-then.ts'

const SCOPE: Scope = { role: 'core_ot', sites: ['alpha', 'beta'], clearance: 0 }
const BY_LAST = { sort: '-lastAt', column: 'last_at', kind: 'instant', isAlwaysKnown: true } as const

describe.each(ENGINES)('on $name', (engine) => {
  const { missing } = engine
  let opened: OpenEngine<'core'>
  beforeAll(async () => {
    if (missing !== null) return
    opened = await engine.open('core')
    await tellAll(opened.store, makeConversations(160))
    await opened.store.transaction(HUB_SERVICE, async (tx) => {
      // With few keys a whole scan is as good as any.
      await sql`insert into asset (id, site, reference, anchor, status, name, macs, ips, unknowns, conflicts, body, learned_at)
        select gen_random_uuid(), 'alpha', 'REF-' || n, n, 'observed', 'valve ' || n, '{}', array['10.9.0.' || n], 0, 0, '{}', now()
        from generate_series(1, 2000) n`.execute(tx)
    })
    await opened.superuser.transaction(SCOPE, async (tx) => {
      await sql`set local role postgres`.execute(tx)
      await sql`analyze`.execute(tx)
    })
  })
  afterAll(() => opened?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

  const inScope = <T>(run: (tx: Tx) => Promise<T>) => opened.store.transaction(SCOPE, run)
  const plans = (filter: ConversationFilter) =>
    inScope(async (tx) => {
      const question = await questionOf(tx, filter)
      const conditions = conditionsOf(question, NOW)
      const keyset = keysetOf({ limit: 50 }, BY_LAST)
      return await plansOf(tx, async (explained) => {
        const reading = { asOf: filter.asOf, isFew: isNamed(filter), either: eitherEnd(question, NOW) }
        const counting = { asOf: filter.asOf, isJudged: isJudged(filter), upTo: 10 }
        if (filter.asOf !== undefined && isByHistory(filter))
          await findThen(explained, conditions, { ...counting, asOf: filter.asOf }, keyset)
        else if (isNamed(filter) && reading.either === null) await findNamed(explained, conditions, counting, keyset)
        else await listPage(explained, conditions, reading, keyset)
        await countRows(explained, conditions, counting)
      })
    })

  test.each([
    { filter: { text: '10.0.0.' }, reads: [/Index Cond: .*client_ip ~>=~/, /Index Cond: .*server_ip ~>=~/] },
    {
      filter: { asset: 'pump_1' },
      reads: [/Scan (on|using) conversation_client_latest/, /Scan (on|using) conversation_server_latest/],
    },
    { filter: { protocol: 's7' }, reads: [/conversation_protocol/] },
    { filter: { kind: 'program' }, reads: [/Scan (on|using) conversation_program/] },
    {
      filter: { asOf: NOW },
      reads: [/conversation_state_pkey/, /conversation_verdict_pkey/],
    },
    { filter: { kind: 'program', asOf: NOW }, reads: [/conversation_state_program/, /conversation_pkey/] },
    { filter: { zone: 'Z-1', asOf: NOW }, reads: [/conversation_state_client_zone/, /conversation_state_server_zone/] },
    { filter: { kind: 'control', site: 'alpha' }, reads: [/Scan (on|using) conversation_control/] },
  ] as const)('[O02] conversations by $filter', async ({ filter, reads }) => {
    const asked = await plans(filter)
    for (const plan of asked) expect(plan).not.toMatch(/Seq Scan/)
    for (const read of reads) expect(asked.join('\n')).toMatch(read)
  })

  test('a zone as of an instant is read in the order of time and by the states that ended', async () => {
    const filter = { zone: 'Z-1', asOf: NOW }
    const asked = await inScope(async (tx) => {
      const given = { asOf: NOW, conditions: conditionsOf(await questionOf(tx, filter), NOW) }
      const zone = { ...given, states: historyConditions(filter), now: zonesOfNow(filter) ?? [] }
      return await plansOf(tx, async (explained) => {
        await countEnded(explained, zone, 10)
        await listZoneThen(explained, zone, keysetOf({ limit: 50 }, BY_LAST))
      })
    })
    for (const plan of asked) expect(plan).not.toMatch(/Seq Scan/)
    // So few have ended that one index of them tells as much as both.
    for (const plan of asked) expect(plan).toMatch(/conversation_state_(client|server)_zone_ended/)
    expect(asked[1]).toMatch(/Scan (on|using) conversation_client_zone\b/)
    expect(asked[1]).toMatch(/Scan (on|using) conversation_server_zone\b/)
  })

  test('what people call an asset is looked up by its keys', async () => {
    for (const filter of [{ text: 'pump' }, { asset: 'P-2' }, { client: '10.0.0.3' }]) {
      const [lookUp = ''] = await inScope((tx) => plansOf(tx, (explained) => questionOf(explained, filter)))
      expect(lookUp).not.toMatch(/Seq Scan/)
      expect(lookUp).toMatch(/Index Cond: .*\bkey (=|\^@|>=)/)
    }
  })
})
