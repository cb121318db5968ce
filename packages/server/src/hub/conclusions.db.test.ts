import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { permissionsOfRoles } from '@penstock/model/operating-model'
import type { ZoneModel } from '@penstock/model/zones'
import { PlantService } from '@penstock/server/plant'
import { HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { fakeClock } from '@penstock/testkit/clock'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Conclusions } from './conclusions.ts'

const SITE = 'default'
const clock = fakeClock()

describe.each(ENGINES)('conclusions on $name', (engine) => {
  let open: OpenEngine<'core'>
  let store: Store<CoreTables>
  beforeAll(async () => {
    if (engine.missing !== null) return
    open = await engine.open('core')
    store = open.store
    await load(loadWrenfieldWorksText())
  })
  afterAll(() => open?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(engine.missing !== null, engine.missing ?? ''))

  /** Imports a plant and concludes nothing. */
  async function load(text: string): Promise<void> {
    clock.advance(1_000_000)
    const plant = new PlantService({
      store,
      clock: () => clock.now(),
      scopeOf: () => HUB_SERVICE,
      onPlant: async () => true,
    })
    await plant.begin()
    const roles = ['ot-engineer'] as const
    const caller = {
      kind: 'person',
      subject: 'acc_1',
      name: 'x',
      roles,
      domain: 'ot',
      sites: '*',
      policyVersion: 1,
    } as const
    const how = { source: 'test', dryRun: false }
    await plant.importPlant(
      { ...caller, permissions: permissionsOfRoles(roles) },
      SITE,
      new TextEncoder().encode(text),
      how,
    )
  }

  async function stored() {
    return await store.transaction(HUB_SERVICE, async (tx) => ({
      assets: (await tx.selectFrom('asset').select('name').where('merged_into', 'is', null).execute()).map(
        (row) => row.name,
      ),
      models: (await tx.selectFrom('zone_model').select('version').execute()).length,
    }))
  }

  const DECLARED = (JSON.parse(loadWrenfieldWorksText()) as { assets: unknown[] }).assets.length

  function conclusionsOn(on: Store<CoreTables>): { conclusions: Conclusions; models: ZoneModel[] } {
    const models: ZoneModel[] = []
    const conclusions = new Conclusions({
      store: on,
      clock: () => clock.now(),
      onZoneModel: async (_site, model) => void models.push(model),
      onChange: () => {},
    })
    return { conclusions, models }
  }

  test('a site that is concluded by several at once is concluded as by one', async () => {
    const { conclusions, models } = conclusionsOn(store)
    conclusions.mark([SITE])
    await Promise.all(Array.from({ length: 6 }, () => conclusions.conclude(SITE)))
    await conclusions.stop()
    const { assets, models: kept } = await stored()
    expect(assets.length).toBe(DECLARED)
    expect([kept, models.length]).toEqual([1, 1])
  })

  test('a conclusion that breaks off is made later, without being asked for again', async () => {
    await load(loadWrenfieldWorksText().replace('"Corporate firewall"', '"Front door"'))
    let breaks = 1
    const breaking: Store<CoreTables> = {
      ...store,
      transaction: async (scope, run) =>
        await store.transaction(scope, async (tx) => {
          const result = await run(tx)
          if (breaks-- > 0) throw new Error('the connection went')
          return result
        }),
    }
    const { conclusions, models } = conclusionsOn(breaking)
    conclusions.mark([SITE])
    await expect.poll(async () => (await stored()).assets, { timeout: 20_000 }).toContain('Front door')
    await conclusions.stop()
    expect(breaks).toBeLessThan(0)
    expect(models.length).toBeLessThanOrEqual(1)
  })

  test('every mark is followed by a conclusion, at whatever moment it comes', async () => {
    let runs = 0
    const counting: Store<CoreTables> = {
      ...store,
      transaction: async (scope, run) => {
        runs++
        return await store.transaction(scope, run)
      },
    }
    const { conclusions } = conclusionsOn(counting)
    for (let marks = 0; marks < 3; marks++) {
      const before = runs
      conclusions.mark([SITE])
      await expect.poll(() => runs, { timeout: 5000, interval: 1 }).toBeGreaterThan(before)
    }
    await conclusions.stop()
  })
})
