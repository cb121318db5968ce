import type { HomeView } from '@penstock/contract/home'
import { signPrincipal, signText } from '@penstock/server/access'
import { CELL_SERVICE } from '@penstock/server/runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canaryBatch } from './estate.fixture.ts'
import { type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

let house: House
let founder: Person

beforeAll(async () => {
  house = await openHouse()
  founder = await house.founder()
})
afterAll(async () => await house[Symbol.asyncDispose]())

async function cells(): Promise<HomeView['cells']> {
  const home = await founder.get('/api/home')
  expect(home.status).toBe(200)
  return (home.body as HomeView).cells
}

async function isAnswering(domain: string): Promise<boolean | undefined> {
  return (await cells()).find((cell) => cell.domain === domain)?.isAnswering
}

test('cells that run are answering soon after the start, also when they have nothing to tell', async () => {
  await expect.poll(() => isAnswering('it'), { timeout: 3000 }).toBe(true)
  await expect.poll(() => isAnswering('ot'), { timeout: 3000 }).toBe(true)
})

test('a silent cell leaves a gap on Home and no error, and gets what it missed when it is back', {
  timeout: 120_000,
}, async () => {
  const token = await founder.send('POST', '/api/access/tokens', {
    ...{ name: 'sensor', domain: 'ot', site: 'default', sourceKind: 'sensor' },
  })
  const bearer = { authorization: `Bearer ${(token.body as { secret: string }).secret}` }
  const body = { sensor: 'sensor', capture: 'eth0', batches: [canaryBatch('ot', 'alpha')] }
  const sending = () => house.ask('/api/ot/observations', { ...jsonOf(body), headers: { ...bearer, ...JSON_TYPE } })
  expect((await sending()).status).toBe(200)
  await expect.poll(async () => total(await founder.get('/api/assets')), { timeout: 10_000 }).toBe(2)

  await house.stopCell('ot')
  await expect.poll(() => isAnswering('ot'), { timeout: 10_000 }).toBe(false)
  expect((await cells()).find(({ domain }) => domain === 'ot')?.heardAt).not.toBeNull()
  expect(await isAnswering('it')).toBe(true)
  // What the hub holds is still there; what only the cell has is told to be away.
  expect(total(await founder.get('/api/assets'))).toBe(2)
  expect(await founder.get('/api/ot/jobs')).toMatchObject({ status: 503, body: { code: 'cell-silent' } })
  expect(await sending()).toMatchObject({ status: 503, body: { code: 'cell-silent' } })
  // The policy moves while it is away: one comes, one goes.
  const analyst = await house.person(founder, 'late-analyst', ['ot-analyst'])
  await founder.send('DELETE', `/api/access/tokens/${(token.body as { token: { id: string } }).token.id}`)

  await house.startCell('ot')
  await expect.poll(() => isAnswering('ot'), { timeout: 15_000 }).toBe(true)
  await expect.poll(async () => (await analyst.get('/api/ot/jobs')).status, { timeout: 10_000 }).toBe(200)
  const source = { kind: 'source', subject: (token.body as { token: { id: string } }).token.id } as const
  const signed = signPrincipal({ ...source, name: 'sensor', domain: 'ot', policyVersion: 1, expiresAt: 4e9 }, house.key)
  expect((await house.askCell('ot', '/observations', signed, body)).status).toBe(404)
})

const JSON_TYPE = { 'content-type': 'application/json' }

function total(answer: { readonly body: unknown }): number {
  return (answer.body as { readonly total: number }).total
}

test('an older snapshot never takes the place of a newer one, also not after a restart', {
  timeout: 60_000,
}, async () => {
  const held = async () =>
    await house
      .storeOf('ot')
      .transaction(CELL_SERVICE, (tx) =>
        tx.selectFrom('snapshot').selectAll().where('kind', '=', 'policy').orderBy('version', 'desc').execute(),
      )
  const newest = (await held())[0]!
  const nobody = { ...(newest.body as object), version: 1, subjects: [], sources: [] }
  expect(await put(nobody, 1)).toBe(204)
  expect((await founder.get('/api/ot/jobs')).status).toBe(200)
  await house.stopCell('ot')
  await house.startCell('ot')
  await expect.poll(async () => (await founder.get('/api/ot/jobs')).status, { timeout: 10_000 }).toBe(200)
  expect((await held())[0]?.version).toBe(newest.version)
})

/** Hands a policy to the cell as the hub does. */
async function put(policy: object, version: number): Promise<number> {
  const text = JSON.stringify(policy)
  const snapshot = { kind: 'policy', version, text, signature: signText(text, house.key) }
  const hub = { kind: 'hub', subject: 'hub', name: 'hub', domain: 'ot', policyVersion: 0, expiresAt: 4e9 } as const
  const answer = await house.askCell('ot', '/internal/snapshots', signPrincipal(hub, house.key), snapshot, 'PUT')
  return answer.status
}
