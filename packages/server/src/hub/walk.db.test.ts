// The separation walk: every role × every route × every label, generated from the lists themselves. Nobody reads a text of another
// domain's monitoring or of another site, and what is forbidden answers exactly as what does not exist.
import type { SessionView } from '@penstock/contract/access'
import { ROUTES } from '@penstock/contract/catalogue'
import type { Route } from '@penstock/contract/route'
import { GuestRoom, ProgramRoom, Role } from '@penstock/model/operating-model'
import { openDump } from '@penstock/store/state'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { canaryOf, DOMAINS, type Person, SITES } from './estate.fixture.ts'
import {
  ABSENT,
  type Ask,
  addresses,
  asksOf,
  ENDS,
  eachInFlight,
  hasRight,
  leaksIn,
  NAMES_ONE,
  NOT_FOUND,
  paramsOf,
  READS,
  reachesByModel,
  reading,
  readings,
  SHARED,
  STREAMS,
  shapeOf,
  shown,
} from './walk-asks.fixture.ts'
import { bodyFor } from './walk-bodies.fixture.ts'
import { estate, guests, ids, logged, named, openWalk, people, twins, WALK_MS } from './walk-estate.fixture.ts'
import { QUIET, SHOWS } from './walk-expectations.fixture.ts'
import { BY_THE_CLOCK, follow, steady, TOLD_TO_ALL, workInOt } from './walk-live.fixture.ts'
import { marksIn, textOf } from './walk-marks.fixture.ts'
import { askingUnder, INTEGRATED, switchTo, TURNS } from './walk-models.fixture.ts'

beforeAll(openWalk, WALK_MS)
afterAll(async () => await estate[Symbol.asyncDispose]())

test(
  '[E08] [O02] no role and no guest reads a text of another domain or another site through any route',
  async () => {
    const leaks: string[] = []
    const asks = people.flatMap((person) => READS.flatMap((route) => asksOf(person, route, INTEGRATED)))
    await eachInFlight(asks, async ({ person, route, address, ...ask }) => {
      const { status, text } = await reading(person, address)
      // The right is missing: not a word more than of a route that is not there.
      if (!ask.hasRight && shapeOf(status, text) !== NOT_FOUND)
        leaks.push(`${person.name} ${address}: ${shapeOf(status, text)}`)
      leaks.push(...leaksIn({ person, route, address }, text, INTEGRATED))
    })
    expect(leaks).toEqual([])
    console.log(`separation walk: ${asks.length} reads by ${people.length} people`)
    const asked = Map.groupBy(asks, ({ route }) => route)
    const least = Role.options.length + guests.length
    const passedOver = READS.filter((route) => new Set(asked.get(route)?.map(({ person }) => person)).size < least)
    expect(passedOver.map(({ path }) => path)).toEqual([])
  },
  WALK_MS,
)

test('who may the same as another is told so by the server, which is why the other one asks for both', async () => {
  const rightsOf = async (person: Person) => {
    const { permissions, sites, domain } = (await (await person.get('/api/session')).json()) as SessionView
    return { permissions: permissions.toSorted(), sites, domain }
  }
  for (const [guest, other] of twins) {
    const rights = await rightsOf(guest)
    expect([guest.name, rights]).toEqual([guest.name, await rightsOf(other)])
    expect(rights.permissions).toEqual([...guest.permissions].toSorted())
  }
  expect(guests.length + twins.length).toBe(7 + 4 * GuestRoom.options.length)
})

test('the canaries can be seen by whom they are for, so that not seeing them means something', async () => {
  for (const domain of DOMAINS) {
    const person = people.find(({ name }) => name === `${domain}-analyst-alpha`)
    const text = await (await person!.get(`/api/${domain}/operations`)).text()
    expect(text).toContain(canaryOf(domain, 'alpha'))
    expect(text).not.toContain(canaryOf(domain, 'beta'))
    const cases = await (await person!.get('/api/incidents')).text()
    expect([cases.includes(canaryOf(domain, 'alpha')), cases.includes(canaryOf(domain, 'beta'))]).toEqual([true, false])
    for (const list of ['values', 'states', 'transfers', 'logons', 'discoveries', 'baselines/deviations']) {
      const events = await (await person!.get(`/api/${domain}/${list}?address=${ENDS}`)).text()
      expect(events).toContain(canaryOf(domain, 'alpha'))
      expect(events).not.toContain(canaryOf(domain, 'beta'))
    }
    for (const list of ['events', 'events/unknown']) {
      const lines = await (await person!.get(`/api/${domain}/${list}`)).text()
      expect(lines).toContain(canaryOf(domain, 'alpha'))
      expect(lines).not.toContain(canaryOf(domain, 'beta'))
    }
    for (const path of ['/api/conversations', `/api/conversations/${ids.conversation.get('alpha')}`]) {
      const talk = await (await person!.get(path)).text()
      expect([path, talk.includes(canaryOf(domain, 'alpha'))]).toEqual([
        path,
        domain === 'ot' || path === '/api/conversations',
      ])
      expect(talk).not.toContain(canaryOf(domain, 'beta'))
    }
    const register = await (await person!.get('/api/assets')).text()
    expect(register).toContain('device-of-alpha')
    expect(register).not.toContain('device-of-beta')
  }
})

