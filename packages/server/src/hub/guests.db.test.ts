// Guests: what they may, that the end bites in the middle of a session, in hub and cells, and what stays when they are gone.
import type { AccountView, InvitationView, SessionView } from '@penstock/contract/access'
import { ROUTES } from '@penstock/contract/catalogue'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { PRINCIPAL_LIFE_S, signPrincipal } from '@penstock/server/access'
import { CELL_SERVICE, HUB_SERVICE, systemClock } from '@penstock/server/runtime'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Answer, type House, openHouse, type Person } from './house.fixture.ts'

const SECOND = 1_000_000
const DAY = 86_400 * SECOND
let skew = 0
const now = () => micros(systemClock() + skew)
let house: House
let founder: Person
let names = 0

beforeAll(async () => {
  house = await openHouse({ clock: now })
  founder = await house.founder()
})
afterAll(async () => await house[Symbol.asyncDispose]())

interface Terms {
  readonly roles?: readonly string[]
  readonly rooms?: readonly string[]
  readonly capacity?: string
  readonly sites?: '*' | readonly string[]
  readonly endsIn?: number
  readonly name?: string
}

function invite(terms: Terms = {}): Promise<Answer> {
  const { roles = ['ot-engineer'], rooms = ['assets', 'monitoring'], capacity = 'integrator' } = terms
  const { sites = '*', endsIn = DAY, name = `guest-${names++}` } = terms
  const endsAt = isoOfMicros(micros(now() + endsIn))
  return founder.send('POST', '/api/access/accounts', { name, roles, sites, endsAt, guest: { capacity, rooms } })
}

async function guest(terms: Terms = {}): Promise<Person> {
  const invited = await invite(terms)
  expect(invited.status, invited.text).toBe(200)
  return await house.signIn(house.openLink((invited.body as { link: string }).link))
}

function shape(answer: Answer): [number, string] {
  return [answer.status, answer.text.replaceAll(/req_[0-9a-f-]+/g, 'req')]
}

function asked(person: Person): string {
  const expiresAt = Math.floor(Date.now() / 1000) + PRINCIPAL_LIFE_S
  const subject = person.view.accountId
  return signPrincipal({ kind: 'person', subject, name: 'g', domain: 'ot', policyVersion: 1, expiresAt }, house.key)
}

/** An open stream: what it said so far, and whether it has ended. */
async function follow(person: Person, path: string) {
  const answer = await fetch(house.hub.url + path, { headers: { cookie: person.cookie } })
  expect(answer.status).toBe(200)
  const state = { text: '', isClosed: false }
  const read = async () => {
    for await (const part of answer.body!) state.text += Buffer.from(part).toString()
  }
  void read()
    .catch(() => {})
    .finally(() => {
      state.isClosed = true
    })
  await vi.waitFor(() => expect(state.text).toContain(': open'), { timeout: 5000 })
  return state
}

test('[O02] a guest sees who it is here for, until when, and has the rights of its rooms only', async () => {
  const person = await guest()
  expect(person.view).toMatchObject({
    domain: 'ot',
    guest: { capacity: 'integrator', rooms: ['assets', 'monitoring'], sponsor: 'founder' },
    endsAt: expect.any(String) as string,
  })
  expect((await person.get('/api/assets')).status).toBe(200)
  expect((await person.get('/api/ot/jobs')).status).toBe(200)
  for (const path of ['/api/breaches', '/api/audit', '/api/access/accounts', '/api/access/tokens?', '/api/it/jobs'])
    expect([path, (await person.get(path)).status]).toEqual([path, path.startsWith('/api/access/tokens') ? 200 : 404])
  const inZones = await guest({ rooms: ['zones'] })
  expect((await inZones.get('/api/breaches')).status).toBe(200)
  for (const path of ['/api/assets', '/api/ot/jobs', '/api/home'])
    expect([path, (await inZones.get(path)).status]).toEqual([path, 404])
})

