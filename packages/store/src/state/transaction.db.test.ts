import { isoOfMicros, micros } from '@penstock/model/kernel'
import { type Scope, type SqlRole, type Store, sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const HUB: Scope = { role: 'core_service', sites: '*', clearance: 3 }
const AT = micros(1_790_834_400_123_456)

describe.each(ENGINES)('a transaction on $name', (engine) => {
  let open: OpenEngine<'core'>
  let store: Store<CoreTables>
  beforeAll(async () => {
    if (engine.missing !== null) return
    open = await engine.open('core')
    store = open.store
    await store.transaction(HUB, async (tx) => {
      for (const row of FACTS)
        await tx
          .insertInto('fact')
          .values({
            ...{ id: Buffer.from(row.name), cell: 'ot', seq: row.seq, kind: 'test', body: JSON.stringify({}) },
            ...{ site: row.site, domains: [...row.domains], marking: row.marking },
            ...{ observed_at: isoOfMicros(AT), recorded_at: isoOfMicros(AT) },
          })
          .execute()
      for (const site of ['north', 'south'])
        await tx
          .insertInto('site')
          .values({ site, name: site, created_at: isoOfMicros(AT) })
          .execute()
    })
  })
  afterAll(() => open?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(engine.missing !== null, engine.missing ?? ''))

  test('each role sees the labelled rows of its domain, sites and clearance, and no other', async () => {
    let seen = 0
    for (const role of ['core_service', 'core_it', 'core_ot', 'core_both'] as const)
      for (const sites of ['*', ['north'], ['south'], ['north', 'south'], [], ['elsewhere']] as const)
        for (const clearance of [0, 1, 2, 3]) {
          const scope = { role, sites, clearance }
          const rows = await store.transaction(scope, (tx) => tx.selectFrom('fact').select('id').execute())
          const expected = FACTS.filter((row) => isVisible(row, scope)).map(({ name }) => name)
          expect(rows.map(({ id }) => Buffer.from(id).toString()).sort(), JSON.stringify(scope)).toEqual(
            expected.sort(),
          )
          seen += rows.length
        }
    expect(seen).toBeGreaterThan(100)
  })

  test('people without a domain see no labelled table at all', async () => {
    for (const table of ['fact', 'conversation', 'conversation_verdict'] as const)
      await expect(
        store.transaction({ role: 'core_shared', sites: '*', clearance: 3 }, (tx) =>
          tx.selectFrom(table).selectAll().execute(),
        ),
      ).rejects.toThrow(`permission denied for table ${table}`)
  })

  test('shared tables are cut by site for everybody but the service', async () => {
    const sitesOf = (scope: Scope) =>
      store.transaction(scope, (tx) => tx.selectFrom('site').select('site').orderBy('site').execute())
    for (const role of ['core_it', 'core_ot', 'core_both', 'core_shared'] as const) {
      expect(await sitesOf({ role, sites: ['south'], clearance: 0 })).toEqual([{ site: 'south' }])
      expect(await sitesOf({ role, sites: [], clearance: 3 })).toEqual([])
    }
    expect(await sitesOf({ ...HUB, sites: [] })).toHaveLength(2)
  })

  test('people read and do not write', async () => {
    for (const role of ['core_it', 'core_ot', 'core_both', 'core_shared'] as const)
      await expect(
        store.transaction({ role, sites: '*', clearance: 3 }, (tx) =>
          tx.updateTable('site').set({ name: 'x' }).execute(),
        ),
      ).rejects.toThrow('permission denied')
  })

  test('nothing of the scope is left after a transaction, whether it ended well or not', async () => {
    await store.transaction(HUB, (tx) => tx.selectFrom('site').selectAll().execute())
    await expect(store.transaction(HUB, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    const after = await store.transaction({ role: 'core_shared', sites: [], clearance: 0 }, async (tx) => {
      const { rows } = await sql<{ role: string; sites: string; clearance: string; path: string }>`
        select current_user as role, current_setting('app.sites') as sites, current_setting('app.clearance') as clearance,
          current_setting('search_path') as path`.execute(tx)
      return rows
    })
    expect(after).toEqual([{ role: 'core_shared', sites: '', clearance: '0', path: 'core' }])
  })

  test('a role that a transaction took for the session does not outlive it as a right of the next', async () => {
    await store.transaction(HUB, (tx) => sql`set role core_both`.execute(tx))
    const rows = await store.transaction({ role: 'core_it', sites: '*', clearance: 3 }, (tx) =>
      tx.selectFrom('fact').select('domains').execute(),
    )
    expect(rows.filter(({ domains }) => domains.includes('ot'))).toEqual([])
  })

  test('a transaction inside another of the same store is refused; one after it is not', async () => {
    const nested = store.transaction(HUB, () => store.transaction(HUB, () => Promise.resolve()))
    await expect(nested).rejects.toMatchObject({ code: 'store.nested-transaction' })
    let later: Promise<number> | undefined
    await store.transaction(HUB, () => {
      // Started inside, run when the transaction is over.
      later = new Promise((done) => setTimeout(done, 30)).then(() => store.transaction(HUB, () => Promise.resolve(1)))
      return Promise.resolve()
    })
    expect(await later).toBe(1)
  })

  test('transactions asked for at once do not see each other’s half', async () => {
    const count = (): Promise<number> =>
      store.transaction(HUB, async (tx) => (await tx.selectFrom('account').select('id').execute()).length)
    const add = (n: number): Promise<void> =>
      store.transaction(HUB, async (tx) => {
        for (const half of ['a', 'b'])
          await tx
            .insertInto('account')
            .values({ ...ACCOUNT, id: uuid(n, half), name: `${half}${n}`, created_at: sqlInstant(AT) })
            .execute()
      })
    const before = await count()
    const counts = await Promise.all(Array.from({ length: 20 }, (_, n) => add(n).then(count)))
    expect(counts.filter((n) => (n - before) % 2 !== 0)).toEqual([])
    expect(await count()).toBe(before + 40)
  })

  test.each<[string, Scope]>([
    ['a role of another schema', { ...HUB, role: 'monitoring_read' }],
    ['no role of ours', { ...HUB, role: 'postgres' as SqlRole }],
    ['SQL in place of a role', { ...HUB, role: 'core_it; reset role' as SqlRole }],
    ['SQL in place of a site', { ...HUB, sites: ["x'; reset role; --"] }],
    ['a star among sites', { ...HUB, sites: ['*'] }],
    ['two sites in one', { ...HUB, sites: ['north,south'] }],
    ['a clearance out of range', { ...HUB, clearance: 4 }],
    ['a clearance that is no whole number', { ...HUB, clearance: 0.5 }],
  ])('a scope with %s is refused', async (_name, scope) => {
    await expect(store.transaction(scope, () => Promise.resolve())).rejects.toMatchObject({ code: 'store.bad-scope' })
  })

  test('a query that fails undoes the whole use case', async () => {
    const failing = store.transaction(HUB, async (tx) => {
      await tx.updateTable('site').set({ name: 'changed' }).execute()
      await tx
        .insertInto('site')
        .values({ site: 'NOT A KEY', name: '', created_at: sqlInstant(AT) })
        .execute()
    })
    await expect(failing).rejects.toMatchObject({ code: '23514' })
    const names = await store.transaction(HUB, (tx) => tx.selectFrom('site').select('name').execute())
    expect(names.map(({ name }) => name).sort()).toEqual(['north', 'south'])
  })

  test('a healthy store says so', async () => {
    expect(await store.health()).toBe(true)
  })
})

const DOMAINS = [['it'], ['ot'], ['dmz'], ['it', 'dmz'], ['dmz', 'ot'], ['it', 'ot'], ['it', 'dmz', 'ot']] as const
const FACTS = DOMAINS.flatMap((domains) =>
  (['north', 'south'] as const).flatMap((site) =>
    [0, 1, 3].map((marking) => ({ domains, site, marking, name: `${domains.join('+')}/${site}/${marking}`, seq: 0 })),
  ),
).map((row, at) => ({ ...row, seq: at + 1 }))

/** Visible where the site is granted, the marking cleared, and the label is within the role's domains (the DMZ is both's). */
function isVisible(row: (typeof FACTS)[number], { role, sites, clearance }: Scope): boolean {
  if (role === 'core_service') return true
  const granted = { core_it: ['it', 'dmz'], core_ot: ['ot', 'dmz'], core_both: ['it', 'dmz', 'ot'] }[role as 'core_it']
  const inSites = sites === '*' || sites.includes(row.site)
  return inSites && row.marking <= clearance && row.domains.every((domain) => granted.includes(domain))
}

const ACCOUNT = {
  password_hash: null,
  totp_secret: null,
  totp_confirmed_at: null,
  roles: [],
  sites: [],
  state: 'active',
}

function uuid(n: number, half: string): string {
  return `00000000-0000-7000-8000-${half}${String(n).padStart(11, '0')}`
}
