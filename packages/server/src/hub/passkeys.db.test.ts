import { generateKeyPairSync } from 'node:crypto'
import type {
  PasskeyAssertion,
  PasskeyCreation,
  PasskeyRequest,
  PasskeyView,
  WaysView,
} from '@penstock/contract/access'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Authenticator, type Lie } from './authenticator.fixture.ts'
import { type Answer, type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

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

async function register(person: Person, key: Authenticator, name = 'key', lie: Lie = {}): Promise<Answer> {
  const options = (await person.send('POST', '/api/account/passkeys/options')).body as PasskeyCreation
  return await person.send('POST', '/api/account/passkeys', { name, response: key.register(options, lie) })
}

interface Begun {
  readonly options: PasskeyRequest
  readonly cookie: string
}

async function begin(): Promise<Begun> {
  const answer = await house.ask('/api/session/passkey/options', { method: 'POST' })
  return {
    options: answer.body as PasskeyRequest,
    cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
  }
}

async function answer(begun: Begun, response: PasskeyAssertion | object): Promise<Answer> {
  const headers = { 'content-type': 'application/json', cookie: begun.cookie }
  return await house.ask('/api/session/passkey', { ...jsonOf({ response }), headers })
}

async function signIn(key: Authenticator, lie: Lie = {}): Promise<Answer> {
  const begun = await begin()
  return await answer(begun, key.assert(begun.options, lie))
}

async function withPasskey(): Promise<{ person: Person; key: Authenticator; name: string }> {
  const name = `person-${names++}`
  const person = await house.person(founder, name, ['ot-analyst'])
  const key = new Authenticator(house.hub.url)
  expect(await register(person, key)).toMatchObject({ status: 200, body: { name: 'key', isSynced: false } })
  return { person, key, name }
}

async function lastRefusal(): Promise<unknown> {
  return await house.core.transaction(HUB_SERVICE, (tx) =>
    tx
      .selectFrom('audit_entry')
      .select(['object', 'details'])
      .where('action', '=', 'session.refuse')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )
}

test('a passkey signs in by itself: no name, no password, no code', async () => {
  const { key, name } = await withPasskey()
  const opened = await signIn(key)
  expect(opened).toMatchObject({ status: 200, body: { name, passkeys: 1, hasTotp: false } })
  const person = await house.signIn(Promise.resolve(opened))
  const { items } = (await person.get('/api/account/sessions')).body as { items: { how: string; isCurrent: boolean }[] }
  expect(items.find(({ isCurrent }) => isCurrent)?.how).toBe('passkey')
  expect((await signIn(key)).status).toBe(200)
})

test('the options ask for a discoverable passkey of this address that verifies its user', async () => {
  const options = (await founder.send('POST', '/api/account/passkeys/options')).body as PasskeyCreation
  expect(options).toMatchObject({
    rp: { id: 'localhost', name: 'Penstock' },
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
  })
  const { options: request, cookie } = await begin()
  expect(request).toMatchObject({ rpId: 'localhost', userVerification: 'required' })
  expect(request).not.toHaveProperty('allowCredentials.0')
  expect(cookie).toMatch(/^__Host-penstock-door=[\w-]{43}$/)
})

test('a challenge is good once, for the browser that asked, and for five minutes', async () => {
  const { key, person } = await withPasskey()
  const begun = await begin()
  const response = key.assert(begun.options)
  expect((await answer(begun, response)).status).toBe(200)
  const replayed = await answer(begun, response)
  expect(replayed).toMatchObject({ status: 401, body: { code: 'access.passkey-refused' } })
  expect(await lastRefusal()).toEqual({
    object: person.view.accountId,
    details: { way: 'passkey', reason: 'challenge' },
  })
  const elsewhere = await begin()
  expect(shape(await answer({ ...elsewhere, cookie: (await begin()).cookie }, key.assert(elsewhere.options)))).toEqual(
    shape(replayed),
  )
  const late = await begin()
  clock.advance(5 * MINUTE)
  expect(shape(await answer(late, key.assert(late.options)))).toEqual(shape(replayed))
  // One that was never given, and one that was given to register with.
  expect(shape(await signIn(key, { challenge: 'bmV2ZXItZ2l2ZW4' }))).toEqual(shape(replayed))
  const other = (await person.send('POST', '/api/account/passkeys/options')).body as PasskeyCreation
  expect(shape(await signIn(key, { challenge: other.challenge }))).toEqual(shape(replayed))
  // What failed for another reason has used its challenge up as well.
  const spoiled = await begin()
  expect((await answer(spoiled, key.assert(spoiled.options, { origin: 'https://elsewhere.example' }))).status).toBe(401)
  expect((await answer(spoiled, key.assert(spoiled.options))).status).toBe(401)
})

test.each([
  { what: 'of another origin', lie: { origin: 'https://elsewhere.example' }, reason: 'origin' },
  { what: 'of another port', lie: { origin: 'http://localhost:1' }, reason: 'origin' },
  { what: 'of another relying party', lie: { rpId: 'elsewhere.example' }, reason: 'relying party' },
  { what: 'without a verified user', lie: { isVerified: false }, reason: 'user not verified' },
  { what: 'with a counter that does not grow', lie: { counter: 1 }, reason: 'counter' },
  { what: 'with the counter of a copy', lie: { counter: 0 }, reason: 'counter' },
  { what: 'of a registration', lie: { type: 'webauthn.create' }, reason: 'signature' },
  { what: 'of another user', lie: { userHandle: 'AAAA' }, reason: 'user handle' },
  {
    what: 'signed by another key',
    lie: { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey },
    reason: 'signature',
  },
])('a response $what is refused as any other, and the chain says why', async ({ lie, reason }) => {
  const { key, person } = await withPasskey()
  expect((await signIn(key)).status).toBe(200)
  const refused = await signIn(key, lie)
  expect(refused).toMatchObject({ status: 401, body: { code: 'access.passkey-refused' } })
  const unknown = await signIn(new Authenticator(house.hub.url))
  expect(shape(refused)).toEqual(shape(unknown))
  expect((await signIn(key, lie)).status).toBe(401)
  expect(await lastRefusal()).toEqual({ object: person.view.accountId, details: { way: 'passkey', reason } })
})

test('two uses of one counter at once open one session', async () => {
  const { key } = await withPasskey()
  const begun = [await begin(), await begin(), await begin()]
  const responses = begun.map(({ options }) => key.assert(options, { counter: 7 }))
  const answers = await Promise.all(begun.map((one, at) => answer(one, responses[at]!)))
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 401, 401])
})