test.each([
  { what: 'the rights of an administrator', terms: { roles: ['administrator'] }, code: 'access.guest-role' },
  { what: 'a lead', terms: { roles: ['ot-lead'] }, code: 'access.guest-role' },
  { what: 'both domains', terms: { roles: ['it-analyst', 'ot-analyst'] }, code: 'access.two-domains' },
  { what: 'a role of another capacity', terms: { capacity: 'auditor' }, code: 'access.guest-role' },
  { what: 'an end that is over', terms: { endsIn: -1 }, code: 'access.guest-end' },
  { what: 'an end in two years', terms: { endsIn: 730 * DAY }, code: 'access.guest-end' },
  { what: 'no room', terms: { rooms: [] }, code: 'invalid-request' },
  { what: 'a name that is markup', terms: { name: '<script>alert(1)</script>' }, code: 'invalid-request' },
])('[O02] nobody is invited as a guest with $what', async ({ terms, code }) => {
  expect((await invite(terms)).body).toMatchObject({ code })
})

test('[O02] what a guest is refused at the invitation it is refused by a change as well, and no guest changes anything of it', async () => {
  const person = await guest()
  const id = person.view.accountId
  const account = async () =>
    ((await founder.get('/api/access/accounts')).body as { items: AccountView[] }).items.find((one) => one.id === id)!
  const change = async (body: object) =>
    await founder.send('PATCH', `/api/access/accounts/${id}`, { version: (await account()).version, ...body })
  expect((await change({ roles: ['administrator'] })).body).toMatchObject({ code: 'access.guest-role' })
  expect((await change({ roles: ['ot-engineer', 'it-analyst'] })).body).toMatchObject({ code: 'access.two-domains' })
  expect((await change({ endsAt: null })).body).toMatchObject({ code: 'access.guest-end' })
  expect((await change({ endsAt: isoOfMicros(micros(now() - 1)) })).body).toMatchObject({ code: 'access.guest-end' })
  const endsAt = isoOfMicros(micros(now() + 2 * DAY))
  expect((await change({ endsAt, rooms: ['zones'] })).body).toMatchObject({ endsAt, guest: { rooms: ['zones'] } })
  expect((await person.get('/api/session')).status).toBe(401)
  const member = await house.person(founder, `member-${names++}`, ['compliance'])
  const rooms = await founder.send('PATCH', `/api/access/accounts/${member.view.accountId}`, {
    version: 2,
    rooms: ['zones'],
  })
  expect(rooms.body).toMatchObject({ code: 'access.not-a-guest' })
})

test('[O02] at the instant of its end the streams of a guest close, the hub knows no session and the cell no such person', async () => {
  const person = await guest({ endsIn: 4 * SECOND })
  const other = await guest()
  const [mine, inCell, theirs] = [
    await follow(person, '/api/events'),
    await follow(person, '/api/ot/jobs/events'),
    await follow(other, '/api/events'),
  ]
  expect((await house.askCell('ot', '/jobs', asked(person))).status).toBe(200)
  const ends = Date.parse(person.view.endsAt!)
  await vi.waitFor(() => expect([mine.isClosed, inCell.isClosed]).toEqual([true, true]), { timeout: 10_000 })
  expect(Date.now()).toBeGreaterThanOrEqual(ends)
  expect(Date.now() - ends).toBeLessThan(2000)
  expect(theirs.isClosed).toBe(false)
  const nobody = await house.ask('/api/session')
  for (const path of ['/api/session', '/api/assets', '/api/ot/jobs', '/api/events'])
    expect([path, ...shape(await person.get(path))]).toEqual([path, ...shape(nobody)])
  // The cell by itself, with a principal that the hub still signs.
  const absent = await house.askCell('ot', '/jobs', asked({ ...person, view: { ...person.view, accountId: 'acc_x' } }))
  expect(shape(await house.askCell('ot', '/jobs', asked(person)))).toEqual(shape(absent))
})

test('[O02] a cell that is cut off from the hub refuses an ended guest by its own clock and its own copy of the policy', async () => {
  const person = await guest({ endsIn: 3600 * SECOND })
  expect((await house.askCell('ot', '/jobs', asked(person))).status).toBe(200)
  skew = 3600 * SECOND
  try {
    expect((await house.askCell('ot', '/jobs', asked(person))).status).toBe(404)
    expect((await person.get('/api/session')).status).toBe(401)
  } finally {
    skew = 0
  }
})

