import { createHash, generateKeyPairSync } from 'node:crypto'
import type { AccountView, TokenView } from '@penstock/contract/access'
import { ROUTES } from '@penstock/contract/catalogue'
import { PRINCIPAL_LIFE_S, type Principal, signPrincipal } from '@penstock/server/access'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canaryBatch } from './estate.fixture.ts'
import { type Answer, type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

const PASSWORD = 'correct horse battery'
const MINUTE = 60_000_000
const HOUR = 60 * MINUTE
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

function codeOf(secret: string, steps = 0): string {
  const timestamp = clock.now() / 1000 + steps * 30_000
  return new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 }).generate({ timestamp })
}

/** An account with password and authenticator. */
async function enrolled(
  roles: readonly ('ot-analyst' | 'administrator')[] = ['ot-analyst'],
): Promise<Person & { name: string; secret: string }> {
  const name = `person-${names++}`
  const person = await house.person(founder, name, roles)
  expect((await person.send('PUT', '/api/account/password', { password: PASSWORD })).status).toBe(204)
  const { secret } = (await person.send('POST', '/api/account/totp')).body as { secret: string }
  expect((await person.send('POST', '/api/account/totp/confirmation', { code: codeOf(secret) })).status).toBe(204)
  clock.advance(30_000_000)
  return { ...person, name, secret }
}

function signIn(name: string, password: string, code: string): Promise<Answer> {
  return house.ask('/api/session', jsonOf({ name, password, code }))
}

async function accountOf(person: Person): Promise<AccountView> {
  const { items } = (await founder.get('/api/access/accounts')).body as { items: AccountView[] }
  return items.find(({ id }) => id === person.view.accountId)!
}

test('a one-time link signs in once, and expires after a day', async () => {
  const link = await house.hub.issueLink()
  expect((await house.openLink(link)).status).toBe(200)
  const again = await house.openLink(link)
  expect(again).toMatchObject({ status: 401, body: { code: 'access.link-spent' } })
  const late = await house.hub.issueLink()
  clock.advance(24 * HOUR)
  expect(shape(await house.openLink(late))).toEqual(shape(again))
  expect(shape(await house.openLink('x#never-given'))).toEqual(shape(again))
  founder = await house.founder()
})

test('signing in needs name, password and code, and tells not which was wrong', async () => {
  const { name, secret } = await enrolled()
  const code = codeOf(secret)
  const other = code === '000000' ? '111111' : '000000'
  const wrong = await signIn(name, 'another horse battery', code)
  expect(wrong).toMatchObject({ status: 401, body: { code: 'access.wrong-credentials' } })
  expect(shape(await signIn(name, PASSWORD, other))).toEqual(shape(wrong))
  expect(shape(await signIn('nobody', PASSWORD, code))).toEqual(shape(wrong))
  const withoutBoth = await house.person(founder, `person-${names++}`, ['ot-analyst'])
  expect(shape(await signIn(withoutBoth.view.name, PASSWORD, code))).toEqual(shape(wrong))
  expect((await signIn(name, PASSWORD, code)).status).toBe(200)
})

test('a code is good once, also beside the step that it belongs to, and one step of drift is taken', async () => {
  const { name, secret } = await enrolled()
  expect((await signIn(name, PASSWORD, codeOf(secret))).status).toBe(200)
  expect((await signIn(name, PASSWORD, codeOf(secret))).status).toBe(401)
  expect((await signIn(name, PASSWORD, codeOf(secret, -1))).status).toBe(401)
  expect((await signIn(name, PASSWORD, codeOf(secret, 2))).status).toBe(401)
  expect((await signIn(name, PASSWORD, codeOf(secret, 1))).status).toBe(200)
})

test('two sign-ins at once with one code open one session', async () => {
  const { name, secret } = await enrolled()
  const answers = await Promise.all([1, 2, 3].map(() => signIn(name, PASSWORD, codeOf(secret))))
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 401, 401])
})

test('the session cookie keeps to this host, to HTTPS and away from scripts and other sites', () => {
  const [pair, ...attributes] = founder.setCookie.split('; ')
  expect(pair).toMatch(/^__Host-penstock=[\w-]{43}$/)
  expect(attributes.map((one) => one.toLowerCase()).sort((a, b) => (a < b ? -1 : 1))).toEqual([
    'httponly',
    'path=/',
    'samesite=strict',
    'secure',
  ])
})