test('rubbish in place of a response is refused and breaks nothing', async () => {
  const begun = await begin()
  const key = new Authenticator(house.hub.url)
  const sound = key.assert(begun.options)
  const rubbish = [
    {},
    { ...sound, id: '<script>' },
    { ...sound, type: 'password' },
    { ...sound, response: { ...sound.response, clientDataJSON: 'e30' } },
    { ...sound, response: { ...sound.response, clientDataJSON: 'bm90IGpzb24' } },
    { ...sound, response: { ...sound.response, authenticatorData: '' } },
    { ...sound, response: { ...sound.response, signature: 'AAAA' } },
    { ...sound, rawId: key.id.slice(2) },
    { ...sound, response: { ...sound.response, clientDataJSON: 'A'.repeat(30_000) } },
  ]
  for (const response of rubbish) expect([400, 401]).toContain((await answer(await begin(), response)).status)
  const { person, key: own } = await withPasskey()
  const cut = await begin()
  const assertion = own.assert(cut.options)
  const authenticatorData = assertion.response.authenticatorData.slice(0, 20)
  const short = { ...assertion, response: { ...assertion.response, authenticatorData } }
  expect((await answer(cut, short)).status).toBe(401)
  const options = (await person.send('POST', '/api/account/passkeys/options')).body as PasskeyCreation
  const registration = new Authenticator(house.hub.url).register(options)
  const broken = { ...registration, response: { ...registration.response, attestationObject: 'oWNm' } }
  const refused = await person.send('POST', '/api/account/passkeys', { name: 'x', response: broken })
  expect(refused).toMatchObject({ status: 401, body: { code: 'access.passkey-refused' } })
})

