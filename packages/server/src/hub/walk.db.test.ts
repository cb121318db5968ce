// The separation walk: every role × every route × every label, generated from the lists themselves. Nobody reads a text of another
// domain's monitoring or of another site, and what is forbidden answers exactly as what does not exist.
import { randomUUID } from 'node:crypto'
import type { SessionView } from '@penstock/contract/access'
import { ROUTES } from '@penstock/contract/catalogue'
import { PROBLEMS } from '@penstock/contract/problems'
import type { Route } from '@penstock/contract/route'
import type { Finding } from '@penstock/model/detections'
import { idOfUuid, micros, type SiteKey } from '@penstock/model/kernel'
import {
  Capacity,
  type CellGrant,
  cellGrantOf,
  GUEST_ROLES,
  GuestRoom,
  type Independence,
  type PolicyRules,
  ProgramRoom,
  Role,
  reachOf,
} from '@penstock/model/operating-model'
import { Detections } from '@penstock/server/detections'
import { Signal } from '@penstock/server/facts'
import { problemOf } from '@penstock/server/http'
import { CELL_SERVICE } from '@penstock/server/runtime'
import { openDump } from '@penstock/store/state'
import { type MadeAdvisory, madeCsaf } from '@penstock/testkit/advisories'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Attack } from './attack.fixture.ts'
import { ransomware } from './attacks.fixture.ts'
import {
  canaryBatch,
  canaryLines,
  canaryOf,
  DOMAINS,
  type Estate,
  openEstate,
  type Person,
  SITES,
} from './estate.fixture.ts'
import type { Answer } from './house.fixture.ts'
import { QUIET, SHOWS } from './walk-expectations.fixture.ts'

/** Thousands of requests, each with its audit entry, on a machine that may have other work. */
const WALK_MS = 900_000
let estate: Estate
let people: Person[]
const guests: Person[] = []
/** Guests that may exactly what a guest of the walk may: each with the one that is asked in its place. */
const twins: [Person, Person][] = []
const ids = {
  asset: new Map<string, string>(),
  job: '',
  finding: new Map<string, string>(),
  shadow: new Map<string, string>(),
  /** Seen by the OT sensor of the site. */
  conversation: new Map<string, string>(),
  match: new Map<string, string>(),
  /** Of the OT team. */
  incident: new Map<string, string>(),
  handoff: new Map<string, string>(),
  /** Of both teams at alpha, opened by the chain. */
  chainCase: 'inc_00000000000000000000000000',
  /** Of the OT cell. */
  detection: new Map<string, string>(),
  /** Of the OT team, with a run. */
  hunt: new Map<string, string>(),
  huntRun: new Map<string, string>(),
}

/** What hub and cells wrote to their logs. */
const logged: string[] = []

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => logged.push(String(line)) > 0)
  estate = await openEstate('info')
  for (const domain of DOMAINS)
    for (const site of SITES) {
      const stored = await estate.sendBatch(
        await estate.token(domain, site),
        domain,
        madeDevice(canaryBatch(domain, site)),
      )
      expect(stored.status, await stored.clone().text()).toBe(200)
      const sent = await estate.sendLines(domain, site, canaryLines(domain, site))
      expect(sent.status, await sent.clone().text()).toBe(200)
      await raiseDetection(domain, site)
    }
  people = []
  for (const role of Role.options)
    for (const sites of ['*', ['alpha']] as const)
      people.push(
        await estate.person(`${role}-${sites === '*' ? 'all' : 'alpha'}`, [role], sites === '*' ? '*' : [...sites]),
      )
  await inviteGuests()
  people.push(...guests)
  await vi.waitFor(
    async () => {
      const { total } = (await (await estate.founder.get('/api/assets')).json()) as { total: number }
      expect(total).toBe(8)
    },
    { timeout: 20_000, interval: 200 },
  )
  const { items } = (await (await estate.founder.get('/api/assets?limit=100')).json()) as {
    items: { id: string; site: string }[]
  }
  for (const item of items) ids.asset.set(item.site, item.id)
  const talkers = (await (await estate.founder.get('/api/unregistered')).json()) as {
    items: { id: string; site: string }[]
  }
  for (const item of talkers.items) ids.finding.set(item.site, item.id)
  const shadows = (await (await estate.founder.get('/api/shadow')).json()) as { items: { id: string; site: string }[] }
  for (const item of shadows.items) ids.shadow.set(item.site, item.id)
  expect(ids.shadow.size).toBe(SITES.length)
  const talks = (await (await estate.founder.get('/api/conversations')).json()) as {
    items: { id: string; site: string }[]
  }
  for (const item of talks.items) ids.conversation.set(item.site, item.id)
  expect(ids.conversation.size).toBe(SITES.length)
  await openCases()
  await saveHunts()
  const brought = await estate.founder.send(
    'POST',
    '/api/vulnerabilities/imports',
    JSON.stringify(madeCsaf(ADVISORY)),
    'application/octet-stream',
  )
  expect(brought.status, await brought.clone().text()).toBe(200)
  await vi.waitFor(
    async () => {
      const matches = (await (await estate.founder.get('/api/vulnerabilities')).json()) as {
        items: { id: string; site: string }[]
      }
      for (const item of matches.items) ids.match.set(item.site, item.id)
      expect(matches.items.length).toBe(SITES.length * DOMAINS.length)
    },
    { timeout: 20_000, interval: 200 },
  )
  await sendChain()
}, WALK_MS)
afterAll(async () => await estate[Symbol.asyncDispose]())

