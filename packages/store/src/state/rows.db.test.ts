import { isoOfMicros, micros } from '@penstock/model/kernel'
import { manyRows, type Scope, type Store, spanOfText, spanText } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const HUB: Scope = { role: 'core_service', sites: '*', clearance: 3 }
const AT = micros(1_790_834_400_123_456)

describe.each(ENGINES)('many rows in one statement on $name', (engine) => {
  let open: OpenEngine<'core'>
  let store: Store<CoreTables>
  beforeAll(async () => {
    if (engine.missing !== null) return
    open = await engine.open('core')
    store = open.store
  })
  afterAll(() => open?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(engine.missing !== null, engine.missing ?? ''))

  test('each value comes back as it went in: instants exact, open ranges, lists, documents and nulls', async () => {
    const rows = ['one', 'two'].map((name, at) => ({
      id: `00000000-0000-7000-8000-00000000000${at}`,
      site: 'default',
      reference: `AST-${name}`,
      anchor: name,
      declared_id: null,
      status: 'declared',
      name: at === 0 ? `"quoted", 'so' \\ {and} ${name}` : null,
      purdue_level: 3.5,
      macs: [],
      ips: ['10.0.0.1', 'a,"b"'],
      first_at: isoOfMicros(AT),
      unknowns: at,
      conflicts: 0,
      body: { list: [1, null, 'x'], nothing: null },
      version: 1,
      learned_at: isoOfMicros(AT),
      care: {},
    }))
    const field = {
      asset_id: rows[0]!.id,
      site: 'default',
      field: 'name',
      value: null,
      basis: 'unknown',
      source: {},
      held: spanText({ from: AT, to: null }),
      learned: spanText({ from: micros(AT - 1), to: AT }),
    }
    await store.transaction(HUB, async (tx) => {
      const assets = manyRows('asset', rows)
      await tx.insertInto('asset').columns(assets.columns).expression(assets.query).execute()
      const fields = manyRows('asset_field', [field, { ...field, field: 'zone', value: 'Z-1' }])
      await tx.insertInto('asset_field').columns(fields.columns).expression(fields.query).execute()
      const stored = await tx.selectFrom('asset').selectAll().orderBy('id').execute()
      expect(stored).toMatchObject(rows.map((row) => ({ ...row, first_at: AT, learned_at: AT })))
      const kept = await tx.selectFrom('asset_field').selectAll().orderBy('field').execute()
      expect(kept.map(({ value }) => value)).toEqual([null, 'Z-1'])
      expect(kept.map(({ held }) => spanOfText(held))[0]).toEqual({ from: AT, to: null })
      expect(kept.map(({ learned }) => spanOfText(learned))[0]).toEqual({ from: AT - 1, to: AT })
    })
  })
})
