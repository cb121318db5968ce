// Which sites a transaction is shown: the policies' own function against the setting read aloud.
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const cases = ENGINES.flatMap((engine) =>
  (['core', 'monitoring'] as const).map((schema) => ({ engine, schema, name: `${schema} on ${engine.name}` })),
)
const SITES = ['alpha', 'beta', 'alphabet', '*', '']

describe.each(cases)('$name', ({ engine, schema }) => {
  const { missing } = engine
  let opened: OpenEngine<'core' | 'monitoring'>
  beforeAll(async () => {
    if (missing === null) opened = await engine.open<'core' | 'monitoring'>(schema)
  })
  afterAll(() => opened?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

  test.each(['*', '', 'alpha', 'alpha,beta', 'beta,alpha', '*,alpha', 'alphabet', ',', ' alpha'])(
    '[E08] sites %j',
    async (setting) => {
      const role = schema === 'core' ? 'core_ot' : 'monitoring_read'
      const { rows } = await opened.store.transaction({ role, sites: [], clearance: 0 }, async (tx) => {
        await sql.raw(`set local app.sites = '${setting}'`).execute(tx)
        return await sql<{ site: string | null; granted: boolean | null }>`
          select site, ${sql.raw(schema)}.site_is_granted(site) as granted from unnest(${[...SITES, null]}::text[]) site`.execute(
          tx,
        )
      })
      const granted = (site: string | null) =>
        setting === '*' || (site !== null && setting !== '' && setting.split(',').includes(site))
      for (const { site, granted: is } of rows) expect(is ?? false, String(site)).toBe(granted(site))
      expect(rows).toHaveLength(SITES.length + 1)
    },
  )
})