test('the store holds hashes and sealed secrets, and nothing that opens a door', async () => {
  const { name, secret, cookie } = await enrolled()
  const link = (await house.hub.issueLink())?.split('#')[1] ?? ''
  const made = await founder.send('POST', '/api/access/tokens', { ...SENSOR, name: 'kept as a hash' })
  const token = (made.body as { secret: string }).secret
  const session = cookie.split('=')[1] ?? ''
  const rows = await house.core.transaction(HUB_SERVICE, async (tx) => [
    ...(await tx.selectFrom('account').selectAll().execute()),
    ...(await tx.selectFrom('session').selectAll().execute()),
    ...(await tx.selectFrom('sign_in_link').selectAll().execute()),
    ...(await tx.selectFrom('api_token').selectAll().execute()),
  ])
  const text = JSON.stringify(rows, (_key, value: unknown) => (isBytes(value) ? hexOf(value.data) : value))
  for (const open of [PASSWORD, secret, link, token, session]) {
    expect(text).not.toContain(open)
    expect(text).not.toContain(Buffer.from(open).toString('hex'))
  }
  for (const hashed of [link, token, session]) expect(text).toContain(createHash('sha256').update(hashed).digest('hex'))
  const account = rows.find((row) => 'password_hash' in row && row.name === name)
  expect(account).toMatchObject({
    password_hash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/) as string,
  })
})

function isBytes(value: unknown): value is { data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'
}

function hexOf(data: readonly number[]): string {
  return Buffer.from(data).toString('hex')
}

test('a write without the write token, with a wrong one or from another origin is refused', async () => {
  const { cookie } = founder
  const csrf = founder.view.csrfToken
  const body = { name: `person-${names++}`, roles: ['compliance'], sites: '*' }
  const write = (headers: Record<string, string>) =>
    house.ask('/api/access/accounts', {
      ...jsonOf(body),
      headers: { cookie, 'content-type': 'application/json', ...headers },
    })
  for (const headers of [
    {},
    { 'x-penstock-csrf': 'guess' },
    { 'x-penstock-csrf': csrf, origin: 'https://elsewhere.example' },
    { 'x-penstock-csrf': csrf, origin: 'null' },
  ])
    expect(await write(headers)).toMatchObject({ status: 403, body: { code: 'csrf-missing' } })
  const elsewhere = { 'content-type': 'application/json', origin: 'https://elsewhere.example' }
  const link = (await house.hub.issueLink())?.split('#')[1]
  const signing = await house.ask('/api/session/link', { ...jsonOf({ token: link }), headers: elsewhere })
  expect(signing).toMatchObject({ status: 403, body: { code: 'csrf-missing' } })
  // Also what is forwarded to a cell.
  const forwarded = await house.ask('/api/ot/jobs/job_00000000000000000000000000/cancellation', {
    method: 'POST',
    headers: { cookie },
  })
  expect(forwarded).toMatchObject({ status: 403, body: { code: 'csrf-missing' } })
  expect((await write({ 'x-penstock-csrf': csrf, origin: house.hub.url })).status).toBe(200)
})

test('a session ends an hour after its last use, and twelve hours after it began in any case', async () => {
  const idle = await house.founder()
  clock.advance(59 * MINUTE)
  expect((await idle.get('/api/session')).status).toBe(200)
  clock.advance(59 * MINUTE)
  expect((await idle.get('/api/session')).status).toBe(200)
  clock.advance(61 * MINUTE)
  expect((await idle.get('/api/session')).status).toBe(401)
  const busy = await house.founder()
  let minutes = 0
  while ((await busy.get('/api/session')).status === 200) {
    clock.advance(30 * MINUTE)
    minutes += 30
    expect(minutes).toBeLessThanOrEqual(12 * 60)
  }
  expect(minutes).toBe(12 * 60)
  founder = await house.founder()
})

test('signing out ends the session, and only that one', async () => {
  const [one, other] = [await house.founder(), await house.founder()]
  expect((await one.send('DELETE', '/api/session')).status).toBe(204)
  expect((await one.get('/api/session')).status).toBe(401)
  expect((await other.get('/api/session')).status).toBe(200)
})