/** Each capacity with each role that it may hold in every room of every site, and each such role in one room of one site. */
async function inviteGuests(): Promise<void> {
  const asked = new Map<string, Person>()
  const invite = async (...given: Parameters<Estate['guest']>): Promise<void> => {
    const guest = await estate.guest(...given)
    const rights = JSON.stringify([[...guest.permissions].toSorted(), guest.domain, guest.sites])
    const twin = asked.get(rights)
    if (twin === undefined) guests.push(guest)
    else twins.push([guest, twin])
    asked.set(rights, twin ?? guest)
  }
  const inOneRoom = new Set<Role>()
  for (const capacity of Capacity.options)
    for (const role of GUEST_ROLES[capacity]) {
      const name = `guest-${capacity}-${role}`
      await invite(name, [role], '*', { capacity, rooms: [...GuestRoom.options] })
      if (inOneRoom.has(role)) continue
      inOneRoom.add(role)
      for (const room of GuestRoom.options)
        await invite(`${name}-${room}`, [role], ['alpha'], { capacity, rooms: [room] })
    }
}

/** A case of each team at each site, and a tip from OT that nobody has delivered to a person yet. */
async function openCases(): Promise<void> {
  const lead = await estate.person('walk-it-lead', ['it-lead'], '*')
  for (const domain of DOMAINS)
    for (const site of SITES) {
      const person = domain === 'ot' ? estate.founder : lead
      const send = async (path: string, body: object) => {
        const answer = await person.send('POST', path, JSON.stringify(body))
        expect(answer.status, await answer.clone().text()).toBe(200)
        return (await answer.json()) as { readonly id: string; readonly version: number }
      }
      const words = { title: `${canaryOf(domain, site)}-case`, severity: 3, consequence: 3, function: null, team: 'x' }
      const { id } = await send(`/api/sites/${site}/incidents`, words)
      const { version } = await send(`/api/incidents/${id}/entries`, {
        ...{ version: 1, entry: { kind: 'noted', text: `${canaryOf(domain, site)}-note` } },
      })
      const handed = {
        version,
        what: `${canaryOf(domain, site)}-handoff`,
        soWhat: 'x',
        done: 'x',
        asked: 'x',
        byWhen: '2099-01-01',
      }
      const rest = {
        toTeam: 'x',
        parts: [],
        scenario: null,
        containment: 'none',
        safetyConstraints: [],
        expiresAt: null,
      }
      const drafted = await send(`/api/incidents/${id}/handoffs`, { ...handed, ...rest, openQuestions: [] })
      if (domain === 'it') continue
      ids.incident.set(site, id)
      ids.handoff.set(site, drafted.id)
    }
}

/** A detection that names its domain and site in every text that a cell may tell of it. */
async function raiseDetection(domain: 'it' | 'ot', site: SiteKey, rule = canaryOf(domain, site)): Promise<void> {
  const canary = canaryOf(domain, site)
  const detections = new Detections({ domain, onFacts: new Signal() })
  const finding: Finding = {
    ...{
      kind: 'sigma',
      rule,
      ruleVersion: '1',
      title: `${canary}-detection`,
      level: 'high',
      techniques: ['T0831'],
      site,
    },
    ...{ at: micros(1), subject: { sourceHost: canary, user: canary }, evidence: [], values: { seen: canary } },
  }
  await estate.stores[domain].transaction(CELL_SERVICE, async (tx) => {
    await detections.raise(tx, [finding], micros(1))
    const { id } = await tx.selectFrom('detection').select('id').where('rule', '=', rule).executeTakeFirstOrThrow()
    if (domain === 'ot' && rule === canary) ids.detection.set(site, idOfUuid('det', id))
  })
}

