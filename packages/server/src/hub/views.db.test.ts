// Saved views: who sees, shares and keeps them, and what becomes of them when their author leaves.
import type { SavedView } from '@penstock/contract/views'
import { uuidOfId } from '@penstock/model/kernel'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'

let house: House
let founder: Person
let engineer: Person
let analyst: Person
let colleague: Person

beforeAll(async () => {
  house = await openHouse()
  founder = await house.founder()
  engineer = await house.person(founder, 'engineer', ['ot-engineer'])
  analyst = await house.person(founder, 'analyst', ['ot-analyst'])
  colleague = await house.person(founder, 'colleague', ['ot-engineer'], ['default'])
}, 240_000)
afterAll(async () => await house?.[Symbol.asyncDispose]())

async function save(person: Person, name: string, audience: SavedView['audience'], search = 'q=zone%3AZ-1&sort=-name') {
  return await person.send('POST', '/api/views', { name, path: '/assets', search, audience })
}

async function names(person: Person, path = '/assets'): Promise<string[]> {
  const { items } = (await person.get(`/api/views?path=${path}`)).body as { items: SavedView[] }
  return items.map(({ name }) => name)
}

test('a private view is its author’s alone; a shared one is everybody’s; a default shows to its role', async () => {
  const kept = await save(engineer, 'Mine', { kind: 'private' })
  expect(kept, kept.text).toMatchObject({
    status: 200,
    body: { isMine: true, mayChange: true, author: { name: 'engineer' } },
  })
  expect((await save(engineer, 'Ours', { kind: 'shared' })).status).toBe(200)
  expect((await save(engineer, 'Analysts first', { kind: 'role', role: 'ot-analyst' })).status).toBe(200)
  expect(await names(engineer)).toEqual(['Analysts first', 'Mine', 'Ours'])
  expect(await names(colleague)).toEqual(['Ours'])
  expect(await names(analyst)).toEqual(['Analysts first', 'Ours'])
  expect(await names(analyst, '/breaches')).toEqual([])
  expect((await save(colleague, 'Another', { kind: 'role', role: 'ot-analyst' })).body).toMatchObject({
    code: 'views.role-has-default',
  })
})

test('sharing takes the right to share, and so does changing what others shared', async () => {
  for (const audience of [{ kind: 'shared' }, { kind: 'role', role: 'ot-analyst' }] as const)
    expect((await save(analyst, 'For all', audience)).body).toMatchObject({ code: 'views.may-not-share' })
  const own = (await save(analyst, 'For me', { kind: 'private' })).body as SavedView
  const sharing = { version: own.version, audience: { kind: 'shared' } }
  expect((await analyst.send('PATCH', `/api/views/${own.id}`, sharing)).body).toMatchObject({
    code: 'views.may-not-share',
  })
  const { items } = (await engineer.get('/api/views')).body as { items: SavedView[] }
  const shared = items.find(({ name }) => name === 'Ours')!
  const rename = { version: shared.version, name: 'Everybody’s' }
  expect((await analyst.send('PATCH', `/api/views/${shared.id}`, rename)).status).toBe(404)
  expect((await engineer.send('PATCH', `/api/views/${own.id}`, { ...rename, version: own.version })).status).toBe(404)
  expect((await colleague.send('PATCH', `/api/views/${shared.id}`, rename)).body).toMatchObject({ name: 'Everybody’s' })
  expect((await engineer.send('PATCH', `/api/views/${shared.id}`, rename)).body).toMatchObject({
    code: 'version-moved',
    details: { version: shared.version + 1 },
  })
})

test('when its author leaves, what was shared belongs to the organisation, and others keep it', async () => {
  await house.core.transaction(HUB_SERVICE, (tx) =>
    tx
      .updateTable('account')
      .set({ state: 'suspended' })
      .where('id', '=', uuidOfId(engineer.view.accountId)!)
      .execute(),
  )
  const { items } = (await colleague.get('/api/views?path=/assets')).body as { items: SavedView[] }
  const [view] = items
  expect(view).toMatchObject({ name: 'Everybody’s', author: null, isMine: false, mayChange: true })
  expect((await colleague.send('DELETE', `/api/views/${view!.id}?version=${view!.version}`)).status).toBe(204)
  expect(await names(colleague)).toEqual([])
  const audited = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').select('action').where('object', '=', view!.id).execute(),
  )
  expect(audited.map(({ action }) => action)).toEqual(['view.save', 'view.change', 'view.delete'])
})