test.each([
  { what: 'roles', change: { roles: ['it-analyst'] } },
  { what: 'sites', change: { sites: ['default'] } },
  { what: 'state', change: { state: 'suspended' } },
])('changing $what of an account ends its sessions at once, in hub and cell', async ({ change }) => {
  const person = await house.person(founder, `person-${names++}`, ['ot-analyst'])
  expect((await person.get('/api/ot/jobs')).status).toBe(200)
  const { id, version } = await accountOf(person)
  expect((await founder.send('PATCH', `/api/access/accounts/${id}`, { version, ...change })).status).toBe(200)
  expect((await person.get('/api/session')).status).toBe(401)
  expect((await person.get('/api/ot/jobs')).status).toBe(401)
  const asBefore = await house.askCell('ot', '/jobs', principal({ subject: id }))
  expect(asBefore.status).toBe('sites' in change ? 200 : 404)
})

test('nobody changes their own rights, and nobody holds roles of two domains', async () => {
  const { id, version } = await accountOf(founder)
  const own = await founder.send('PATCH', `/api/access/accounts/${id}`, { version, roles: ['administrator'] })
  expect(own.body).toMatchObject({ code: 'access.own-rights' })
  const both = { name: `person-${names++}`, roles: ['it-analyst', 'ot-analyst'], sites: '*' }
  expect((await founder.send('POST', '/api/access/accounts', both)).body).toMatchObject({ code: 'access.two-domains' })
  const person = await house.person(founder, `person-${names++}`, ['ot-analyst'])
  const account = await accountOf(person)
  const change = { version: account.version, roles: ['ot-analyst', 'it-lead'] }
  const refused = await founder.send('PATCH', `/api/access/accounts/${account.id}`, change)
  expect(refused.body).toMatchObject({ code: 'access.two-domains' })
  expect((await accountOf(person)).roles).toEqual(['ot-analyst'])
})

test('an account that moved meanwhile is not overwritten', async () => {
  const person = await house.person(founder, `person-${names++}`, ['ot-analyst'])
  const { id, version } = await accountOf(person)
  await founder.send('PATCH', `/api/access/accounts/${id}`, { version, sites: ['default'] })
  const late = await founder.send('PATCH', `/api/access/accounts/${id}`, { version, sites: '*' })
  expect(late).toMatchObject({ status: 409, body: { code: 'version-moved', details: { version: version + 1 } } })
})

const SENSOR = { name: 'sensor 1', domain: 'ot', site: 'default', sourceKind: 'sensor' }

async function newToken(): Promise<{ readonly id: string; readonly bearer: Record<string, string> }> {
  const made = await founder.send('POST', '/api/access/tokens', { ...SENSOR, name: `sensor ${names++}` })
  const { token, secret } = made.body as { token: TokenView; secret: string }
  return { id: token.id, bearer: { authorization: `Bearer ${secret}` } }
}

function sending(bearer: Record<string, string>, domain = 'ot'): Promise<Answer> {
  const body = { sensor: 'sensor 1', capture: 'eth0', batches: [canaryBatch('ot', 'alpha')] }
  return house.ask(`/api/${domain}/observations`, {
    ...jsonOf(body),
    headers: { 'content-type': 'application/json', ...bearer },
  })
}

test('a sensor token writes observations of its domain and site, and reads nothing at all', async () => {
  const { bearer } = await newToken()
  expect(await sending(bearer)).toMatchObject({ status: 200, body: { storedTo: 0 } })
  const captures = (await founder.get('/api/ot/captures')).body as { items: { site: string }[] }
  expect(captures.items.every(({ site }) => site === 'default')).toBe(true)
  const absent = await house.ask('/api/ot/nothing-here', { headers: bearer })
  expect(absent.status).toBe(404)
  let asked = 0
  for (const route of ROUTES) {
    if (route.permission === 'observation:write' || route.permission === 'public') continue
    const path = route.path.replaceAll(/\{\w+\}/g, 'x')
    for (const address of route.side === 'hub' ? [`/api${path}`] : [`/api/it${path}`, `/api/ot${path}`]) {
      asked++
      const answer = await house.ask(address, { method: route.method, headers: bearer })
      expect([address, ...shape(answer)]).toEqual([address, ...shape(absent)])
    }
  }
  expect(asked).toBeGreaterThan(40)
  // Bound to its domain: there is no such door in the other one.
  expect(shape(await sending(bearer, 'it'))).toEqual(shape(absent))
})