test('[O02] a stream that is open when the clock jumps past the end says nothing more', async () => {
  const person = await guest({ endsIn: 600 * SECOND })
  const stream = await follow(person, '/api/events')
  skew = 601 * SECOND
  try {
    const site = ((await founder.get('/api/sites')).body as { items: { site: string; version: number }[] }).items[0]!
    await founder.send('PATCH', `/api/sites/${site.site}`, { version: site.version, name: `moved ${names++}` })
    await vi.waitFor(() => expect(stream.isClosed).toBe(true), { timeout: 5000 })
    expect(stream.text).not.toContain('event: change')
  } finally {
    skew = 0
  }
})

test('[O02] every act of a guest is in the chains with its sponsor, also what it was refused', async () => {
  const person = await guest()
  await person.get('/api/assets')
  await person.get('/api/access/accounts')
  await person.get('/api/ot/jobs')
  await person.send('POST', '/api/ot/jobs/job_00000000000000000000000000/cancellation')
  const subject = person.view.accountId
  const entries = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx
      .selectFrom('audit_entry')
      .select(['object', 'details'])
      .where('actor', '=', subject)
      .where('action', '=', 'guest.request')
      .orderBy('seq')
      .execute(),
  )
  const { accountId: sponsor } = founder.view
  const details = { sponsor, capacity: 'integrator', method: 'GET' }
  expect(entries).toEqual([
    { object: '/api/assets', details },
    { object: '/api/access/accounts', details },
    { object: '/api/ot/jobs', details },
    {
      object: '/api/ot/jobs/job_00000000000000000000000000/cancellation',
      details: { ...details, method: 'POST' },
    },
  ])
  const inCell = await house
    .storeOf('ot')
    .transaction(CELL_SERVICE, (tx) =>
      tx.selectFrom('audit_entry').select(['action', 'details']).where('actor', '=', subject).orderBy('seq').execute(),
    )
  expect(inCell).toEqual([
    { action: 'monitoring.read', details: { sponsor } },
    { action: 'monitoring.write', details: { sponsor } },
  ])
})

test('[O02] what a guest left stays with the organisation, under its name', async () => {
  const person = await guest({ rooms: ['assets', 'plant'], endsIn: 60 * SECOND })
  const sites = (await person.get('/api/sites')).body as { items: { site: string; version: number }[] }
  const { site, version } = sites.items[0]!
  const name = `named by a guest ${names++}`
  expect((await person.send('PATCH', `/api/sites/${site}`, { version, name })).status).toBe(200)
  skew = 61 * SECOND
  try {
    expect((await person.get('/api/sites')).status).toBe(401)
    const after = (await founder.get('/api/sites')).body as { items: { name: string }[] }
    expect(after.items[0]!.name).toBe(name)
    const row = await house.core.transaction(HUB_SERVICE, (tx) =>
      tx.selectFrom('site').select('named_by').where('site', '=', site).executeTakeFirst(),
    )
    expect(row?.named_by).toBe(person.view.accountId)
    const kept = ((await founder.get('/api/access/accounts')).body as { items: AccountView[] }).items
    expect(kept.find(({ id }) => id === person.view.accountId)).toMatchObject({ isEnded: true, sessions: 0 })
  } finally {
    skew = 0
  }
})

test('[O02] a guest of one site sees that site alone, and a sponsor is of the house', async () => {
  const elsewhere = await guest({ sites: ['elsewhere'] })
  expect((await elsewhere.get('/api/sites')).body).toEqual({ items: [] })
  const endsAt = isoOfMicros(micros(now() + DAY))
  for (const sponsorId of [elsewhere.view.accountId, 'acc_00000000000000000000000000', 'x']) {
    const given = { capacity: 'auditor', rooms: ['audit'], sponsorId }
    const body = { name: `guest-${names++}`, roles: ['compliance'], sites: '*', endsAt, guest: given }
    expect((await founder.send('POST', '/api/access/accounts', body)).body).toMatchObject({ code: 'access.no-sponsor' })
  }
})