/** Text of what was sent of a chain of alpha, by the cell that it was sent to. What both cells heard is no mark. */
const CHAIN = { it: /svc77|FS-77|PC-77|how_to_readme/i, ot: /STOP-77|LINE-77/ } as const

/** Ransomware that begins in IT and ends with a stop of the line, sent as the vendors' lines of it. */
async function sendChain(): Promise<void> {
  const answerOf = async (asked: Promise<Response>): Promise<Answer> => {
    const { status, headers, ...answer } = await asked.then(async (got) => ({
      ...{ status: got.status, headers: got.headers, text: await got.text() },
    }))
    const isJson = headers.get('content-type')?.includes('json') === true
    return { status, headers, ...answer, body: isJson ? JSON.parse(answer.text) : undefined }
  }
  const leadOf = (person: Person) => ({
    get: (path: string) => answerOf(person.get(path)),
    send: (method: string, path: string, body?: unknown) => answerOf(person.send(method, path, JSON.stringify(body))),
  })
  const attack = new Attack(
    { ask: (path, init) => answerOf(fetch(estate.url + path, init)) },
    { it: leadOf(named('it-lead-all')), ot: leadOf(named('ot-lead-all')) },
    'alpha',
  )
  for (const step of ransomware(77, micros(Date.now() * 1000 - 4 * 3_600_000_000)).steps) await step.send(attack)
  await vi.waitFor(
    async () => {
      const { items } = (await (await named('it-lead-all').get('/api/suspicions')).json()) as {
        items: { scenario: string; level: string; incident: { id: string } | null }[]
      }
      const found = items.find(({ scenario, level }) => scenario === 'XD-08' && level === 'critical')
      expect(found?.incident).toBeTruthy()
      ids.chainCase = found!.incident!.id
    },
    { timeout: 60_000, interval: 200 },
  )
}

/** A hunt of each team at each site, and a run whose rows hold the canary. */
async function saveHunts(): Promise<void> {
  const analyst = await estate.person('walk-it-hunter', ['it-analyst'], '*')
  for (const domain of DOMAINS)
    for (const site of SITES) {
      const person = domain === 'ot' ? estate.founder : analyst
      const send = async (path: string, body: object) => {
        const answer = await person.send('POST', `/api/${domain}${path}`, JSON.stringify(body))
        expect(answer.status, await answer.clone().text()).toBe(200)
        return (await answer.json()) as { readonly id: string; readonly found?: number }
      }
      const words = {
        title: `${canaryOf(domain, site)}-hunt`,
        hypothesis: `${canaryOf(domain, site)}-hypothesis`,
        days: 400,
        techniques: [],
      }
      const question = { where: { field: 'raw', op: 'contains', value: canaryOf(domain, site) } }
      const draft = { ...words, question, site, schedule: null }
      const { id } = await send('/hunts', { key: randomUUID(), draft })
      const run = await vi.waitFor(
        async () => {
          const run = await send(`/hunts/${id}/runs`, {})
          expect(run.found).toBeGreaterThan(0)
          return run
        },
        { timeout: 20_000, interval: 200 },
      )
      if (domain === 'it') continue
      ids.hunt.set(site, id)
      ids.huntRun.set(site, run.id)
    }
}

const ADVISORY: MadeAdvisory = { id: 'MADE-31-001-01', leaves: [{ product: 'Alpha 7', range: '< 2.0' }] }

/** The server of the batch says that it is a product of the advisory. */
function madeDevice(batch: ReturnType<typeof canaryBatch>): typeof batch {
  const [said] = batch.claims
  const told = { vendor: 'Made Controls', model: 'Alpha 7', firmware: '1.4' }
  const claims = Object.entries(told).map(([field, value]) => ({ ...said!, field: field as keyof typeof told, value }))
  return { ...batch, claims: [...batch.claims, ...claims] }
}

