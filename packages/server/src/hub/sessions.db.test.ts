// Sessions are seen and ended by their owner and by administrators; recovery by code and by an administrator's link.
import type { AccountView, OpenSessionView, WaysView } from '@penstock/contract/access'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Answer, type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

const PASSWORD = 'correct horse battery'
const MINUTE = 60_000_000
const clock = fakeClock()
let house: House
let founder: Person
let names = 0

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
})
afterAll(async () => await house[Symbol.asyncDispose]())

function shape(answer: Answer): [number, string] {
  return [answer.status, answer.text.replaceAll(/req_[0-9a-f-]+/g, 'req')]
}

async function codesOf(person: Person): Promise<string[]> {
  return ((await person.send('POST', '/api/account/recovery-codes')).body as { codes: string[] }).codes
}

function recover(name: string, code: string, agent = ''): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'user-agent': agent }
  return house.ask('/api/session/recovery', { ...jsonOf({ name, code }), headers })
}

/** A person with three sessions. */
async function thrice(): Promise<{ name: string; sessions: [Person, Person, Person] }> {
  const name = `person-${names++}`
  const first = await house.person(founder, name, ['ot-analyst'])
  const [one = '', two = ''] = await codesOf(first)
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
  clock.advance(2 * MINUTE)
  const second = await house.signIn(recover(name, one, firefox))
  return { name, sessions: [first, second, await house.signIn(recover(name, two))] }
}

async function listed(person: Person): Promise<OpenSessionView[]> {
  return ((await person.get('/api/account/sessions')).body as { items: OpenSessionView[] }).items
}

async function follow(person: Person, path: string): Promise<{ isClosed: boolean }> {
  const answer = await fetch(house.hub.url + path, { headers: { cookie: person.cookie } })
  expect(answer.status).toBe(200)
  const state = { isClosed: false }
  const read = async () => {
    for await (const _ of answer.body!);
  }
  void read()
    .catch(() => {})
    .finally(() => {
      state.isClosed = true
    })
  return state
}

test('a person sees their sessions: when, last seen, how they came in, and browser and system by family', async () => {
  const { sessions } = await thrice()
  const seen = await listed(sessions[1])
  expect(seen).toHaveLength(3)
  expect(seen.find(({ isCurrent }) => isCurrent)).toMatchObject({ how: 'recovery code', agent: 'Firefox, Linux' })
  expect(seen.map(({ how }) => how).sort()).toEqual(['link', 'recovery code', 'recovery code'])
  const stored = await house.core.transaction(HUB_SERVICE, (tx) => tx.selectFrom('session').select('agent').execute())
  expect(stored.filter(({ agent }) => agent.includes('Mozilla'))).toEqual([])
})

test('ending one session bites on the next request and closes its streams at once, in hub and cell, and no others', async () => {
  const { sessions } = await thrice()
  const [kept, ended] = sessions
  const [mine, inCell, other] = [
    await follow(ended, '/api/events'),
    await follow(ended, '/api/ot/jobs/events'),
    await follow(kept, '/api/ot/jobs/events'),
  ]
  const target = (await listed(ended)).find(({ isCurrent }) => isCurrent)!
  expect((await kept.send('DELETE', `/api/account/sessions/${target.id}`)).status).toBe(204)
  await vi.waitFor(() => expect([mine.isClosed, inCell.isClosed]).toEqual([true, true]), { timeout: 2000 })
  expect((await ended.get('/api/session')).status).toBe(401)
  expect((await ended.get('/api/ot/jobs')).status).toBe(401)
  expect([other.isClosed, (await kept.get('/api/session')).status]).toEqual([false, 200])
  // It is gone, and nobody ends a session through an account that does not have it.
  expect((await kept.send('DELETE', `/api/account/sessions/${target.id}`)).status).toBe(404)
  const own = (await listed(founder))[0]!
  expect((await kept.send('DELETE', `/api/account/sessions/${own.id}`)).status).toBe(404)
  expect((await founder.get('/api/session')).status).toBe(200)
})

test('ending all others leaves the one that asked', async () => {
  const { sessions } = await thrice()
  const [one, two, three] = sessions
  const stream = await follow(two, '/api/events')
  expect((await three.send('DELETE', '/api/account/sessions')).status).toBe(204)
  await vi.waitFor(() => expect(stream.isClosed).toBe(true), { timeout: 2000 })
  expect([(await one.get('/api/session')).status, (await two.get('/api/session')).status]).toEqual([401, 401])
  expect(await listed(three)).toHaveLength(1)
})

test('an administrator sees and ends the sessions of another person; nobody else does', async () => {
  const { sessions } = await thrice()
  const path = `/api/access/accounts/${sessions[0].view.accountId}/sessions`
  expect((await sessions[0].get(path)).status).toBe(404)
  expect((await sessions[0].send('DELETE', path)).status).toBe(404)
  const { items } = (await founder.get(path)).body as { items: OpenSessionView[] }
  expect(items.map(({ isCurrent }) => isCurrent)).toEqual([false, false, false])
  const stream = await follow(sessions[0], '/api/ot/jobs/events')
  expect((await founder.send('DELETE', path)).status).toBe(204)
  await vi.waitFor(() => expect(stream.isClosed).toBe(true), { timeout: 2000 })
  for (const session of sessions) expect((await session.get('/api/session')).status).toBe(401)
  expect((await founder.get('/api/access/accounts/acc_00000000000000000000000000/sessions')).status).toBe(404)
})

test('signing out closes the streams of that session', async () => {
  const person = await house.founder()
  const stream = await follow(person, '/api/events')
  expect((await person.send('DELETE', '/api/session')).status).toBe(204)
  await vi.waitFor(() => expect(stream.isClosed).toBe(true), { timeout: 2000 })
})