test('a token that is revoked is refused at once, by the hub and by the cell for itself', async () => {
  const { id, bearer } = await newToken()
  expect((await sending(bearer)).status).toBe(200)
  const asHub = principal({ kind: 'source', subject: id })
  const body = { sensor: 'sensor 1', capture: 'eth0', batches: [canaryBatch('ot', 'alpha')] }
  expect((await house.askCell('ot', '/observations', asHub, body)).status).toBe(200)
  expect((await founder.send('DELETE', `/api/access/tokens/${id}`)).status).toBe(204)
  expect((await sending(bearer)).status).toBe(401)
  expect((await house.askCell('ot', '/observations', asHub, body)).status).toBe(404)
  expect((await founder.send('DELETE', `/api/access/tokens/${id}`)).status).toBe(404)
})

function principal(change: Partial<Principal> = {}, key = house.key): string {
  const base: Principal = {
    kind: 'person',
    subject: founder.view.accountId,
    name: 'founder',
    domain: 'ot',
    policyVersion: 1,
    expiresAt: Math.floor(Date.now() / 1000) + PRINCIPAL_LIFE_S,
  }
  return signPrincipal({ ...base, ...change }, key)
}

test('a cell answers only who the hub signed for, now, for this domain, and whom its own policy knows', async () => {
  const right = principal()
  expect((await house.askCell('ot', '/jobs', right)).status).toBe(200)
  const [body, signature] = right.split('.') as [string, string]
  const raised = Buffer.from(Buffer.from(body, 'base64url').toString().replace('"person"', '"hub"')).toString(
    'base64url',
  )
  const absent = shape(await house.askCell('ot', '/nothing-here', right))
  const wrong: Record<string, string | undefined> = {
    none: undefined,
    'no principal at all': 'x',
    unsigned: body,
    'a forged body': `${raised}.${signature}`,
    'a cut signature': right.slice(0, -4),
    'a third part': `${right}.${signature}`,
    'signed by another key': principal({}, generateKeyPairSync('ed25519').privateKey),
    expired: principal({ expiresAt: Math.floor(Date.now() / 1000) - 1 }),
    'of the other domain': principal({ domain: 'it' }),
    'a subject that its policy does not know': principal({ subject: 'acc_00000000000000000000000000' }),
    'a source that its policy does not know': principal({ kind: 'source', subject: 'tok_00000000000000000000000000' }),
  }
  for (const [name, header] of Object.entries(wrong))
    expect([name, ...shape(await house.askCell('ot', '/jobs', header))]).toEqual([name, ...absent])
  // A person of the other domain, though signed for this one.
  const analyst = await house.person(founder, `person-${names++}`, ['it-analyst'])
  const crossing = await house.askCell('ot', '/jobs', principal({ subject: analyst.view.accountId }))
  expect(shape(crossing)).toEqual(absent)
  // What only the hub itself may ask.
  expect(shape(await house.askCell('ot', '/internal/facts?after=0&limit=1&waitMs=0', right))).toEqual(absent)
})

const PROGRAM = { name: 'nightly script', rooms: ['assets', 'plant'], days: 2 }

/** A token of this person, and what a program with it is answered. */
async function programOf(person: Person, given: object = PROGRAM) {
  const made = await person.send('POST', '/api/account/tokens', given)
  const { token, secret } = made.body as { token: { id: string }; secret: string }
  const authorization = `Bearer ${secret}`
  const ask = (path: string, method = 'GET') => house.ask(path, { method, headers: { authorization } })
  return { made, id: token.id, secret, ask }
}

test('a token for programs opens what its person may, in its rooms, and no door to accounts, settings or cells', async () => {
  const lead = await house.person(founder, 'lead-with-script', ['ot-lead'])
  const { made, secret, ask } = await programOf(lead)
  expect(made).toMatchObject({ status: 200, body: { token: { rooms: ['assets', 'plant'] } } })
  expect(secret).toMatch(/^penstock_[\w-]{43}$/)
  for (const path of ['/api/sites', '/api/assets', '/api/jobs'])
    expect([path, (await ask(path)).status]).toEqual([path, 200])
  // Every other route answers as if it were not there, whatever the person may.
  const rooms = new Set([
    'asset:read',
    'asset:edit',
    'asset:merge',
    'plant:read',
    'plant:import',
    'site:edit',
    'process:read',
    'path:read',
  ])
  let closed = 0
  for (const route of ROUTES) {
    const isOpen = route.side === 'hub' && (rooms.has(route.permission) || route.isForPrograms === true)
    if (route.permission === 'public' || isOpen) continue
    const below = route.path.replaceAll(/\{\w+\}/g, 'x')
    const path = route.side === 'hub' ? `/api${below}` : `/api/ot${below}`
    const { status, body } = await ask(path, route.method)
    expect([route.method, path, status, (body as { code?: string }).code]).toEqual([
      route.method,
      path,
      404,
      'not-found',
    ])
    closed++
  }
  expect(closed).toBeGreaterThan(60)
  const { items } = (await lead.get('/api/account/tokens')).body as { items: { lastUsedAt: string | null }[] }
  expect(items).toMatchObject([{ name: 'nightly script', lastUsedAt: expect.any(String) as string }])
  const audit = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').select(['action', 'actor']).where('action', 'like', 'program-token.%').execute(),
  )
  const actor = lead.view.accountId
  expect(audit).toEqual([
    { action: 'program-token.create', actor },
    { action: 'program-token.use', actor },
  ])
  const kept = await house.core.transaction(HUB_SERVICE, (tx) => tx.selectFrom('program_token').selectAll().execute())
  expect(JSON.stringify(kept)).not.toContain(secret.slice(9))
})