test(
  'what a person may not see answers exactly as what does not exist, on every route and method',
  async () => {
    const differing: string[] = []
    const ask = async (person: Person, route: Route, path: string) => {
      if (route.method === 'GET') {
        const { status, text } = await reading(person, path)
        return shapeOf(status, text)
      }
      const answer = await person.send(route.method, path, bodyFor(route), route.upload)
      return shapeOf(answer.status, await answer.text())
    }
    const refused: Ask[] = []
    const elsewhere: (Ask & { readonly absent: string })[] = []
    for (const person of people)
      for (const route of ROUTES.filter(({ stream }) => stream !== 'text/event-stream')) {
        refused.push(...asksOf(person, route, INTEGRATED).filter((one) => !one.hasRight && route.method !== 'GET'))
        if (person.sites === '*' || !NAMES_ONE.test(route.path)) continue
        if (reachesByModel(person, route, 'ot', INTEGRATED, 'beta')) continue
        for (const [at, address] of addresses(route, paramsOf('beta')).entries()) {
          const side = route.side === 'hub' ? null : DOMAINS[at]!
          if (!hasRight(person, route, side, INTEGRATED)) continue
          elsewhere.push({
            person,
            site: 'beta',
            route,
            address,
            absent: addresses(route, ABSENT)[at]!,
            hasRight: true,
          })
        }
      }
    await eachInFlight(refused, async ({ person, route, address }) => {
      const answer = await ask(person, route, address)
      if (answer !== NOT_FOUND) differing.push(`${person.name} ${route.method} ${address}: ${answer}`)
    })
    await eachInFlight(elsewhere, async ({ person, route, address, absent }) => {
      const [forbidden, missing] = [await ask(person, route, address), await ask(person, route, absent)]
      if (forbidden !== missing) differing.push(`${person.name} ${route.method} ${address}: ${forbidden} / ${missing}`)
    })
    expect(differing).toEqual([])
    console.log(`writes without the right: ${refused.length}, forbidden against absent: ${elsewhere.length}`)
    expect(refused.length).toBeGreaterThan(1000)
    expect(elsewhere.length).toBeGreaterThan(150)
  },
  WALK_MS,
)

test('who talks to whom in the other domain is neither listed, counted, drawn nor exported', async () => {
  const analyst = people.find(({ name }) => name === 'it-analyst-all')!
  const list = (await (await analyst.get('/api/conversations')).json()) as { total: number; items: unknown[] }
  expect([list.total, list.items.length]).toEqual([SITES.length, SITES.length])
  const graph = (await (await analyst.get('/api/traffic/graph?by=zone')).json()) as {
    total: { conversations: number }
  }
  expect(graph.total.conversations).toBe(SITES.length)
  expect((await (await analyst.get('/api/traffic/graph?domain=ot')).json()) as { code: string }).toMatchObject({
    code: 'traffic.question-needed',
  })
  const none = (await (await analyst.get('/api/traffic/graph?domain=ot&answered=yes')).json()) as { nodes: unknown[] }
  expect(none.nodes).toEqual([])
  const csv = await (await analyst.get('/api/conversations.csv')).text()
  expect(csv.trimEnd().split('\r\n')).toHaveLength(2 + SITES.length)
  expect(csv).not.toContain('-ot')
})

test('[E08] from the IT side there is no way to raw OT data, to its sensors or to the inner doors of a cell', async () => {
  const analyst = people.find(({ name }) => name === 'it-analyst-all')!
  for (const path of [
    '/api/ot/operations',
    '/api/ot/conversations',
    '/api/ot/captures',
    '/api/ot/sensors',
    '/api/ot/activity',
    '/api/ot/events',
    '/api/ot/events/unknown',
    '/api/ot/internal/sources',
    '/api/it/internal/sources',
    '/api/ot/internal/arriving',
    '/api/it/internal/arriving',
    '/api/ot/jobs',
    '/api/ot/internal/facts?after=0&limit=10&waitMs=0',
    '/api/it/internal/facts?after=0&limit=10&waitMs=0',
    '/api/it/../ot/operations',
    '/api/it/%2e%2e/ot/operations',
    '/api/ot//internal/facts?after=0&limit=10&waitMs=0',
    '/api/ot/%69nternal/facts?after=0&limit=10&waitMs=0',
  ]) {
    const answer = await analyst.get(path)
    expect([path, answer.status]).toEqual([path, 404])
    expect(await answer.text()).not.toContain('canary')
  }
  // Of sources it knows those of its own domain, by name and number.
  const sources = (await (await analyst.get('/api/sources')).json()) as { items: { domain: string }[] }
  expect(new Set(sources.items.map(({ domain }) => domain))).toEqual(new Set(['it']))
  // What it may know: that the assets exist.
  const register = (await (await analyst.get('/api/assets?limit=100')).json()) as { total: number }
  expect(register.total).toBe(8)
  const asset = (await (await analyst.get(`/api/assets/${ids.asset.get('alpha')}`)).json()) as { peers: unknown[] }
  expect(asset.peers.length).toBeLessThanOrEqual(1)
})