test('a changed password ends the other sessions', async () => {
  const { sessions } = await thrice()
  const [one, two] = sessions
  await one.send('PUT', '/api/account/password', { password: PASSWORD })
  expect((await two.get('/api/session')).status).toBe(200)
  await one.send('PUT', '/api/account/password', { current: PASSWORD, password: `${PASSWORD} staple` })
  expect([(await one.get('/api/session')).status, (await two.get('/api/session')).status]).toEqual([200, 401])
})

test('recovery codes are shown once, kept as hashes, good once each, and void when new ones are made', async () => {
  const name = `person-${names++}`
  const person = await house.person(founder, name, ['ot-analyst'])
  const codes = await codesOf(person)
  expect(codes).toHaveLength(10)
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/)
  const rows = await house.core.transaction(HUB_SERVICE, (tx) => tx.selectFrom('recovery_code').selectAll().execute())
  expect(JSON.stringify(rows)).not.toContain(codes[0])
  // As people type it: spaces, capitals.
  expect((await recover(name, ` ${codes[0]!.toUpperCase().replaceAll('-', ' ')} `)).status).toBe(200)
  const again = await recover(name, codes[0]!)
  expect(again).toMatchObject({ status: 401, body: { code: 'access.wrong-credentials' } })
  expect(((await person.get('/api/account/ways')).body as WaysView).recovery.remaining).toBe(9)
  const fresh = await codesOf(person)
  expect(shape(await recover(name, codes[1]!))).toEqual(shape(again))
  expect((await recover(name, fresh[0]!)).status).toBe(200)
  const together = await Promise.all([1, 2, 3].map(() => recover(name, fresh[1]!)))
  expect(together.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 401, 401])
})

test('whether an account exists is told neither by the answer nor by the kind of work', async () => {
  const name = `person-${names++}`
  const person = await house.person(founder, name, ['ot-analyst'])
  const [code = ''] = await codesOf(person)
  const other = await house.person(founder, `person-${names++}`, ['ot-analyst'])
  const wrong = shape(await recover(name, 'aaaa-aaaa-aaaa-aaaa'))
  expect(shape(await recover('nobody', 'aaaa-aaaa-aaaa-aaaa'))).toEqual(wrong)
  expect(shape(await recover(other.view.name, code))).toEqual(wrong)
  const seconds = async (who: string): Promise<number> => {
    const times: number[] = []
    for (let turn = 0; turn < 15; turn++) {
      const begun = performance.now()
      await recover(who, 'aaaa-aaaa-aaaa-aaaa')
      times.push(performance.now() - begun)
    }
    return times.sort((a, b) => a - b)[7]!
  }
  const [known, unknown] = [await seconds(name), await seconds('nobody')]
  // The same class: no way is several times as long as the other.
  expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(3)
  expect((await recover(name, code)).status).toBe(200)
})

test("an administrator's recovery takes back sessions and every old way in, and gives one link; all of it is in the chain", async () => {
  const { name, sessions } = await thrice()
  const [person] = sessions
  const codes = await codesOf(person)
  await person.send('PUT', '/api/account/password', { password: PASSWORD })
  await person.send('POST', '/api/account/totp')
  const id = person.view.accountId
  const before = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst(),
  )
  const stream = await follow(person, '/api/events')
  expect((await person.send('POST', `/api/access/accounts/${id}/recovery`)).status).toBe(404)
  const own = await founder.send('POST', `/api/access/accounts/${founder.view.accountId}/recovery`)
  expect(own.body).toMatchObject({ code: 'access.own-rights' })
  const made = await founder.send('POST', `/api/access/accounts/${id}/recovery`)
  expect(made.status).toBe(200)
  await vi.waitFor(() => expect(stream.isClosed).toBe(true), { timeout: 2000 })
  for (const session of sessions) expect((await session.get('/api/session')).status).toBe(401)
  expect((await recover(name, codes[0]!)).status).toBe(401)
  const { items } = (await founder.get('/api/access/accounts')).body as { items: AccountView[] }
  expect(items.find((one) => one.id === id)).toMatchObject({
    hasPassword: false,
    hasTotp: false,
    passkeys: 0,
    recoveryCodes: 0,
    sessions: 0,
  })
  const { link } = made.body as { link: string }
  expect((await house.openLink(link)).status).toBe(200)
  expect((await house.openLink(link)).status).toBe(401)
  const entries = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx
      .selectFrom('audit_entry')
      .select(['actor', 'action', 'object'])
      .where('seq', '>', before!.seq)
      .orderBy('seq')
      .execute(),
  )
  expect(entries).toEqual([
    { actor: founder.view.accountId, action: 'account.recover', object: id },
    { actor: founder.view.accountId, action: 'account.link', object: id },
    { actor: 'nobody', action: 'session.refuse', object: id },
    { actor: id, action: 'session.open', object: id },
  ])
})

test('attempts with recovery codes and passkeys are limited as those with passwords', async () => {
  await using own = await openHouse({ attemptsPerMinute: null })
  const statuses = async (path: string, body: object): Promise<Set<number>> => {
    const seen: number[] = []
    for (let tries = 0; tries < 12; tries++) seen.push((await own.ask(path, jsonOf(body))).status)
    return new Set(seen)
  }
  expect(await statuses('/api/session/recovery', { name: 'founder', code: 'a guess' })).toEqual(new Set([401, 429]))
  expect(await statuses('/api/session/passkey/options', {})).toEqual(new Set([200, 429]))
  expect(await statuses('/api/session/passkey', {})).toEqual(new Set([400, 429]))
})