test('it is worth nothing once it is revoked or over, and what its person no longer may', async () => {
  const person = await house.person(founder, 'person-with-script', ['ot-lead'])
  const [revoked, over] = [await programOf(person), await programOf(person)]
  expect((await person.send('DELETE', `/api/account/tokens/${revoked.id}`)).status).toBe(204)
  expect((await revoked.ask('/api/assets')).status).toBe(401)
  expect((await founder.send('DELETE', `/api/account/tokens/${over.id}`)).status).toBe(404)
  const { accountId } = person.view
  const change = async (given: object) => {
    const { version } = await accountOf(person)
    expect((await founder.send('PATCH', `/api/access/accounts/${accountId}`, { version, ...given })).status).toBe(200)
  }
  const importing = () => over.ask('/api/sites/default/plant?dryRun=true', 'POST')
  expect((await importing()).body).not.toMatchObject({ code: 'not-found' })
  await change({ roles: ['compliance'] })
  expect((await importing()).body).toMatchObject({ code: 'not-found' })
  await change({ state: 'suspended' })
  expect((await over.ask('/api/assets')).status).toBe(401)
  await change({ state: 'active' })
  expect((await over.ask('/api/assets')).status).toBe(200)
  expect((await founder.send('POST', `/api/access/accounts/${accountId}/recovery`)).status).toBe(200)
  expect((await over.ask('/api/assets')).status).toBe(401)
  const ends = await programOf(founder, { ...PROGRAM, days: 1 })
  clock.advance(11 * HOUR)
  founder = await house.founder()
  expect((await ends.ask('/api/assets')).status).toBe(200)
  clock.advance(13 * HOUR)
  expect((await ends.ask('/api/assets')).status).toBe(401)
})

test('at each start older links are void, until an administrator can sign in by password and code', async () => {
  await using own = await openHouse({ clock: () => clock.now() })
  const first = own.hub.link
  await own.stopHub()
  await own.startHub()
  expect((await own.openLink(first)).status).toBe(401)
  const person = await own.signIn(own.openLink(own.hub.link))
  // An authenticator without a password opens nothing: the next start must still give a link.
  const { secret } = (await person.send('POST', '/api/account/totp')).body as { secret: string }
  await person.send('POST', '/api/account/totp/confirmation', { code: codeOf(secret) })
  await own.stopHub()
  await own.startHub()
  expect(own.hub.link).not.toBeNull()
  const again = await own.signIn(own.openLink(own.hub.link))
  await again.send('PUT', '/api/account/password', { name: 'keeper', password: PASSWORD })
  await own.stopHub()
  await own.startHub()
  expect([own.hub.link, await own.hub.issueLink()]).toEqual([null, null])
  clock.advance(60_000_000)
  const signed = await own.ask('/api/session', jsonOf({ name: 'keeper', password: PASSWORD, code: codeOf(secret) }))
  expect(signed.status).toBe(200)
})

test('the eleventh attempt to sign in within a minute is told to wait', async () => {
  await using own = await openHouse({ attemptsPerMinute: null })
  const attempt = () => own.ask('/api/session', jsonOf({ name: 'founder', password: 'a guess at it', code: '123456' }))
  const statuses: number[] = []
  for (let tries = 0; tries < 10; tries++) statuses.push((await attempt()).status)
  expect(statuses).toEqual(Array.from({ length: 10 }, () => 401))
  const refused = await attempt()
  expect(refused).toMatchObject({
    status: 429,
    body: { code: 'too-many-requests', type: 'urn:problem:too-many-requests' },
  })
  expect(refused.headers.get('content-type')).toContain('application/problem+json')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})
