// The cell's lists give what its tables hold: totals from counters, pages by cursor, either end of an address; and from an index.
import { idOfUuid } from '@penstock/model/kernel'
import { permissionsOfRoles } from '@penstock/model/operating-model'
import type { Caller } from '@penstock/server/http'
import { type Captures, Lists } from '@penstock/server/observations'
import { CELL_SERVICE } from '@penstock/server/runtime'
import { ENGINES, type OpenEngine, plansOf } from '@penstock/testkit/stores'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findProven, listRows } from './lists.ts'

const ADDRESSES = ['10.0.0.1', '10.0.0.2', '00:00:00:00:00:0a'] as const
const row = fc.record({
  site: fc.constantFrom('alpha', 'beta'),
  kind: fc.constantFrom('write' as const, 'mode' as const),
  ip: fc.constantFrom(null, ADDRESSES[0], ADDRESSES[1]),
  mac: fc.constantFrom(null, ADDRESSES[2]),
  at: fc.integer({ min: 0, max: 5 }),
})
const asked = fc.record(
  { address: fc.constantFrom(...ADDRESSES), kind: fc.constantFrom('write' as const, 'mode' as const) },
  { requiredKeys: [] },
)

function caller(sites: Caller['sites']): Caller {
  const roles = ['ot-analyst'] as const
  const subject = 'acc_00000000000000000000000001'
  const permissions = permissionsOfRoles(roles)
  return { kind: 'person', subject, name: 'analyst', roles, permissions, domain: 'ot', sites, policyVersion: 1 }
}