const ABSENT: Readonly<Record<string, string>> = {
  assetId: 'ast_00000000000000000000000000',
  findingId: 'tlk_00000000000000000000000000',
  shadowId: 'shd_00000000000000000000000000',
  matchId: 'vul_00000000000000000000000000',
  incidentId: 'inc_00000000000000000000000000',
  chain: 'XD-01%7C0000000000000000',
  handoffId: 'hnd_00000000000000000000000000',
  huntId: 'hnt_00000000000000000000000000',
  huntRunId: 'hrn_00000000000000000000000000',
  playbookId: 'playbook--00000000-0000-4000-8000-000000000000',
  runId: 'ent_00000000000000000000000000',
  drillId: 'drl_00000000000000000000000000',
  advisoryId: 'MADE-31-001-01',
  conversationId: 'cnv_00000000000000000000000000',
  jobId: 'job_00000000000000000000000000',
  captureId: 'cap_00000000000000000000000000',
  accountId: 'acc_00000000000000000000000000',
  deedId: 'ded_00000000000000000000000000',
  deviationId: 'dev_00000000000000000000000000',
  detectionId: 'det_00000000000000000000000000',
  viewId: 'viw_00000000000000000000000000',
  importId: 'imp_00000000000000000000000000',
  sourceId: 'tok_00000000000000000000000000',
  tokenId: 'tok_00000000000000000000000000',
  sessionId: 'ses_00000000000000000000000000',
  passkeyId: 'psk_00000000000000000000000000',
  site: 'nowhere',
  domain: 'ot',
  frame: '1',
  requestId: 'fey_00000000000000000000000000',
}

/** Rights that show assets by name: the register itself, zones and breaches, the plant, and monitoring. */
const REGISTER: ReadonlySet<string> = new Set([
  'asset:read',
  'zone:read',
  'plant:read',
  'process:read',
  'path:read',
  'monitoring:read',
])

/** What is shared by site under every model, and so walked under one. */
const SHARED: ReadonlySet<string> = new Set([
  ...['asset:read', 'zone:read', 'plant:read', 'process:read', 'path:read', 'vulnerability:decide'],
  ...['access:manage', 'settings:manage'],
])

const HUNT = {
  ...{ title: 'x', hypothesis: 'x', question: { where: { field: 'class', op: 'there' } } },
  ...{ days: 1, techniques: [], site: null, schedule: null },
}

const READS = ROUTES.filter((route) => route.method === 'GET' && route.stream !== 'text/event-stream')
const STREAMS = ROUTES.filter((route) => route.stream === 'text/event-stream')

/** Both ends of every canary's conversation. */
const ENDS = DOMAINS.flatMap((domain) => SITES.flatMap((site) => canaryBatch(domain, site).conversations))
  .flatMap(({ client, server }) => [client.ip, server.ip])
  .join(',')

const QUERIES: Readonly<Record<string, string>> = {
  '/sites/{site}/assets/diff': '?from=2020-01-01',
  '/sites/{site}/zones/diff': '?from=2020-01-01',
  '/sites/{site}/conversations/diff': '?from=2020-01-01',
  '/sites/{site}/assets/diff/export': '?from=2020-01-01',
  '/sites/{site}/zones/diff/export': '?from=2020-01-01',
  '/sites/{site}/conversations/diff/export': '?from=2020-01-01',
  '/sites/{site}/gaps/trend': '?from=2020-01-01',
  '/sites/{site}/incidents/shift': '?since=2020-01-01&form=xlsx',
  '/sites/{site}/process/continuity-plan': '?form=xlsx',
  '/metrics/soc/incidents': '?metric=acknowledge&domain=ot',
  '/captures/{captureId}/frames/{frame}': '?offset=40&length=60',
  '/sites/{site}/process/outage': '?out=F-PWR=0..24',
  '/sites/{site}/process/recovery': '?lost=OPS-HV1',
  '/sites/{site}/paths/to': '?goal=SIS-MP1',
  '/sites/{site}/vendors/register': '?vendor=V-BLR',
  '/sites/{site}/vendors/radius': '?vendor=V-BLR',
  '/sites/{site}/blueprint/link': '?from=ENT-ERP1&to=OPS-BAT1&protocol=https',
  '/traffic/graph': '?by=asset&answered=yes',
  '/events/counts': '?from=2026-10-01T00:00:00Z&to=2026-10-02T00:00:00Z',
  '/values': `?address=${ENDS}`,
  '/states': `?address=${ENDS}`,
  '/standings': `?site=alpha&address=${ENDS}`,
  '/baselines': `?site=alpha&address=${ENDS}`,
  '/detection-rules/text': '?rule=x',
  '/detection-rules/folder/{domain}/history': '?path=x.yml',
  '/features': `?ids=${'0'.repeat(64)}`,
  '/baselines/zones': '?site=alpha',
  '/baselines/zones/pairs': '?site=alpha&from=unknown&to=unknown',
}