test('[O02] a guest is answered by a route only if one of its rooms opens it, and never where accounts are kept', async () => {
  const wrong: string[] = []
  const routes = READS.filter(({ permission }) => permission !== 'public' && permission !== 'session')
  const asks = guests.flatMap((person) => routes.flatMap((route) => asksOf(person, route, INTEGRATED)))
  for (const { person, route, address, ...ask } of asks) {
    const { status } = await reading(person, address)
    // What it may ask can still be absent, or be refused where the site has no plant; what it may not ask is always absent.
    if (!ask.hasRight && status !== 404) wrong.push(`${person.name} ${address}: ${status}`)
    if (ask.hasRight && ![200, 400, 404, 422, 503].includes(status)) wrong.push(`${person.name} ${address}: ${status}`)
    if (route.permission === 'access:manage' && status !== 404) wrong.push(`${person.name} ${address}: ${status}`)
  }
  expect(wrong).toEqual([])
  console.log(`guests walked: ${guests.length} guests, ${asks.length} reads`)
})

test('nobody without a session gets anything but the pages', async () => {
  for (const route of READS.filter(({ permission }) => permission !== 'public'))
    for (const address of addresses(route, paramsOf('alpha'))) {
      const answer = await fetch(estate.url + address)
      expect([address, answer.status]).toEqual([address, 401])
    }
})

test(
  '[E08] [E12:2] [E14] under each operating model everybody sees through the cells what it grants, and nothing else',
  async () => {
    const followingTheModel = READS.filter((route) => route.side === 'cell' || !SHARED.has(route.permission))
    const leaks: string[] = []
    let reads = 0
    for (const { rules, coordinator, asking } of TURNS) {
      await switchTo(rules)
      readings.clear()
      const seen = new Set<string>()
      const asks = (asking?.map(named) ?? askingUnder(rules)).flatMap((person) =>
        followingTheModel.flatMap((route) => asksOf(person, route, rules).filter(({ site }) => site === 'alpha')),
      )
      reads += asks.length
      await eachInFlight(asks, async ({ person, route, address, ...ask }) => {
        const { status, text } = await reading(person, address)
        if (!ask.hasRight && shapeOf(status, text) !== NOT_FOUND)
          leaks.push(`${rules.model}: ${person.name} ${address}: ${shapeOf(status, text)}`)
        leaks.push(...leaksIn({ person, route, address }, text, rules))
        for (const { of, at, kind } of marksIn(text)) if (kind !== 'chain') seen.add(`${person.name} ${of} ${at}`)
      })
      const opened = DOMAINS.flatMap((of) => SITES.map((at) => `${of} ${at}`)).filter((one) =>
        seen.has(`soc-lead-all ${one}`),
      )
      expect([rules, opened]).toEqual([rules, coordinator])
      expect([seen.has('ot-analyst-all ot beta'), seen.has('ot-analyst-all it alpha')]).toEqual([true, false])
    }
    expect(leaks).toEqual([])
    console.log(`separation walk under each model: ${reads} reads`)
  },
  WALK_MS,
)

test('every route is expected to tell what it tells of monitoring, or to be quiet; a new one is in neither list', () => {
  const told = Object.fromEntries(
    [...shown].map(([{ side, path }, kinds]) => [`${side} ${path}`, [...kinds].toSorted()]),
  )
  const loud = Object.fromEntries(Object.entries(told).filter(([, kinds]) => kinds.length > 0))
  expect(loud).toEqual(SHOWS)
  expect(
    Object.keys(told)
      .filter((route) => !(route in loud))
      .toSorted(),
  ).toEqual([...QUIET].toSorted())
})

