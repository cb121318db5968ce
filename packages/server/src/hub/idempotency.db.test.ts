// A write under an Idempotency-Key is done once, whatever becomes of its answer: in the hub and, by way of the hub, in a cell.
import { makeClient } from '@penstock/contract/client'
import { listSites, nameSite } from '@penstock/contract/plant'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

let now = Date.UTC(2026, 10, 28) * 1000
let house: House
let founder: Person

beforeAll(async () => {
  house = await openHouse({ clock: () => now as never })
  founder = await house.founder()
})
afterAll(async () => await house[Symbol.asyncDispose]())

async function send(
  who: Person,
  key: string | undefined,
  method: string,
  path: string,
  body: unknown,
): Promise<Answer> {
  return await house.ask(path, {
    ...jsonOf(body),
    method,
    headers: {
      'content-type': 'application/json',
      cookie: who.cookie,
      'x-penstock-csrf': who.view.csrfToken,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
  })
}

const ACCOUNTS = '/api/access/accounts'
function accountOf(name: string) {
  return { name, roles: ['ot-analyst'], sites: '*' }
}
/** Of whom nobody has come in yet. */
async function names(): Promise<string[]> {
  const { items } = (await founder.get('/api/access/invitations')).body as { items: { name: string }[] }
  return items.map(({ name }) => name)
}

test('the same write again gets the first answer, and nothing is done twice', async () => {
  const site = ((await founder.get('/api/sites')).body as { items: { site: string; version: number }[] }).items[0]!
  const rename = (key: string) =>
    send(founder, key, 'PATCH', `/api/sites/${site.site}`, { version: site.version, name: 'North works' })
  const first = await rename('rename-0001')
  expect(first.status).toBe(200)
  expect(first.text).toContain('North works')
  expect(first.headers.get('idempotency-replayed')).toBeNull()
  const again = await rename('rename-0001')
  expect([again.status, again.text]).toEqual([first.status, first.text])
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  // Under a key of its own the same write meets the version that has moved.
  expect((await rename('rename-0002')).body).toMatchObject({ code: 'version-moved' })
})

test('an answer that held a secret is not kept: the repeat says that it was done', async () => {
  const first = await send(founder, 'account-0001', 'POST', ACCOUNTS, accountOf('once'))
  expect(first.body).toMatchObject({ account: { name: 'once' } })
  const again = await send(founder, 'account-0001', 'POST', ACCOUNTS, accountOf('once'))
  expect(again).toMatchObject({ status: 409, body: { code: 'idempotency.answer-not-kept' } })
  expect((await names()).filter((name) => name === 'once')).toHaveLength(1)
  const kept = await house.core.transaction(HUB_SERVICE, (tx) => tx.selectFrom('kept_answer').selectAll().execute())
  expect(JSON.stringify(kept)).not.toContain((first.body as { link: string }).link.split('#')[1])
})

test('the same key with another request is refused, and the other request is not done', async () => {
  await send(founder, 'account-0002', 'POST', ACCOUNTS, accountOf('first'))
  const other = await send(founder, 'account-0002', 'POST', ACCOUNTS, accountOf('second'))
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.key-reused' } })
  expect(await names()).not.toContain('second')
})

test('twenty at once under one key are one', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => send(founder, 'account-0003', 'POST', ACCOUNTS, accountOf('crowd'))),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  for (const { status, body } of answers)
    if (status !== 200) expect((body as { code: string }).code).toMatch(/^idempotency\.(in-progress|answer-not-kept)$/)
  expect((await names()).filter((name) => name === 'crowd')).toHaveLength(1)
})

test('a refused write frees its key: mended, it may be sent under the same one', async () => {
  const wrong = { ...accountOf('mended'), roles: ['it-analyst', 'ot-analyst'] }
  expect((await send(founder, 'account-0004', 'POST', ACCOUNTS, wrong)).body).toMatchObject({
    code: 'access.two-domains',
  })
  expect((await send(founder, 'account-0004', 'POST', ACCOUNTS, accountOf('mended'))).status).toBe(200)
})

test('keys of two people do not meet', async () => {
  const other = await house.person(founder, 'other-administrator', ['administrator'])
  expect((await send(founder, 'account-0005', 'POST', ACCOUNTS, accountOf('of-founder'))).status).toBe(200)
  expect((await send(other, 'account-0005', 'POST', ACCOUNTS, accountOf('of-other'))).status).toBe(200)
})

test.each(['short', 'with space inside', 'x'.repeat(129)])('%s is no key', async (key) => {
  const answer = await send(founder, key, 'POST', ACCOUNTS, accountOf('never'))
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
  expect(answer.text).toContain('header.idempotency-key')
  expect(await names()).not.toContain('never')
})

test('what a killed process had begun says so after the restart, and is not done by itself', async () => {
  await house.core.transaction(HUB_SERVICE, async (tx) => {
    const done = await tx
      .selectFrom('kept_answer')
      .selectAll()
      .where('key', '=', 'account-0003')
      .executeTakeFirstOrThrow()
    const { begun_at: _, ...row } = done
    await tx
      .insertInto('kept_answer')
      .columns(['subject', 'key', 'request_hash', 'state', 'begun_at'])
      .expression((from) =>
        from
          .selectFrom('kept_answer')
          .select((each) => [
            'subject',
            each.val('account-0006').as('key'),
            'request_hash',
            each.val('begun').as('state'),
            'begun_at',
          ])
          .where('key', '=', row.key),
      )
      .execute()
  })
  await house.stopHub()
  await house.startHub()
  founder = await house.founder()
  const again = await send(founder, 'account-0006', 'POST', ACCOUNTS, accountOf('crowd'))
  expect(again).toMatchObject({ status: 409, body: { code: 'idempotency.outcome-unknown' } })
})

test('after a day the key is free', async () => {
  expect((await send(founder, 'account-0007', 'POST', ACCOUNTS, accountOf('yesterday'))).status).toBe(200)
  now += 24 * 3_600_000_000 + 1
  founder = await house.founder()
  expect((await send(founder, 'account-0007', 'POST', ACCOUNTS, accountOf('today'))).status).toBe(200)
})

test('a cell keeps answers of its own', async () => {
  const person = await house.person(founder, 'ot-lead', ['ot-lead'])
  const cancel = () =>
    send(person, 'cancel-0001', 'POST', '/api/ot/jobs/job_00000000000000000000000000/cancellation', {})
  expect((await cancel()).body).toMatchObject({ code: 'not-found' })
  expect((await send(person, 'no', 'POST', '/api/ot/jobs/job_1/cancellation', {})).text).toContain(
    'header.idempotency-key',
  )
})

test('the typed client speaks to the hub: values parsed, refusals as data, keys by itself', async () => {
  const client = makeClient({
    send: async ({ method, url, headers, body }) =>
      await house.ask(url, { method, headers, ...(body === null ? {} : { body }) }),
    headers: () => ({ cookie: founder.cookie, 'x-penstock-csrf': founder.view.csrfToken }),
    newKey: () => crypto.randomUUID(),
  })
  const listed = await client.call(listSites, {})
  const [site] = listed.ok ? listed.value.items : []
  expect(site?.name).toBe('North works')
  const key = crypto.randomUUID()
  const rename = { params: { site: site!.site }, body: { version: site!.version, name: 'South works' } }
  const first = await client.call(nameSite, rename, { key })
  expect(await client.call(nameSite, rename, { key })).toEqual(first)
  expect(await client.call(nameSite, rename)).toMatchObject({ ok: false, refusal: { code: 'version-moved' } })
})