function addresses(route: Route, params: Readonly<Record<string, string>>): string[] {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ABSENT[name] ?? 'x')
  const query = QUERIES[route.path] ?? ''
  if (
    route.method === 'GET' &&
    params['incidentId'] === ids.incident.get('alpha') &&
    route.path.includes('{incidentId}')
  )
    return [path, path.replace(params['incidentId']!, ids.chainCase)].map((each) => `/api${each}${query}`)
  return route.side === 'hub' ? [`/api${path}${query}`] : DOMAINS.map((domain) => `/api/${domain}${path}${query}`)
}

function paramsOf(site: string): Record<string, string> {
  return {
    ...ABSENT,
    site,
    assetId: ids.asset.get(site) ?? '',
    findingId: ids.finding.get(site) ?? '',
    shadowId: ids.shadow.get(site) ?? '',
    conversationId: ids.conversation.get(site) ?? '',
    matchId: ids.match.get(site) ?? '',
    incidentId: ids.incident.get(site) ?? '',
    handoffId: ids.handoff.get(site) ?? '',
    detectionId: ids.detection.get(site) ?? '',
    huntId: ids.hunt.get(site) ?? '',
    huntRunId: ids.huntRun.get(site) ?? '',
  }
}

/** Answers to the reads of the walk. Many routes name no site, and several tests look at one and the same answer: each is asked once. */
const readings = new Map<Person, Map<string, Promise<{ readonly status: number; readonly text: string }>>>()

async function reading(person: Person, address: string) {
  const own = readings.get(person) ?? new Map<string, Promise<{ readonly status: number; readonly text: string }>>()
  readings.set(person, own)
  const asked =
    own.get(address) ??
    person.get(address).then(async (answer) => ({
      status: answer.status,
      text: textOf(Buffer.from(await answer.arrayBuffer())),
    }))
  own.set(address, asked)
  return await asked
}

/** What an answer says; of a workbook what its sheets say. */
function textOf(bytes: Buffer): string {
  if (!bytes.subarray(0, 2).equals(Buffer.from('PK'))) return bytes.toString('utf8')
  return Object.values(unzipSync(bytes))
    .map((part) => strFromU8(part))
    .join('\n')
}

function named(name: string): Person {
  return people.find((person) => person.name === name)!
}

interface Mark {
  readonly of: 'it' | 'ot'
  readonly at: (typeof SITES)[number]
  /** What carries it: an operation, a case, a stage of a chain. */
  readonly kind: string
}

/** Every mark in a text, each once. */
function marksIn(text: string): readonly Mark[] {
  const found = new Map<string, Mark>()
  for (const [whole, of, at, kind = 'text'] of text.matchAll(/canary-(it|ot)-(alpha|beta)(?:-([a-z]+))?/g))
    found.set(whole, { of: of as Mark['of'], at: at as Mark['at'], kind })
  for (const of of DOMAINS) if (CHAIN[of].test(text)) found.set(`chain ${of}`, { of, at: 'alpha', kind: 'chain' })
  return [...found.values()]
}

/** Whether this person may read the mark at this route under these rules, reckoned by the model and not by the server under test. */
function mayRead(person: Person, route: Route, { of, at, kind }: Mark, rules: Turn['rules']): boolean {
  if (person.sites !== '*' && !person.sites.includes(at)) return false
  if (person.domain === of && person.permissions.has('monitoring:read')) return true
  if (reachesByModel(person, route, of, rules, at)) return true
  if (kind !== 'chain' || !/^\/(suspicions|incidents)/.test(route.path) || guests.includes(person)) return false
  const isRegulated = rules.independence?.sites.includes(at as SiteKey) === true
  const stages = reachOf({ ...rules, roles: person.roles, isRegulated }).get(`${of}-stages`)
  return stages === 'read' || stages === 'work'
}

/** What each route was seen to tell of monitoring, by whoever sees it. */
const shown = new Map<Route, Set<string>>()

function leaksIn(
  { person, route, address }: Pick<Ask, 'person' | 'route' | 'address'>,
  text: string,
  rules: Turn['rules'],
): string[] {
  const marks = marksIn(text)
  const kinds = shown.get(route) ?? new Set()
  shown.set(route, kinds)
  for (const { kind } of marks) kinds.add(kind)
  const leaks = marks
    .filter((mark) => !mayRead(person, route, mark, rules))
    .map(({ of, at, kind }) => `${rules.model}: ${person.name} ${address}: ${kind} of ${of} ${at}`)
  const maySeeAssets = [...person.permissions].some((one) => REGISTER.has(one))
  for (const at of SITES) {
    if (!text.includes(`device-of-${at}`)) continue
    kinds.add('device')
    const isSiteGranted = person.sites === '*' || person.sites.includes(at)
    if (!(isSiteGranted && maySeeAssets)) leaks.push(`${rules.model}: ${person.name} ${address}: register of ${at}`)
  }
  return leaks
}