describe.each(ENGINES)('on $name', (engine) => {
  const { missing } = engine
  let opened: OpenEngine<'monitoring'>
  let made = 0
  beforeAll(async () => {
    if (missing !== null) return
    opened = await engine.open('monitoring')
    await opened.store.transaction(CELL_SERVICE, (tx) =>
      sql`insert into capture (id, site, name, sensor, created_by, created_at)
        values ('019a0000-0000-7000-8000-000000000001', 'alpha', 'x.pcap', 's', 'a', now())`.execute(tx),
    )
  })
  afterAll(() => opened?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

  type Row = typeof row extends fc.Arbitrary<infer T> ? T : never
  const store = (rows: readonly Row[]) =>
    opened.store.transaction(CELL_SERVICE, async (tx) => {
      const proof = `{"captureId": "019a0000-0000-7000-8000-000000000001", "frame": 1, "offset": 0, "length": 60}`
      for (const one of rows) {
        const at = `2026-11-20 10:00:0${one.at}+00`
        const id = `019a0000-0000-7000-8000-${String(++made).padStart(12, '0')}`
        await sql`insert into conversation (id, site, client_ip, server_mac, transport, sides_from, is_answered, vlans, packets, bytes,
            first_at, last_at, functions, proof)
          values (${id}, ${one.site}, ${one.ip}, ${one.mac}, 'tcp', 'content', true, '{}', 1, 60, ${at}, ${at}, '[]', ${proof})`.execute(
          tx,
        )
        await sql`update conversation set packets = packets + 1 where id = ${id}`.execute(tx)
        await sql`insert into operation (id, site, capture_id, at, protocol, kind, code, name, client_mac, server_ip, body, count, proof)
          values (${id}, ${one.site}, '019a0000-0000-7000-8000-000000000001', ${at}, 'p', ${one.kind}, '5', 'n', ${one.mac}, ${one.ip},
            '{}', 1, ${proof})`.execute(tx)
      }
    })

  test('[O02] after any writes pages and totals are those of the rows', async () => {
    const held: Row[] = []
    const lists = new Lists(opened.store, {} as Captures)
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 6 }),
        asked,
        fc.constantFrom('*' as const, ['beta']),
        async (rows, filter, sites) => {
          await store(rows)
          held.push(...rows)
          const { address, kind } = filter
          const seen = held.filter((one) => sites === '*' || sites.includes(one.site))
          const near = seen.filter((one) => address === undefined || one.ip === address || one.mac === address)
          const meant = near.filter((one) => kind === undefined || one.kind === kind)
          const who = caller(sites as never)
          const conversations = await readAll((cursor) => lists.conversations(who, { limit: 3, cursor, address }))
          const operations = await readAll((cursor) => lists.operations(who, { limit: 3, cursor, address, kind }))
          expect([conversations.total, new Set(conversations.ids).size]).toEqual([near.length, near.length])
          expect([operations.total, new Set(operations.ids).size]).toEqual([meant.length, meant.length])
          expect(conversations.ats).toEqual(conversations.ats.toSorted().reverse())
        },
      ),
      { numRuns: 25 },
    )
    expect(held.length).toBeGreaterThan(20)
  })

  test('neither list is read through to find a page', async () => {
    const plan = (query: string) =>
      opened.store.transaction({ role: 'monitoring_read', sites: '*', clearance: 0 }, async (tx) => {
        await sql`set local enable_seqscan = off`.execute(tx)
        const { rows } = await sql.raw<Record<string, string>>(`explain ${query}`).execute(tx)
        return rows.map((line) => line['QUERY PLAN']).join('\n')
      })
    expect(await plan('select * from conversation order by last_at desc, id limit 3')).toMatch(/conversation_latest/)
    expect(await plan(`select * from operation where kind = 'mode' order by at desc, id limit 3`)).toMatch(
      /operation_kind/,
    )
    // Each end in its order: with the order of the whole list a quiet address is looked for from its beginning to its end.
    for (const [list, column] of [
      ['conversation', 'last_at'],
      ['operation', 'at'],
    ] as const) {
      const keyset = {
        sort: `-${column}`,
        column,
        kind: 'instant',
        isAlwaysKnown: true,
        limit: 3,
        after: null,
      } as const
      for (const [address, kind] of [
        ['10.0.0.1', 'ip'],
        ['00:00:00:00:00:0a', 'mac'],
      ] as const) {
        const scope = { role: 'monitoring_read', sites: '*', clearance: 0 } as const
        const [text = ''] = await opened.store.transaction(scope, (tx) =>
          plansOf(tx, (explained) => listRows(explained, list, keyset, { address })),
        )
        for (const end of ['client', 'server']) expect(text).toContain(`Index Scan using ${list}_${end}_${kind}`)
        expect(text).not.toMatch(/Bitmap|Seq Scan/)
      }
    }
  })

  test('the row that a packet proves is found by its place, and the packet opens for those who may read the row alone', async () => {
    const captureId = '019a0000-0000-7000-8000-000000000001'
    const lists = new Lists(opened.store, { frameBytes: async () => Buffer.from('00ff', 'hex') } as unknown as Captures)
    const [conversation, operation, anomaly, claim, binding] = [71, 72, 73, 74, 75].map((frame) => ({
      frame,
      offset: 24,
      length: 60,
    }))
    const proof = (place: object | undefined) => JSON.stringify({ ...place, captureId, captureName: 'x.pcap', at: 1 })
    await opened.store.transaction(CELL_SERVICE, async (tx) => {
      await sql`insert into conversation (id, site, transport, sides_from, is_answered, vlans, packets, bytes, first_at, last_at,
          functions, proof)
        values (gen_random_uuid(), 'alpha', 'tcp', 'content', true, '{}', 1, 60, now(), now(), '[]', ${proof(conversation)})`.execute(
        tx,
      )
      await sql`insert into operation (id, site, capture_id, at, protocol, kind, code, name, body, count, proof)
        values (gen_random_uuid(), 'alpha', ${captureId}, now(), 'p', 'write', '5', 'n', '{}', 1, ${proof(operation)})`.execute(
        tx,
      )
      await sql`insert into anomaly (id, site, capture_id, kind, count, detail, first_at, proof)
        values (gen_random_uuid(), 'alpha', ${captureId}, 'k', 1, 'd', now(), ${proof(anomaly)})`.execute(tx)
      await sql`insert into claim (site, mac, ip, field, value, protocol, method, basis, first_at, last_at, proof)
        values ('alpha', '', '10.0.0.7', 'name', 'PLC', 'zeek', 'dhcp.log', 'observed', now(), now(), ${proof(claim)})`.execute(
        tx,
      )
      await sql`insert into binding (site, mac, ip, vlan, ground, protocol, packets, first_at, last_at, proof)
        values ('alpha', '00:00:00:00:00:07', '10.0.0.7', -1, 'arp-own', 'arp', 1, now(), now(), ${proof(binding)})`.execute(
        tx,
      )
    })
    const id = idOfUuid('cap', captureId)
    for (const place of [conversation!, operation!, anomaly!, claim!, binding!]) {
      await expect(lists.frame(caller(['alpha'] as never), id, place)).resolves.toMatchObject({ hex: '00ff' })
      for (const [sites, other] of [
        [['beta'], place],
        ['*', { ...place, offset: 25 }],
        ['*', { ...place, frame: 99 }],
      ] as const)
        await expect(lists.frame(caller(sites as never), id, other)).rejects.toMatchObject({ code: 'not-found' })
    }
    const plans = await opened.store.transaction(CELL_SERVICE, (tx) =>
      plansOf(tx, (explained) => findProven(explained, { captureId, ...conversation! })),
    )
    const events = ['transfer_seen', 'logon_seen', 'discovery_seen', 'state_seen', 'value_seen', 'baseline_deviation']
    const tables = ['conversation', 'operation', 'anomaly', ...events, 'claim', 'binding']
    expect(plans).toHaveLength(tables.length)
    for (const [at, table] of tables.entries()) {
      expect(plans[at]).not.toMatch(/Seq Scan/)
      expect(plans[at]).toContain(`${table}_frame`)
    }
  })
})

async function readAll(
  page: (cursor: string | undefined) => Promise<{
    readonly items: readonly { readonly id: string; readonly lastAt?: string; readonly at?: string }[]
    readonly total: number
    readonly nextCursor: string | null
  }>,
) {
  const ids: string[] = []
  const ats: string[] = []
  let cursor: string | undefined
  for (;;) {
    const { items, total, nextCursor } = await page(cursor)
    ids.push(...items.map(({ id }) => id))
    ats.push(...items.map((item) => item.lastAt ?? item.at ?? ''))
    if (nextCursor === null) return { ids, ats, total }
    cursor = nextCursor
  }
}