test('[E08:3] a program in the name of a person with monitoring reads no text of monitoring', async () => {
  const person = named('ot-analyst-all')
  const wanted = JSON.stringify({ name: 'a program', rooms: ProgramRoom.options, days: 1 })
  const made = await person.send('POST', '/api/account/tokens', wanted)
  const { secret } = (await made.json()) as { secret: string }
  const told: string[] = []
  let answered = 0
  const asks = READS.flatMap((route) => asksOf(person, route, INTEGRATED))
  await eachInFlight(asks, async ({ address }) => {
    const answer = await fetch(estate.url + address, { headers: { authorization: `Bearer ${secret}` } })
    if (answer.ok) answered += 1
    const marks = marksIn(textOf(Buffer.from(await answer.arrayBuffer())))
    if (marks.length > 0) told.push(`${address}: ${JSON.stringify(marks)}`)
  })
  expect(told).toEqual([])
  expect(answered).toBeGreaterThan(20)
})

test('[E08:3] what happens in OT alone changes no answer, no count and no live page of those who may not know of it', async () => {
  const asks = [named('it-analyst-all'), named('executive-all')].flatMap((person) =>
    READS.filter(({ path }) => !TOLD_TO_ALL.has(path) && !BY_THE_CLOCK.has(path)).flatMap((route) =>
      asksOf(person, route, INTEGRATED).filter((ask) => ask.hasRight),
    ),
  )
  const keyOf = ({ person, address }: Ask): string => `${person.name} ${address}`
  const answers = async (wanted: readonly Ask[]) => {
    readings.clear()
    const found = new Map<string, string>()
    await eachInFlight(wanted, async (ask) => {
      found.set(keyOf(ask), steady((await reading(ask.person, ask.address)).text))
    })
    return found
  }
  const streams = await Promise.all(
    STREAMS.flatMap((route) =>
      people
        .filter((person) => !guests.includes(person))
        .flatMap((person) => addresses(route, {}).map((address) => follow(person, address))),
    ),
  )
  const live = (name: string) => streams.find(({ person, path }) => person.name === name && path === '/api/events')!
  const changedByWork = async (wanted: readonly Ask[]): Promise<Ask[]> => {
    const before = await answers(wanted)
    await workInOt()
    await vi.waitFor(
      () => {
        const said = live('ot-analyst-alpha').said()
        expect([said.includes('"detections-ot"'), said.includes('"incidents-ot"')]).toEqual([true, true])
      },
      { timeout: 30_000, interval: 100 },
    )
    const after = await answers(wanted)
    return wanted.filter((ask) => before.get(keyOf(ask)) !== after.get(keyOf(ask)))
  }
  const changed = await changedByWork(asks)
  // A count by the hour changes once when the hour does, a leak whenever there is work.
  const told = changed.length === 0 ? [] : await changedByWork(changed)
  for (const { close } of streams) await close()
  expect(told.map(keyOf)).toEqual([])
  const moved = streams.filter(({ person, said }) => person.domain !== 'ot' && /-ot"|canary/.test(said()))
  expect(moved.map(({ person, path, said }) => `${person.name} ${path} ${said()}`)).toEqual([])
  expect(streams.flatMap(({ said }) => marksIn(said()))).toEqual([])
})

/** Rows of a store as its backup takes them. */
async function backedUp(part: 'core' | 'it' | 'ot'): Promise<ReadonlyMap<string, string>> {
  const dump = part === 'core' ? await openDump(estate.core, 'core') : await openDump(estate.stores[part], 'monitoring')
  try {
    const rows = new Map<string, string>()
    for (const table of dump.tables)
      for await (const lines of dump.rows(table)) rows.set(table.name, (rows.get(table.name) ?? '') + lines.join('\n'))
    return rows
  } finally {
    await dump.release()
  }
}

test('[E08:3] neither the backup of a cell nor that of the hub holds what is not its own, and no log tells it', async () => {
  for (const [own, other] of [
    ['it', 'ot'],
    ['ot', 'it'],
  ] as const) {
    const rows = await backedUp(own)
    const marks = [...rows].flatMap(([table, text]) => marksIn(text).map(({ of, kind }) => ({ table, of, kind })))
    expect(marks.length).toBeGreaterThan(5)
    expect(marks.filter(({ of }) => of === other)).toEqual([])
  }
  const inHub = [...(await backedUp('core'))].map(([table, text]) => [
    table,
    [...new Set(marksIn(text).map(({ kind }) => kind))].toSorted(),
  ])
  expect(Object.fromEntries(inHub.filter(([, kinds]) => kinds!.length > 0))).toEqual(HUB_KEEPS)
  expect(logged.length).toBeGreaterThan(0)
  expect(marksIn(logged.join(''))).toEqual([])
})

/** Tables of the hub that tell of monitoring, and what: who talks to whom, the name of a rule, and what people wrote in cases; nothing raw. */
const HUB_KEEPS = {
  conversation: ['port'],
  detection_headline: ['text'],
  fact: ['port', 'text'],
  handoff: ['handoff'],
  incident_entry: ['case', 'note'],
  incident_side: ['case'],
}