/** Detections of a domain that the model opens to a coordinator, reckoned by the model and not by the server under test. */
function reachesByModel(person: Person, route: Route, of: 'it' | 'ot', rules: Turn['rules'], at: string): boolean {
  if (!asksForDetections(route)) return false
  const grant = cellGrant(person, of, rules)
  return grant?.permissions.has('detection:read') === true && (grant.sites === '*' || grant.sites.includes(at))
}

function cellGrant({ roles, sites }: Person, of: 'it' | 'ot', rules: Turn['rules']): CellGrant | null {
  const person = { subject: 'x', roles: [...roles], sites: sites === '*' ? sites : [...sites] }
  return cellGrantOf({ ...rules, knownSites: [...SITES] }, person, of, micros(1))
}

/** Triage asks the cells in the person's name: the right is theirs to give. */
function asksForDetections({ permission, path }: Route): boolean {
  return permission === 'detection:read' || path.startsWith('/triage')
}

/** The answer without what differs in every one: its own id and the address asked. */
function shapeOf(status: number, text: string): string {
  return `${status} ${text.replaceAll(/req_[0-9a-f-]+/g, 'req')}`
}

const NOT_FOUND = shapeOf(PROBLEMS['not-found'].status, JSON.stringify(problemOf('not-found', 'req_0')))

/** How many requests are on their way at once: some wait for another thread. */
const IN_FLIGHT = 4

async function eachInFlight<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values()
  const workers = Array.from({ length: IN_FLIGHT }, async () => {
    for (const item of waiting) await work(item)
  })
  await Promise.all(workers)
}

/** Whether a right of this person opens the route at all, wherever it is asked. */
function hasRight(person: Person, route: Route, side: 'it' | 'ot' | null, rules: Turn['rules']): boolean {
  if (route.permission === 'public' || route.permission === 'session') return true
  if (side === null) return person.permissions.has(route.permission)
  if (guests.includes(person)) return person.domain === side && person.permissions.has(route.permission)
  return cellGrant(person, side, rules)?.permissions.has(route.permission) === true
}

interface Ask {
  readonly person: Person
  readonly site: string
  readonly route: Route
  readonly address: string
  readonly hasRight: boolean
}

/**
 * What is asked of a route. A right is looked at before the site is, so whom it is missing asks once, and of two people of a role one; who
 * has it for one site asks for both, and who has it for all for one, since the sites are alike.
 */
function asksOf(person: Person, route: Route, rules: Turn['rules']): Ask[] {
  const sites = person.sites === '*' ? (['alpha'] as const) : SITES
  const hasTwinForAll = person.sites !== '*' && !guests.includes(person)
  const found = sites.flatMap((site) =>
    addresses(route, paramsOf(site)).map((address, at) => {
      const side = route.side === 'hub' ? null : DOMAINS[at]!
      return { person, site, route, address, hasRight: hasRight(person, route, side, rules) }
    }),
  )
  const kept = found.filter((ask) => ask.hasRight || (ask.site === 'alpha' && !hasTwinForAll))
  return [...new Map(kept.toReversed().map((ask) => [ask.address, ask])).values()]
}

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

/** Paths that name a site or one thing of it. */
const NAMES_ONE =
  /\{(site|assetId|findingId|shadowId|conversationId|matchId|incidentId|handoffId|detectionId|huntId|huntRunId)\}/