test('registering needs the own challenge, the own address and a verified user, and a passkey is registered once', async () => {
  const { person, key } = await withPasskey()
  for (const lie of [
    { origin: 'https://elsewhere.example' },
    { rpId: 'elsewhere.example' },
    { isVerified: false },
    { challenge: 'bmV2ZXItZ2l2ZW4' },
    { type: 'webauthn.get' },
  ])
    expect([lie, (await register(person, new Authenticator(house.hub.url), 'x', lie)).status]).toEqual([lie, 401])
  expect(await register(person, key)).toMatchObject({ status: 409, body: { code: 'access.passkey-known' } })
  expect(await register(founder, key)).toMatchObject({ status: 409, body: { code: 'access.passkey-known' } })
  // Somebody else's challenge.
  const options = (await founder.send('POST', '/api/account/passkeys/options')).body as PasskeyCreation
  const response = new Authenticator(house.hub.url).register(options)
  expect((await person.send('POST', '/api/account/passkeys', { name: 'x', response })).status).toBe(401)
})

test('several passkeys with names can be removed, but never the last way to sign in', async () => {
  const { person, key } = await withPasskey()
  const second = new Authenticator(house.hub.url)
  const name = '<script>alert(1)</script>'
  const added = (await register(person, second, name)).body as PasskeyView
  const ways = (await person.get('/api/account/ways')).body as WaysView
  expect(ways.passkeys.map((one) => one.name)).toEqual(['key', name])
  const first = ways.passkeys[0]!.id
  expect((await founder.send('DELETE', `/api/account/passkeys/${first}`)).status).toBe(404)
  expect((await person.send('DELETE', `/api/account/passkeys/${first}`)).status).toBe(204)
  expect((await signIn(key)).status).toBe(401)
  const last = await person.send('DELETE', `/api/account/passkeys/${added.id}`)
  expect(last).toMatchObject({ status: 409, body: { code: 'access.last-way' } })
  expect((await signIn(second)).status).toBe(200)
})

test('an account that is suspended or at its end cannot come in with its passkey, and is told nothing else', async () => {
  const { key, person } = await withPasskey()
  const { items } = (await founder.get('/api/access/accounts')).body as { items: { id: string; version: number }[] }
  const { id, version } = items.find((one) => one.id === person.view.accountId)!
  const refused = shape(await signIn(new Authenticator(house.hub.url)))
  await founder.send('PATCH', `/api/access/accounts/${id}`, { version, state: 'suspended' })
  expect(shape(await signIn(key))).toEqual(refused)
  const endsAt = new Date((clock.now() + MINUTE) / 1000).toISOString()
  await founder.send('PATCH', `/api/access/accounts/${id}`, { version: version + 1, state: 'active', endsAt })
  expect((await signIn(key)).status).toBe(200)
  clock.advance(MINUTE)
  expect(shape(await signIn(key))).toEqual(refused)
})

test('with the passkey of an administrator there is no founding link any more', async () => {
  await using own = await openHouse({ clock: () => clock.now() })
  const person = await own.signIn(own.openLink(own.hub.link))
  const key = new Authenticator(own.hub.url)
  const options = (await person.send('POST', '/api/account/passkeys/options')).body as PasskeyCreation
  const made = await person.send('POST', '/api/account/passkeys', { name: 'k', response: key.register(options) })
  expect(made.status).toBe(200)
  expect(await own.hub.issueLink()).toBeNull()
})