test('[O02] no route that keeps accounts, enrols or makes policy opens to any guest, whatever its role and rooms', async () => {
  const rooms = ['assets', 'zones', 'plant', 'monitoring', 'audit']
  const guests = [
    await guest({ rooms }),
    await guest({ rooms, capacity: 'adviser', roles: ['it-analyst'] }),
    await guest({ rooms, capacity: 'auditor', roles: ['compliance'] }),
  ]
  let askedRoutes = 0
  for (const route of ROUTES.filter(
    ({ permission }) => permission === 'access:manage' || permission === 'sensor:enrol',
  ))
    for (const person of guests) {
      askedRoutes++
      const path = `/api${route.path.replaceAll(/\{\w+\}/g, 'x')}`
      const answer = route.method === 'GET' ? await person.get(path) : await person.send(route.method, path, {})
      expect([route.method, path, answer.status]).toEqual([route.method, path, 404])
    }
  expect(askedRoutes).toBeGreaterThan(30)
})

test('an invitation has no right until its link is opened; it can be sent again, which voids the first, and withdrawn', async () => {
  const name = `invited-${names++}`
  const made = await founder.send('POST', '/api/access/accounts', { name, roles: ['ot-analyst'], sites: '*' })
  const { account, link } = made.body as { account: AccountView; link: string }
  expect(account.state).toBe('invited')
  const pending = async () =>
    ((await founder.get('/api/access/invitations')).body as { items: InvitationView[] }).items.filter(
      (one) => one.name === name,
    )
  expect(await pending()).toMatchObject([{ invitedBy: 'founder', isLapsed: false, guest: null }])
  const inCell = { ...founder, view: { ...founder.view, accountId: account.id } }
  expect((await house.askCell('ot', '/jobs', asked(inCell))).status).toBe(404)
  const again = await founder.send('POST', `/api/access/invitations/${account.id}/link`)
  expect((await house.openLink(link)).body).toMatchObject({ code: 'access.link-spent' })
  const opened = await house.openLink((again.body as { link: string }).link)
  expect(opened).toMatchObject({ status: 200, body: { name } satisfies Partial<SessionView> })
  expect((await house.askCell('ot', '/jobs', asked(inCell))).status).toBe(200)
  expect(await pending()).toEqual([])
  // Taken up: neither sent again nor withdrawn.
  expect((await founder.send('POST', `/api/access/invitations/${account.id}/link`)).status).toBe(404)
  expect((await founder.send('DELETE', `/api/access/invitations/${account.id}`)).status).toBe(404)

  const second = `invited-${names++}`
  const body = { name: second, roles: ['compliance'], sites: '*' }
  const other = (await founder.send('POST', '/api/access/accounts', body)).body as {
    account: AccountView
    link: string
  }
  expect((await founder.send('DELETE', `/api/access/invitations/${other.account.id}`)).status).toBe(204)
  expect((await house.openLink(other.link)).status).toBe(401)
  expect((await founder.send('POST', '/api/access/accounts', body)).status).toBe(200)
})

test('an invitation lapses after a week, and no later than the guest would end', async () => {
  const given = { name: `invited-${names++}`, roles: ['compliance'], sites: '*' }
  const week = (await founder.send('POST', '/api/access/accounts', given)).body as { link: string; expiresAt: string }
  expect(Math.round((Date.parse(week.expiresAt) - now() / 1000) / 86_400_000)).toBe(7)
  const short = (await invite({ endsIn: 3600 * SECOND })).body as { link: string; expiresAt: string }
  expect(Date.parse(short.expiresAt)).toBeLessThanOrEqual(now() / 1000 + 3_600_000)
  skew = 3601 * SECOND
  try {
    expect((await house.openLink(short.link)).status).toBe(401)
    skew = 7 * DAY + SECOND
    expect((await house.openLink(week.link)).status).toBe(401)
  } finally {
    skew = 0
  }
})