/** Nothing where the route takes nothing, so that it is not the empty body that is refused. */
function bodyFor(route: Route): string | undefined {
  if (route.body === undefined) return route.upload === undefined ? undefined : ''
  const bodies: Readonly<Record<string, unknown>> = {
    '/sites/{site}': { version: 1, name: 'x' },
    '/assets/{assetId}': { version: 1, reason: 'x', fields: { name: 'x' } },
    '/assets/{assetId}/confirmation': { version: 1 },
    '/assets/{assetId}/split': { version: 1, apart: ['mac:00:00:00:00:00:01'], reason: 'x' },
    '/assets/{assetId}/split/preview': { version: 1, apart: ['mac:00:00:00:00:00:01'] },
    '/unregistered/{findingId}/registration': {
      version: 1,
      name: 'x',
      role: null,
      zone: null,
      owner: null,
      reason: 'x',
    },
    '/sites/{site}/assets/imports/{importId}/withdrawal': { reason: 'x' },
    '/sites/{site}/agreed-states': { name: 'x', reason: 'x' },
    '/unregistered/{findingId}/removal': { version: 1, reason: 'x' },
    '/vulnerabilities/{matchId}/decision': { version: 1, decision: { state: 'open' }, reason: 'x' },
    '/sites/{site}/process/drills': {
      ...{ function: 'F-DCS', input: null, what: 'x', on: '2020-01-01', by: 'x', heldH: null, isAtLeast: false },
      ...{ restoreH: 1, keptShare: null, isMinimumHeld: null, evidence: null },
    },
    '/sites/{site}/process/drills/{drillId}/withdrawal': { reason: 'x' },
    '/sites/{site}/process/rests-on': {
      ...{ function: 'F-DCS', host: 'X', service: 'it-host', isNeeded: true, direction: 'both', purpose: 'x' },
      ...{ holdUpH: 1, owner: null },
    },
    '/sites/{site}/incidents': { title: 'x', severity: 3, consequence: 0, function: null, team: 'x' },
    '/incidents/{incidentId}/entries': { version: 1, entry: { kind: 'acknowledged' } },
    '/incidents/{incidentId}/merge': { version: 1, from: ABSENT['incidentId'] },
    '/incidents/{incidentId}/split': { version: 1, parts: ['x'], title: 'x' },
    '/incidents/{incidentId}/handoffs': {
      version: 1,
      ...{
        what: 'x',
        soWhat: 'x',
        done: 'x',
        asked: 'x',
        byWhen: '2099-01-01',
        toTeam: 'x',
        parts: [],
        scenario: null,
      },
      ...{ containment: 'none', safetyConstraints: [], openQuestions: [], expiresAt: null },
    },
    '/incidents/{incidentId}/tips': {
      version: 1,
      ...{ reason: 'dependency', request: 'watch', scenario: null, techniques: [], confidence: 1, entities: [] },
      ...{ expiresAt: '2099-01-01', toTeam: 'x' },
    },
    '/incidents/{incidentId}/indicators': { version: 1, bundle: { type: 'bundle', id: 'x', objects: [] } },
    '/playbooks': { document: { type: 'playbook' } },
    '/incidents/{incidentId}/playbooks': { version: 1, playbook: { id: 'x' } },
    '/incidents/{incidentId}/playbooks/{runId}/steps': { version: 1, step: 'x', outcome: 'done' },
    '/handoffs/{handoffId}/deeds': { version: 1, deed: 'send' },
    '/detections/{detectionId}/acknowledgement': { version: 1 },
    '/detections/{detectionId}/comments': { text: 'x' },
    '/detections/{detectionId}/verdict': { version: 1, verdict: 'benign' },
    '/detections/{detectionId}/reopening': { version: 1, reason: 'x' },
    '/detections/{detectionId}/escalation': { reference: 'x' },
    '/triage/{domain}/{detectionId}/case': { incident: null, title: 'x', team: 'x' },
    '/triage/{domain}/{detectionId}/handoff': { incident: null, title: 'x', team: 'x', toTeam: 'x' },
    '/triage/{domain}/{detectionId}/deeds': { kind: 'look', target: null },
    '/hunts': { key: '00000000-0000-4000-8000-000000000000', draft: HUNT },
    '/hunts/{huntId}/versions': { version: 9, draft: HUNT },
    '/hunts/runs/{huntRunId}/follow-ups': { outcome: 'found-nothing' },
    '/shadow/{shadowId}/decision': { version: 1, decision: { state: 'false-positive' }, reason: 'x' },
  }
  return JSON.stringify(bodies[route.path] ?? {})
}

/** The models in turn, the integrated one with a duty of independence at one site too, and back. */
const DUTY: Independence = { regime: 'NERC CIP', consequences: ['monitoring-in-scope'], sites: ['beta'] }
interface Turn {
  readonly rules: Pick<PolicyRules, 'model' | 'independence'>
  readonly coordinator: string[]
  /** Who is asked where grants only shrink or come back; else everybody who reaches something of their own. */
  readonly asking?: readonly string[]
}
const CONCERNED = [
  ...['soc-lead-all', 'soc-lead-alpha', 'central-hunter-all', 'it-leadership-all', 'it-analyst-all'],
  ...['ot-analyst-all', 'ot-analyst-alpha'],
]
const INTEGRATED: Turn['rules'] = { model: 'integrated' }
const TURNS: readonly Turn[] = [
  { rules: { model: 'federated' }, coordinator: [] },
  { rules: { model: 'hybrid' }, coordinator: ['it alpha', 'it beta', 'ot alpha', 'ot beta'] },
  {
    rules: { model: 'integrated', independence: DUTY },
    coordinator: ['it alpha', 'it beta', 'ot alpha'],
    asking: CONCERNED,
  },
  { rules: INTEGRATED, coordinator: ['it alpha', 'it beta', 'ot alpha', 'ot beta'], asking: CONCERNED },
]

