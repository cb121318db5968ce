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
import {
  estate,
  guests,
  ids,
  logged,
  named,
  openWalk,
  people,
  post,
  raiseDetection,
  twins,
  WALK_MS,
} from './walk-estate.fixture.ts'
import { QUIET, SHOWS } from './walk-expectations.fixture.ts'
import { FILES, SHEET } from './walk-files.fixture.ts'
import { changedByWork } from './walk-live.fixture.ts'
import { marksIn, textOf } from './walk-marks.fixture.ts'
import { askingUnder, INTEGRATED, switchTo, TURNS } from './walk-models.fixture.ts'

beforeAll(openWalk, WALK_MS)
afterAll(async () => {
  await estate?.[Symbol.asyncDispose]()
  await post?.[Symbol.asyncDispose]()
})

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

test('nobody without a session gets anything but the pages, and these say nothing of anybody', async () => {
  const said: string[] = []
  const ask = async (address: string): Promise<number> => {
    const answer = await fetch(estate.url + address, { redirect: 'manual' })
    const text = textOf(Buffer.from(await answer.arrayBuffer()))
    said.push(...marksIn(text).map(({ kind }) => `${address}: ${kind}`))
    if (/device-of-|founder|walk-/.test(text)) said.push(`${address}: a name`)
    return answer.status
  }
  for (const route of [...READS, ...STREAMS].filter(({ permission }) => permission !== 'public'))
    for (const address of addresses(route, paramsOf('alpha')))
      expect([address, await ask(address)]).toEqual([address, 401])
  for (const route of READS.filter(({ permission }) => permission === 'public'))
    for (const address of addresses(route, paramsOf('alpha'))) await ask(address)
  // Addresses of pages, of things of theirs, of files, and of what is beside the files.
  const pages = ['/', '/assets', `/assets/${ids.asset.get('alpha')}`, `/incidents/${ids.chainCase}`, '/static/']
  for (const address of [...pages, '/static/page-abc123.js'])
    expect([address, await ask(address)]).toEqual([address, 200])
  for (const address of ['/core.key', '/.env', '/api/', '/api/nowhere'])
    expect([address, await ask(address)]).toEqual([address, 404])
  expect(said).toEqual([])
})

/** Marks that are no sign of access to a domain: stages of a chain, and words of a handoff that was sent. */
const CROSSES: ReadonlySet<string> = new Set(['chain', 'sent'])

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
        for (const { of, at, kind } of marksIn(text)) if (!CROSSES.has(kind)) seen.add(`${person.name} ${of} ${at}`)
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
    [...shown].map(([{ side, path }, kinds]) => {
      const route = `${side} ${path}`
      return [route, [...kinds].toSorted()]
    }),
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

/** Who may not know of OT: who works in IT, who leads the organisation, and without a central team those who would be of it. */
const OUTSIDE_OT = {
  integrated: ['it-analyst-all', 'executive-all'],
  federated: ['it-analyst-all', 'soc-lead-all', 'central-hunter-all'],
  hybrid: ['it-analyst-all'],
} as const

test(
  '[E08:3] work in one domain alone changes no answer, no count and no live page of those who may not know of it, under each model',
  async () => {
    const changed: string[] = []
    for (const model of ['integrated', 'federated', 'hybrid'] as const) {
      if (model !== 'integrated') await switchTo({ model })
      changed.push(...(await changedByWork('ot', OUTSIDE_OT[model].map(named), { model })))
      if (model === 'federated') changed.push(...(await changedByWork('it', [named('ot-analyst-all')], { model })))
    }
    await switchTo(INTEGRATED)
    expect(changed).toEqual([])
  },
  WALK_MS,
)

/** Who is given the files: of each side somebody for every site, and for one. */
const PRINTED = ['it-analyst-all', 'it-analyst-alpha', 'ot-analyst-all', 'ot-analyst-alpha']

test('[E08:3] what leaves as a file carries the marks of its reader alone, in every form that it has', async () => {
  const leaks: string[] = []
  const told = new Map<string, Set<string>>()
  const files = FILES.flatMap((file) => PRINTED.map((name) => ({ ...file, person: named(name) })))
  await eachInFlight(files, async ({ person, route, form, address }) => {
    const answer = await person.get(address)
    const bytes = Buffer.from(await answer.arrayBuffer())
    const text = textOf(bytes)
    if (!answer.ok) return
    leaks.push(...leaksIn({ person, route, address }, text, INTEGRATED))
    const kinds = told.get(form) ?? new Set()
    told.set(form, kinds)
    for (const { kind } of marksIn(text)) kinds.add(kind)
  })
  expect(leaks).toEqual([])
  // The same sheet says the same in each form: what the search would overlook in one it would miss here.
  const sheet = (form: string) => [...(told.get(form) ?? [])].toSorted()
  expect(sheet('shift pdf')).toEqual(SHEET)
  expect([sheet('shift docx'), sheet('shift xlsx')]).toEqual([SHEET, SHEET])
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
  detection_headline: ['rule', 'text'],
  fact: ['port', 'rule', 'text'],
  handoff: ['handoff', 'sent'],
  incident_entry: [
    ...['artefact', 'belief', 'case', 'evidence', 'function', 'happening', 'id', 'note', 'observable', 'playbook'],
    ...['reason', 'sent', 'source', 'step', 'task', 'team'],
  ],
  incident_side: ['case', 'sent'],
  playbook: ['playbook'],
  saved_view: ['duty', 'view'],
}

test('[E08:3] what the hub sends to people of one side carries no mark of the other, and nothing that anybody wrote', async () => {
  const sides = ['it', 'ot'] as const
  for (const side of sides) await raiseDetection(side, 'alpha', `${canaryOf(side, 'alpha')}-critical`, 'critical')
  await vi.waitFor(
    () => {
      for (const side of sides) {
        const critical = post.sentTo(side).filter((text) => text.includes(`${canaryOf(side, 'alpha')}-critical`))
        // By webhook and by mail: the search finds in both what it looks for.
        expect(critical.length).toBeGreaterThanOrEqual(2)
      }
    },
    { timeout: 60_000, interval: 200 },
  )
  for (const side of sides) {
    const sent = post.sentTo(side)
    const kinds = ['handoff-sent', 'case-opened', 'detection-critical'].filter((kind) =>
      sent.some((text) => text.includes(`"${kind}"`)),
    )
    expect([side, kinds]).toEqual([side, ['handoff-sent', 'case-opened', 'detection-critical']])
    expect([...new Set(marksIn(sent.join('\n')).map(({ of, kind }) => `${of} ${kind}`))]).toEqual([`${side} critical`])
  }
  expect(marksIn(post.sentTo('audit').join('\n'))).toEqual([])
})
