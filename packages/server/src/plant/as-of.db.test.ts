import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { permissionsOfRoles } from '@penstock/model/operating-model'
import type { Caller } from '@penstock/server/http'
import { PlantService } from '@penstock/server/plant'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { ENGINES } from '@penstock/testkit/stores'
import { describe, expect, test } from 'vitest'
import { listItems } from './queries.ts'

const HOUR = 3_600_000_000
const ENGINEER: Caller = {
  kind: 'person',
  subject: 'acc_00000000000000000000000001',
  name: 'engineer',
  roles: ['ot-engineer'],
  permissions: permissionsOfRoles(['ot-engineer']),
  domain: 'ot',
  sites: '*',
  policyVersion: 1,
}

interface PlantText {
  zones: { id: string; name: string }[]
  spares: unknown[]
}

describe.each(ENGINES)('the plant as of an instant on $name', (engine) => {
  test('what a later file changed, removed or added is still told as it was known before', async ({ skip }) => {
    skip(engine.missing !== null, engine.missing ?? '')
    await using open = await engine.open('core')
    const { store } = open
    const clock = fakeClock()
    const plant = new PlantService({
      store,
      clock: () => clock.now(),
      scopeOf: () => HUB_SERVICE,
      onPlant: async () => true,
    })
    await plant.begin()
    const text = JSON.parse(loadWrenfieldWorksText()) as PlantText
    const load = async () => {
      const bytes = new TextEncoder().encode(JSON.stringify(text))
      return await plant.importPlant(ENGINEER, 'default', bytes, { source: 'test', dryRun: false })
    }
    const begun = clock.now()
    const imported = clock.advance(HOUR)
    await load()
    const [first, second] = text.zones as [{ id: string; name: string }, { id: string; name: string }]
    const oldName = second.name
    second.name = 'Renamed'
    const spare = text.spares.pop()
    const renamed = clock.advance(HOUR)
    expect(await load()).toMatchObject({ added: 0, changed: 1, removed: 1 })
    second.name = oldName
    text.spares.push(spare)
    clock.advance(HOUR)
    expect(await load()).toMatchObject({ added: 1, changed: 1, removed: 0 })

    const known = async (at?: number) =>
      await store.transaction(HUB_SERVICE, async (tx) => {
        const items = await listItems(tx, 'default', at as typeof begun | undefined)
        const nameOf = (id: string) =>
          (items.find((item) => item.list === 'zones' && item.item_id === id)?.body as { name: string } | undefined)
            ?.name
        return [items.filter(({ list }) => list === 'spares').length, nameOf(first.id), nameOf(second.id)]
      })
    const whole = [text.spares.length, first.name, oldName]
    expect(await known(begun)).toEqual([0, undefined, undefined])
    expect(await known(imported - 1)).toEqual([0, undefined, undefined])
    expect(await known(imported)).toEqual(whole)
    expect(await known(renamed - 1)).toEqual(whole)
    expect(await known(renamed)).toEqual([text.spares.length - 1, first.name, 'Renamed'])
    expect(await known(clock.now())).toEqual(whole)
    expect(await known()).toEqual(whole)
  })
})