async function switchTo({ model: to, independence }: Partial<PolicyRules>): Promise<void> {
  const body = JSON.stringify({ to, independence: independence ?? null, reason: 'the walk' })
  const asked = await named('soc-lead-all').send('POST', '/api/operating-model/proposals', body)
  expect(asked.status, await asked.clone().text()).toBe(200)
  const { id, payloadSha256 } = (await asked.json()) as { id: string; payloadSha256: string }
  for (const lead of ['it-lead-all', 'ot-lead-all']) {
    const path = `/api/operating-model/proposals/${id}/approval`
    const answer = await named(lead).send('POST', path, JSON.stringify({ payloadSha256 }))
    expect(answer.status, await answer.clone().text()).toBe(200)
  }
}

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

/** One of those who reach the same under these rules. */
function askingUnder(rules: Turn['rules']): Person[] {
  const found = new Map<string, Person>()
  for (const person of people.filter((one) => !guests.includes(one))) {
    const reach = DOMAINS.map((of) => {
      const grant = cellGrant(person, of, rules)
      return grant === null ? null : [[...grant.permissions].toSorted(), grant.sites]
    })
    const rights = [...person.permissions]
      .filter((one) => READS.some(({ permission }) => permission === one))
      .toSorted()
    const stages = [...reachOf({ ...rules, roles: person.roles, isRegulated: false })]
    const key = JSON.stringify([reach, rights, stages, person.sites])
    if (!found.has(key)) found.set(key, person)
  }
  return [...found.values()]
}

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

/** What a live stream said until it is closed. */
async function follow(person: Person, path: string) {
  const ending = new AbortController()
  const answer = await person.request(path, { signal: ending.signal })
  let said = ''
  const decoder = new TextDecoder()
  const read = async (): Promise<void> => {
    for await (const piece of answer.body ?? []) said += decoder.decode(piece as Uint8Array)
  }
  const reading = read().catch(() => undefined)
  const close = async (): Promise<void> => {
    ending.abort()
    await reading
  }
  return { person, path, said: () => said, close }
}

/** Lines, a detection with a remark, a case with a note, and a hunt with a run: of the OT team of alpha, and of nobody else. */
async function workInOt(): Promise<void> {
  const send = async (path: string, body: object) => {
    const answer = await estate.founder.send('POST', path, JSON.stringify(body))
    expect(answer.status, await answer.clone().text()).toBe(200)
    return (await answer.json()) as { readonly id: string }
  }
  const canary = canaryOf('ot', 'alpha')
  expect((await estate.sendLines('ot', 'alpha', canaryLines('ot', 'alpha'))).status).toBe(200)
  await raiseDetection('ot', 'alpha', `${canary}2`)
  const remark = { text: `${canary}-remark` }
  const path = `/api/ot/detections/${ids.detection.get('alpha')}/comments`
  const said = await estate.founder.send('POST', path, JSON.stringify(remark))
  expect(said.status, await said.clone().text()).toBeLessThan(300)
  const words = { title: `${canary}-case`, severity: 4, consequence: 4, function: null, team: 'x' }
  const { id } = await send('/api/sites/alpha/incidents', words)
  await send(`/api/incidents/${id}/entries`, { version: 1, entry: { kind: 'noted', text: `${canary}-note` } })
  await send(`/api/ot/hunts/${ids.hunt.get('alpha')}/runs`, {})
}

/**
 * What everybody is told of both domains: numbers and what sources cover (`design/soc.md` §8.1 has metrics and reports among what is shared),
 * and the version of the one policy, which is another when a source is enrolled.
 */
const TOLD_TO_ALL: ReadonlySet<string> = new Set([
  ...['/metrics/soc', '/metrics/soc.csv', '/metrics/soc/after-switch', '/operating-model', '/session'],
  '/sites/{site}/rehearsal',
])

/** What says when it was made, and is about shared objects only. */
const BY_THE_CLOCK: ReadonlySet<string> = new Set(['/shadow/metrics', '/sites/{site}/zones/rule-set'])

/** Without what passes of itself: instants, and the id of the answer. */
function steady(text: string): string {
  return text.replaceAll(/req_[0-9a-f-]+|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| UTC)?/g, '')
}

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
