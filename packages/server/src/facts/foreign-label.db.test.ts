import { micros } from '@penstock/model/kernel'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { type MigratedStore, migratedStore } from '@penstock/testkit/stores'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startIntake } from './intake.ts'

let store: MigratedStore<'core'>
beforeAll(async () => {
  store = await migratedStore('core')
})
afterAll(async () => await store[Symbol.asyncDispose]())

test.each([
  { domains: ['ot'], isBelieved: false },
  { domains: ['it', 'ot'], isBelieved: false },
  { domains: [], isBelieved: false },
  { domains: ['it', 'dmz'], isBelieved: true },
])('a fact of the it cell that is labelled $domains', async ({ domains, isBelieved }) => {
  const id = Buffer.from(JSON.stringify(domains).padEnd(32)).toString('hex')
  const body = { captureId: 'x' }
  const fact = { seq: 1, id, kind: 'coverage', site: 'default', domains, marking: 0, observedAt: micros(1), body }
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  let asked = 0
  const intake = startIntake({
    store,
    clock: () => micros(2),
    cell: 'it',
    ask: async () => {
      asked++
      await new Promise((done) => setTimeout(done, 20))
      return { facts: asked === 1 ? [fact] : [], holds: {} }
    },
    appliers: {},
    onStored: () => {},
  })
  await vi.waitFor(() => expect(asked).toBeGreaterThan(1), { timeout: 5000 })
  await intake.stop()
  const stored = await store.transaction(HUB_SERVICE, (tx) => tx.selectFrom('fact').select('domains').execute())
  expect(stored).toEqual(isBelieved ? [{ domains }] : [])
  expect(warned.mock.calls.map(([text]) => String(text)).join()).toMatch(
    isBelieved ? /^$/ : /fact 1 of the it cell is labelled/,
  )
  warned.mockRestore()
})
