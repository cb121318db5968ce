// The estate of the separation walk: a hub and both cells with two sites, a mark in every text of each domain at each of them, and somebody
// of every role and of every kind of guest.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { JobView } from '@penstock/contract/jobs'
import type { Finding } from '@penstock/model/detections'
import { idOfUuid, micros, type SiteKey } from '@penstock/model/kernel'
import { Capacity, GUEST_ROLES, GuestRoom, Role } from '@penstock/model/operating-model'
import { Detections } from '@penstock/server/detections'
import { Signal } from '@penstock/server/facts'
import type { StartCapture } from '@penstock/server/observations'
import { CELL_SERVICE } from '@penstock/server/runtime'
import { type MadeAdvisory, madeCsaf } from '@penstock/testkit/advisories'
import { expect, vi } from 'vitest'
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
import { draftHandoff, handOver, openCase, runPlaybook, saveViews, writeParts } from './walk-cases.fixture.ts'
import { type Catcher, openCatcher } from './walk-post.fixture.ts'

/** Thousands of requests, each with its audit entry, on a machine that may have other work. */
export const WALK_MS = 900_000
export let estate: Estate
export let people: Person[]
export const guests: Person[] = []
/** Guests that may exactly what a guest of the walk may: each with the one that is asked in its place. */
export const twins: [Person, Person][] = []
export const ids = {
  asset: new Map<string, string>(),
  /** That read the capture. */
  job: new Map<string, string>(),
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
  /** Further cases of alpha: of the IT team, and of each team one that was handed to the other one. */
  cases: [] as string[],
  handoffs: [] as string[],
  /** In the library of a domain. */
  playbooks: [] as string[],
  /** Given to the OT cell, and read. */
  capture: new Map<string, string>(),
  /** Of the OT cell. */
  detection: new Map<string, string>(),
  /** Of the OT team, with a run. */
  hunt: new Map<string, string>(),
  huntRun: new Map<string, string>(),
}

/** What hub and cells wrote to their logs. */
export const logged: string[] = []

/** What the hub sent to people outside. */
export let post: Catcher

/** Everything that the walk asks for: marks of each domain at each site, and somebody of every role. */
export async function openWalk(): Promise<void> {
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => logged.push(String(line)) > 0)
  post = await openCatcher()
  estate = await openEstate({ logLevel: 'info', startCapture: readCanary, notices: post.channels })
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
  await giveCaptures()
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
}

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

/** Cases of each team at each site, with a handoff that nobody has sent yet; at alpha one more that was handed over, and a run of a playbook. */
async function openCases(): Promise<void> {
  const leads = { it: await estate.person('walk-it-lead', ['it-lead'], '*'), ot: estate.founder }
  for (const domain of DOMAINS)
    for (const site of SITES) {
      const [person, canary] = [leads[domain], canaryOf(domain, site)]
      const id = await openCase(person, canary, site)
      await writeParts(person, id, canary)
      const drafted = await draftHandoff(person, id, canary, 'handoff')
      if (domain === 'ot') {
        ids.incident.set(site, id)
        ids.handoff.set(site, drafted)
      }
      if (site === 'beta') continue
      ids.playbooks.push(await runPlaybook(person, id, domain, canary))
      const handed = await openCase(person, canary, site)
      await writeParts(person, handed, canary)
      const handoff = await draftHandoff(person, handed, canary, 'sent')
      await handOver(person, leads[domain === 'it' ? 'ot' : 'it'], handoff)
      ids.handoffs.push(handoff)
      ids.cases.push(...(domain === 'it' ? [id] : []), handed)
      await saveViews(named(`${domain}-analyst-alpha`), named(`${domain}-lead-all`), domain)
    }
}

/** Reads a file as one batch with an operation whose packet is in it. */
const readCanary: StartCapture = (file) => {
  const [, domain = '', site = ''] = /canary-(it|ot)-(alpha|beta)/.exec(readFileSync(file, 'latin1')) ?? []
  const { operations, anomalies, ...rest } = canaryBatch(domain, site)
  const none = { bindings: [], claims: [], conversations: [], values: [], states: [], transfers: [], logons: [] }
  const batch = { ...rest, ...none, discoveries: [], operations, anomalies, isLast: true }
  return {
    batches: (async function* () {
      yield { batch, readBytes: 100 }
    })(),
    stop: () => undefined,
  }
}

/** A file of packets of each domain at each site, its name and its bytes a mark. */
async function giveCaptures(): Promise<void> {
  const lead = named('it-lead-all')
  for (const domain of DOMAINS)
    for (const site of SITES) {
      const canary = canaryOf(domain, site)
      const person = domain === 'ot' ? estate.founder : lead
      const file = Buffer.alloc(100)
      file.write('d4c3b2a1', 'hex')
      file.write(`${canary}-frame`, 40)
      const path = `/api/${domain}/captures?site=${site}&name=${canary}-capture.pcap`
      const given = await person.send('POST', path, new Uint8Array(file), 'application/octet-stream')
      expect(given.status, await given.clone().text()).toBeLessThan(300)
      const { id: job } = (await given.json()) as { readonly id: string }
      const read = await vi.waitFor(
        async () => {
          const view = (await (await person.get(`/api/${domain}/jobs/${job}`)).json()) as JobView
          expect(view.state).toBe('succeeded')
          return view.result as { readonly captureId: string }
        },
        { timeout: 60_000, interval: 100 },
      )
      if (domain === 'it') continue
      ids.capture.set(site, idOfUuid('cap', read.captureId))
      ids.job.set(site, job)
    }
}

/** A detection that names its domain and site in every text that a cell may tell of it. */
export async function raiseDetection(
  domain: 'it' | 'ot',
  site: SiteKey,
  rule = canaryOf(domain, site),
  level: 'high' | 'critical' = 'high',
): Promise<void> {
  const canary = canaryOf(domain, site)
  const detections = new Detections({ domain, onFacts: new Signal() })
  const finding: Finding = {
    ...{
      kind: 'sigma',
      rule,
      ruleVersion: '1',
      title: `${canary}-detection`,
      level,
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
  for (const domain of DOMAINS) await writeParts(named(`${domain}-lead-all`), ids.chainCase, canaryOf(domain, 'alpha'))
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

export function named(name: string): Person {
  return people.find((person) => person.name === name)!
}
