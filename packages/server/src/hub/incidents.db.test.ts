// Cases of two domains in one store: what each side sees, what crosses, the clocks that climb, and a hub that stops between every two states.
import type {
  HandoffRecord,
  HandoffRow,
  IncidentRecord,
  IncidentRow,
  PlaybookRow,
  PlaybookView,
  ResponseSummary,
  RunView,
} from '@penstock/contract/incidents'
import { micros } from '@penstock/model/kernel'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Answer, type House, ok, openHouse, type Person } from './house.fixture.ts'

const START = 1_790_000_000_000_000
const MINUTE = 60_000_000
let now = START
let house: House
let it: Person
let other: Person
let ot: Person
let elsewhere: Person

beforeAll(async () => {
  house = await openHouse({ clock: () => micros(now) })
  await house.addSites('alpha', 'beta')
  const founder = await house.founder()
  it = await house.person(founder, 'it-one', ['it-analyst'], ['alpha'])
  other = await house.person(founder, 'it-two', ['it-lead'], ['alpha'])
  ot = await house.person(founder, 'ot-one', ['ot-analyst'], ['alpha'])
  elsewhere = await house.person(founder, 'ot-two', ['ot-analyst'], ['beta'])
}, 120_000)
afterAll(async () => await house[Symbol.asyncDispose]())

const CANARY = 'canary-of-it'
const HASH = 'ab'.repeat(32)

async function refused(answer: Promise<Answer>): Promise<string> {
  const { status, body } = await answer
  return `${status} ${(body as { code?: string }).code ?? ''}`
}

async function opened(person: Person, given: object = {}): Promise<IncidentRecord> {
  const body = { title: 'Download seen', severity: 2, consequence: 4, function: 'F-DCS', team: 'soc', ...given }
  const { id } = await ok<{ id: string }>(person.send('POST', '/api/sites/alpha/incidents', body))
  return await ok(person.get(`/api/incidents/${id}`))
}

async function written(person: Person, given: IncidentRecord, ...entries: object[]): Promise<IncidentRecord> {
  let record = given
  for (const entry of entries)
    record = await ok(person.send('POST', `/api/incidents/${given.id}/entries`, { version: record.version, entry }))
  return record
}

const OBSERVABLE = { kind: 'observable', type: 'hash', value: HASH, tlp: 'amber', pap: 'amber' }
const PRIVATE = { kind: 'observable', type: 'account', value: `${CANARY}-account`, tlp: 'red', pap: 'red' }

async function handedOver(record: IncidentRecord, parts: readonly string[]): Promise<HandoffRecord> {
  return await ok(
    it.send('POST', `/api/incidents/${record.id}/handoffs`, {
      version: record.version,
      ...{
        what: 'Engineer account used at night',
        soWhat: 'It may reach the DCS',
        done: 'Session ended',
        asked: 'Check logic',
      },
      ...{ byWhen: '2026-12-01T00:00:00Z', toTeam: 'ot-soc', parts, scenario: 'XD-01', containment: 'partial' },
      ...{
        safetyConstraints: ['Do not restart the controller'],
        openQuestions: ['Who was on shift?'],
        expiresAt: null,
      },
    }),
  )
}

async function moved(
  person: Person,
  handoff: { readonly id: string },
  deed: string,
  reason = '',
): Promise<HandoffRecord> {
  const { version } = await ok<HandoffRecord>(person.get(`/api/handoffs/${handoff.id}`))
  return await ok(person.send('POST', `/api/handoffs/${handoff.id}/deeds`, { version, deed, reason }))
}

async function inState(person: Person, handoff: { readonly id: string }, state: string): Promise<HandoffRecord> {
  return await vi.waitFor(
    async () => {
      const found = await ok<HandoffRecord>(person.get(`/api/handoffs/${handoff.id}`))
      expect(found.state).toBe(state)
      return found
    },
    { timeout: 15_000, interval: 50 },
  )
}

test('a case holds hypotheses, tasks of teams, observables with TLP and PAP, evidence and a timeline on two clocks', async () => {
  const first = await opened(it)
  expect(first.reference).toMatch(/^INC-[0-9A-HJKMNP-TV-Z]{6}$/)
  const record = await written(
    it,
    first,
    { kind: 'acknowledged' },
    { kind: 'hypothesis', statement: 'Stolen password', confidence: 70 },
    { kind: 'hypothesis', statement: 'Operator error', confidence: 40 },
    { kind: 'task', title: 'Ask the operator', team: 'ot-soc' },
    OBSERVABLE,
    { kind: 'evidence', label: 'Session log', sha256: HASH, source: { kind: 'log', id: 'l1', label: 'VPN' } },
    { kind: 'happened', lane: 'people', text: 'Logged on', happenedAt: '2026-01-01T00:00:00Z' },
  )
  expect(record.hypotheses.map(({ confidence }) => confidence)).toEqual([70, 40])
  expect(record.timeline[0]).toMatchObject({ happenedAt: '2026-01-01T00:00:00.000000Z', byName: 'it-one' })
  expect(record.timeline[0]!.at > '2026-06').toBe(true)
  const judged = { kind: 'hypothesis-judged', state: 'refuted', confidence: 5, reason: 'He was on leave' }
  const [, second] = record.hypotheses
  const later = await written(it, record, { ...judged, part: second!.id })
  expect(later.hypotheses[1]).toMatchObject({ state: 'refuted', reason: 'He was on leave', at: second!.at })
  const entries = `/api/incidents/${record.id}/entries`
  expect(await refused(it.send('POST', entries, { version: 1, entry: { kind: 'acknowledged' } }))).toBe(
    '409 version-moved',
  )
  const again = { version: later.version, entry: { kind: 'acknowledged' } }
  expect(await refused(it.send('POST', entries, again))).toBe('409 incidents.already-acknowledged')
})

test('the queue stands by consequence for the process first, and severity only then', async () => {
  await opened(it, { title: 'Loud and harmless', severity: 1, consequence: 1 })
  await opened(it, { title: 'Quiet and dangerous', severity: 4, consequence: 5 })
  await opened(it, { title: 'Unknown', severity: 1, consequence: 0 })
  const { items } = await ok<{ items: IncidentRow[] }>(it.get('/api/incidents'))
  const order = items.map(({ title }) => title)
  expect(order[0]).toBe('Quiet and dangerous')
  expect(order.indexOf('Unknown')).toBeLessThan(order.indexOf('Loud and harmless'))
})

test('[E10:2] a handoff crosses with its context and nothing else: the other side sees its own part and is refused the rest', async () => {
  const mine = await opened(it, { title: `${CANARY}-title` })
  const record = await written(
    it,
    mine,
    OBSERVABLE,
    PRIVATE,
    { kind: 'noted', text: `${CANARY}-note` },
    { kind: 'task', title: `${CANARY}-task`, team: `${CANARY}-team` },
  )
  const absent = 'inc_00000000000000000000000000'
  const same = async (path: (id: string) => string) => {
    const [a, b] = [await ot.get(path(record.id)), await ot.get(path(absent))]
    expect([a.status, shape(a)]).toEqual([404, shape(b)])
  }
  await same((id) => `/api/incidents/${id}`)
  const draft = await handedOver(
    record,
    [...record.observables].map(({ id }) => id),
  )
  // TLP red stays at home, whoever chose it.
  expect(draft.package).toMatchObject({ withheld: 1, observables: [{ value: HASH }] })
  expect(await refused(ot.get(`/api/handoffs/${draft.id}`))).toBe('404 not-found')
  await moved(it, draft, 'send')
  const received = await inState(ot, draft, 'delivered')
  expect(received).toMatchObject({ side: 'to', incidentId: null, isIntact: true, deeds: ['acknowledge'] })
  await same((id) => `/api/incidents/${id}`)
  const act = { version: received.version, deed: 'close', reason: 'x' }
  expect(await refused(ot.send('POST', `/api/handoffs/${draft.id}/deeds`, act))).toBe('403 incidents.handoff-not-yours')
  expect(await refused(elsewhere.get(`/api/handoffs/${draft.id}`))).toBe('404 not-found')
  await moved(ot, draft, 'acknowledge')
  const accepted = await moved(ot, draft, 'accept')
  const theirs = await ok<IncidentRecord>(ot.get(`/api/incidents/${accepted.incidentId}`))
  // One case number, two sides.
  expect(theirs).toMatchObject({ reference: record.reference, isJoint: true, domain: 'ot', team: 'ot-soc' })
  expect(theirs.others).toEqual([{ domain: 'it', team: 'soc', state: 'open' }])
  expect(theirs.observables.map(({ value }) => value)).toEqual([HASH])
  const back = await ok<IncidentRecord>(it.get(`/api/incidents/${record.id}`))
  expect(back.others).toEqual([{ domain: 'ot', team: 'ot-soc', state: 'acknowledged' }])
  await written(ot, theirs, { kind: 'noted', text: 'canary-of-ot' })
  await leaksNothing()
  await moved(ot, draft, 'work')
  await moved(ot, draft, 'return', 'Logic is as approved')
  expect(await moved(it, draft, 'close')).toMatchObject({ state: 'closed' })
  const { steps } = await ok<HandoffRecord>(it.get(`/api/handoffs/${draft.id}`))
  expect(steps.map(({ deed }) => deed)).toEqual([
    'draft',
    'send',
    'deliver',
    'acknowledge',
    'accept',
    'work',
    'return',
    'close',
  ])
  expect(new Set(steps.map(({ sha256 }) => sha256)).size).toBe(1)
})

function shape({ status, text }: Answer): string {
  return `${status} ${text.replaceAll(/req_[0-9a-f-]+/g, 'req')}`
}

/** Every read of the other side: no word that IT wrote for itself. */
async function leaksNothing(): Promise<void> {
  const { items } = await ok<{ items: IncidentRow[] }>(ot.get('/api/incidents?state=all'))
  const handoffs = await ok<{ items: HandoffRow[] }>(ot.get('/api/handoffs'))
  const paths = [
    '/api/incidents?state=all',
    `/api/incidents?state=all&text=${CANARY}`,
    '/api/incidents/summary',
    '/api/handoffs',
    ...items.map(({ id }) => `/api/incidents/${id}`),
    ...handoffs.items.map(({ id }) => `/api/handoffs/${id}`),
  ]
  for (const path of paths) {
    const { text } = await ot.get(path)
    expect([path, text.includes(CANARY)]).toEqual([path, false])
  }
  const mine = await it.get(`/api/incidents?state=all&text=${CANARY}`)
  expect(mine.text).toContain(CANARY)
  expect((await it.get('/api/incidents?state=all')).text).not.toContain('canary-of-ot')
}

test('an observable may be as long as its form lets it', async () => {
  const long = {
    ...OBSERVABLE,
    type: 'other',
    value: Array.from({ length: 1990 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join(''),
  }
  const record = await written(it, await opened(it, { title: 'long' }), long)
  expect(record.observables).toHaveLength(1)
})

test('similar cases and figures are those of the own domain', async () => {
  const mine = await written(it, await opened(it, { title: 'Same hash' }), OBSERVABLE)
  const record = await ok<IncidentRecord>(it.get(`/api/incidents/${mine.id}`))
  expect(record.similar.map(({ shared }) => shared)).toContain(1)
  const theirs = await written(ot, await opened(ot, { title: 'OT case' }), OBSERVABLE)
  const { similar } = await ok<IncidentRecord>(ot.get(`/api/incidents/${theirs.id}`))
  const visible = await ok<{ items: IncidentRow[] }>(ot.get('/api/incidents?state=all'))
  const own = new Set(visible.items.map(({ reference }) => reference))
  expect(similar.every(({ reference }) => own.has(reference))).toBe(true)
  const figures = await ok<ResponseSummary>(ot.get('/api/incidents/summary'))
  expect(figures.open).toBe(visible.items.filter(({ state }) => state === 'open' || state === 'acknowledged').length)
  expect((await ok<ResponseSummary>(it.get('/api/incidents/summary'))).open).toBeGreaterThan(figures.open)
})

test('the store itself shows each role its own sides only, and no draft of the other', async () => {
  const record = await written(it, await opened(it, { title: `${CANARY}-sql` }), OBSERVABLE)
  await handedOver(record, [])
  const counted = async (role: 'core_it' | 'core_ot' | 'core_shared' | 'core_both') =>
    await house.core.transaction({ role, sites: '*', clearance: 0 }, async (tx) => {
      const sides = await tx.selectFrom('incident_side').select(['domain']).execute()
      const entries = await tx.selectFrom('incident_entry').select(['domain']).execute()
      const drafts = await tx.selectFrom('handoff').select('from_domain').where('state', '=', 'draft').execute()
      const changes = await tx.selectFrom('change_event').select('kind').where('kind', 'like', 'incidents-%').execute()
      return {
        domains: [...new Set([...sides, ...entries].map(({ domain }) => domain))].toSorted(),
        drafts: drafts.length,
        kinds: [...new Set(changes.map(({ kind }) => kind))].toSorted(),
      }
    })
  expect(await counted('core_ot')).toEqual({ domains: ['ot'], drafts: 0, kinds: ['incidents-ot'] })
  expect(await counted('core_it')).toMatchObject({ domains: ['it'], kinds: ['incidents-it'] })
  await expect(counted('core_shared')).rejects.toThrow(/permission denied/)
  expect((await counted('core_both')).domains).toEqual(['it', 'ot'])
})

test('a tip crosses without its case: codes, indicators and a commitment, and the sender never learns of the case it opens', async () => {
  const mine = await written(it, await opened(it, { title: `${CANARY}-tip` }), OBSERVABLE, PRIVATE)
  const tip = await ok<HandoffRecord>(
    it.send('POST', `/api/incidents/${mine.id}/tips`, {
      version: mine.version,
      ...{ reason: 'engineer-account', request: 'verify-logic', scenario: 'XD-01', techniques: ['T0843', CANARY] },
      ...{ confidence: 60, entities: [], expiresAt: '2099-01-01T00:00:00Z', toTeam: 'ot-soc' },
    }),
  )
  // High: it goes by rule.
  const received = await inState(ot, tip, 'delivered')
  expect(received.tip).toMatchObject({ techniques: ['T0843'], indicators: [{ kind: 'hash', value: HASH }] })
  expect(received).toMatchObject({ madeBy: null, incidentId: null })
  expect(received.steps.every(({ by }) => by === null)).toBe(true)
  expect(JSON.stringify(received)).not.toContain(mine.reference)
  await moved(ot, tip, 'acknowledge')
  const taken = await moved(ot, tip, 'accept')
  const theirs = await ok<IncidentRecord>(ot.get(`/api/incidents/${taken.incidentId}`))
  expect(theirs).toMatchObject({ isJoint: false, state: 'acknowledged', observables: [{ value: HASH }] })
  expect(theirs.reference).not.toBe(mine.reference)
  expect(await refused(it.get(`/api/incidents/${taken.incidentId}`))).toBe('404 not-found')
  await leaksNothing()

  const quiet = await written(it, await opened(it, { severity: 4 }), OBSERVABLE)
  const draft = await ok<HandoffRecord>(
    it.send('POST', `/api/incidents/${quiet.id}/tips`, {
      version: quiet.version,
      ...{ reason: 'dependency', request: 'watch', scenario: null, techniques: [], confidence: 10, entities: [] },
      ...{ expiresAt: '2099-01-01T00:00:00Z', toTeam: 'ot-soc' },
    }),
  )
  expect(draft.state).toBe('draft')
  const send = { version: draft.version, deed: 'send' }
  expect(await refused(it.send('POST', `/api/handoffs/${draft.id}/deeds`, send))).toBe('403 incidents.second-person')
  const sent = await moved(other, draft, 'send')
  expect(sent.tip?.approver).toBe(other.view.accountId)
  expect(sent.isIntact).toBe(true)
})

test('merging keeps the earliest instants and both assignees; splitting takes parts along', async () => {
  const early = await written(ot, await opened(ot, { title: 'early' }), { kind: 'task', title: 'Look', team: 'field' })
  now += 3 * MINUTE
  const late = await written(
    ot,
    await opened(ot, { title: 'late' }),
    { kind: 'acknowledged' },
    { kind: 'task', title: 'Ask', team: 'shift' },
  )
  const merged = await ok<IncidentRecord>(
    ot.send('POST', `/api/incidents/${late.id}/merge`, { version: late.version, from: early.id }),
  )
  expect(merged).toMatchObject({ title: 'late', openedAt: early.openedAt })
  expect(merged.tasks.map(({ title, team, at }) => [title, team, at])).toEqual(
    expect.arrayContaining([...late.tasks, ...early.tasks].map(({ title, team, at }) => [title, team, at])),
  )
  const gone = await ok<IncidentRecord>(ot.get(`/api/incidents/${early.id}`))
  expect(gone).toMatchObject({ state: 'merged', mergedInto: { reference: late.reference } })
  const again = { version: gone.version, entry: { kind: 'acknowledged' } }
  expect(await refused(ot.send('POST', `/api/incidents/${early.id}/entries`, again))).toBe('409 incidents.merged')
  const look = merged.tasks.find(({ title }) => title === 'Look')!
  const split = await ok<IncidentRecord>(
    ot.send('POST', `/api/incidents/${late.id}/split`, { version: merged.version, parts: [look.id], title: 'apart' }),
  )
  expect(split).toMatchObject({ title: 'apart', tasks: [{ title: 'Look', team: 'field', at: look.at }] })
  const rest = await ok<IncidentRecord>(ot.get(`/api/incidents/${late.id}`))
  expect(rest.tasks.map(({ title }) => title)).toEqual(['Ask'])
  // What was taken from a merged case can be worked on.
  const done = await written(ot, split, { kind: 'task-moved', part: look.id, state: 'done', team: 'field', note: '' })
  expect(done.tasks[0]).toMatchObject({ state: 'done', at: look.at })
})

test('[E10:2] a hub that stops between every two states loses no handoff, and its clocks climb by themselves', async () => {
  const record = await written(it, await opened(it, { title: 'restart' }), OBSERVABLE)
  const draft = await handedOver(
    record,
    record.observables.map(({ id }) => id),
  )
  const restart = async () => {
    await house.stopHub()
    await house.startHub()
  }
  const seen = async (person: Person) => (await ok<HandoffRecord>(person.get(`/api/handoffs/${draft.id}`))).state
  await restart()
  expect(await seen(it)).toBe('draft')
  // Stopped as soon as it is sent: whoever starts next delivers it.
  const send = moved(it, draft, 'send')
  await send
  await restart()
  await inState(ot, draft, 'delivered')
  now += 16 * MINUTE
  await restart()
  const told = await vi.waitFor(async () => {
    const found = await ok<HandoffRecord>(ot.get(`/api/handoffs/${draft.id}`))
    expect(found.rung).toBe(1)
    return found
  }, 15_000)
  expect(told).toMatchObject({ state: 'delivered', isLate: true, toTeam: 'ot-soc' })
  expect(told.steps.filter(({ deed }) => deed === 'escalate')).toHaveLength(1)
  for (const [person, deed, reason] of [
    [ot, 'acknowledge', ''],
    [ot, 'accept', ''],
    [ot, 'work', ''],
    [ot, 'return', 'done'],
    [it, 'close', ''],
  ] as const) {
    const { state } = await moved(person, draft, deed, reason)
    await restart()
    expect(await seen(it)).toBe(state)
    expect(await seen(ot)).toBe(state)
  }
  const { handoffs } = await ok<ResponseSummary>(it.get('/api/incidents/summary'))
  expect([handoffs.lost, handoffs.lostIndicators]).toEqual([0, 0])
  expect(handoffs.indicators).toBeGreaterThan(1)
  const final = await ok<HandoffRecord>(it.get(`/api/handoffs/${draft.id}`))
  expect(final.steps.filter(({ deed }) => deed === 'deliver')).toHaveLength(1)
  expect(final.steps.filter(({ deed }) => deed === 'escalate')).toHaveLength(1)
}, 180_000)

test('a case that nobody acknowledges climbs to lead, manager and duty officer, and stays with its team', async () => {
  const mine = await opened(ot, { title: 'nobody looks', severity: 1 })
  now += 21 * MINUTE
  await house.stopHub()
  await house.startHub()
  const climbed = await vi.waitFor(async () => {
    const found = await ok<IncidentRecord>(ot.get(`/api/incidents/${mine.id}`))
    expect(found.rung).toBe(3)
    return found
  }, 15_000)
  expect(climbed.team).toBe(mine.team)
  expect(climbed.entries.filter(({ kind }) => kind === 'escalated').map(({ text }) => text)).toEqual([
    'team-lead',
    'soc-manager',
    'duty-officer',
  ])
}, 60_000)

test('the sheet of a shift prints what is open, due, between the teams and written, of the own domain', async () => {
  const since = new Date(START / 1000 - 1000).toISOString()
  for (const form of ['pdf', 'docx', 'xlsx']) {
    const bytes = await ot.bytes(`/api/sites/alpha/incidents/shift?since=${since}&form=${form}`)
    const magic = form === 'pdf' ? '%PDF' : 'PK'
    expect(Buffer.from(bytes.subarray(0, magic.length)).toString('latin1')).toBe(magic)
  }
  const path = '/api/sites/beta/incidents/shift?since=2026-01-01'
  expect(await refused(ot.get(path))).toBe('404 not-found')
}, 60_000)

test('[E15:2] a playbook runs step by step with instants, decisions and artefacts; what nobody exercised is marked', async () => {
  const listed = async () => (await ok<{ items: PlaybookRow[] }>(it.get('/api/playbooks'))).items
  const before = await listed()
  expect([before.length, before.every(({ exercised }) => exercised === null)]).toEqual([48, true])
  const chosen = before.find(({ scenario, model }) => scenario === 'XD-03' && model === 'federated')!
  const mine = await opened(it, { title: 'a run' })
  const path = `/api/incidents/${mine.id}/playbooks`
  const unknown = { version: mine.version, playbook: { id: 'playbook--none' } }
  expect(await refused(it.send('POST', path, unknown))).toBe('422 playbooks.unknown')
  let record = await ok<IncidentRecord>(it.send('POST', path, { version: mine.version, playbook: { id: chosen.id } }))
  const runNow = async () => (await ok<{ items: RunView[] }>(it.get(path))).items[0]!
  const send = async (given: object) => {
    const { id } = await runNow()
    return await it.send('POST', `${path}/${id}/steps`, { version: record.version, ...given })
  }
  const refusals = new Set<string>()
  let handoff: string | null = null
  for (let run = await runNow(); run.next !== null; run = await runNow()) {
    const step = run.steps.find(({ id }) => id === run.next)!
    const artefacts = [{ label: 'log', sha256: HASH }]
    const tries =
      step.kind === 'decision'
        ? [{ outcome: 'no', note: 'no record of it' }]
        : [{ outcome: 'done', note: 'looked', artefacts }, { outcome: 'refused' }]
    let answer = await send({ step: step.id, ...tries[0] })
    if (answer.status !== 200) {
      refusals.add((answer.body as { code: string }).code)
      if (tries[1] !== undefined) answer = await send({ step: step.id, ...tries[1] })
    }
    // The other team's lane: it goes over with a handoff that was sent, and with none it does not.
    if (answer.status !== 200) {
      expect(await refused(send({ step: step.id, outcome: 'handed', handoff: 'HND-000000' }))).toBe(
        '422 playbooks.no-handoff',
      )
      if (handoff === null) {
        const draft = await handedOver(record, [])
        await moved(it, draft, 'send')
        handoff = draft.reference
        record = await ok<IncidentRecord>(it.get(`/api/incidents/${mine.id}`))
      }
      answer = await send({ step: step.id, outcome: 'handed', handoff })
    }
    expect(answer.status, answer.text).toBe(200)
    record = answer.body as IncidentRecord
  }
  const ended = await runNow()
  expect(refusals).toContain('playbooks.other-lane')
  expect(ended.steps.filter(({ outcome }) => outcome === 'handed').map((one) => one.handoff)).toContain(handoff)
  const done = ended.steps.find(({ outcome }) => outcome === 'done')!
  expect(done).toMatchObject({ byName: 'it-one', artefacts: [{ sha256: HASH }] })
  expect(ended.steps.every(({ at, outcome }) => outcome === null || at !== null)).toBe(true)
  const after = await listed()
  expect(after.filter(({ exercised }) => exercised !== null).map(({ id }) => id)).toEqual([chosen.id])
  // A run is its side's: the other domain has exercised nothing, and sees no run.
  const theirs = (await ok<{ items: PlaybookRow[] }>(ot.get('/api/playbooks'))).items
  expect(theirs.every(({ exercised }) => exercised === null)).toBe(true)
  expect(await refused(ot.get(path))).toBe('404 not-found')
}, 60_000)

test('a playbook leaves as CACAO 2.0 and comes back as a run; a faulty one is refused with its place', async () => {
  const [first] = (await ok<{ items: PlaybookRow[] }>(ot.get('/api/playbooks'))).items
  const document = await ok<Record<string, unknown>>(ot.get(`/api/playbooks/${first!.id}/cacao`))
  expect(document).toMatchObject({ type: 'playbook', spec_version: 'cacao-2.0', id: first!.id })
  const mine = await opened(ot, { title: 'brought along' })
  const path = `/api/incidents/${mine.id}/playbooks`
  const broken = { ...document, workflow_start: 'start--none' }
  const answer = await ot.send('POST', path, { version: mine.version, playbook: { document: broken } })
  expect([answer.status, answer.text.includes('workflow_start')]).toEqual([422, true])
  await ok(ot.send('POST', path, { version: mine.version, playbook: { document } }))
  const { items } = await ok<{ items: RunView[] }>(ot.get(path))
  expect(items[0]).toMatchObject({ playbookId: first!.id, byName: 'ot-one' })
})

test('[E15:2] a playbook brought along is in the library of its domain alone, and runs; one that cannot run names the place', async () => {
  const [first] = (await ok<{ items: PlaybookRow[] }>(ot.get('/api/playbooks'))).items
  const document = await ok<Record<string, unknown>>(ot.get(`/api/playbooks/${first!.id}/cacao`))
  expect(await refused(ot.send('POST', '/api/playbooks', { document }))).toBe('409 playbooks.already-there')
  const own = { ...document, id: 'playbook--11111111-2222-4333-8444-555555555555', name: 'Ours' }
  const broken = await ot.send('POST', '/api/playbooks', { document: { ...own, workflow_start: 'start--none' } })
  expect([broken.status, broken.text.includes('workflow_start')]).toEqual([422, true])
  const taken = await ok<PlaybookView>(ot.send('POST', '/api/playbooks', { document: own }))
  expect(taken).toMatchObject({ id: own.id, name: 'Ours', exercised: null, imported: { byName: 'ot-one' } })
  expect(await refused(ot.send('POST', '/api/playbooks', { document: own }))).toBe('409 playbooks.already-there')
  expect((await ok<{ items: PlaybookRow[] }>(ot.get('/api/playbooks'))).items).toHaveLength(49)
  expect((await ok<{ items: PlaybookRow[] }>(it.get('/api/playbooks'))).items).toHaveLength(48)
  expect(await refused(it.get(`/api/playbooks/${own.id}`))).toBe('404 not-found')
  expect(await ok(ot.get(`/api/playbooks/${own.id}/cacao`))).toMatchObject({ id: own.id, name: 'Ours' })
  const mine = await opened(ot, { title: 'of the library' })
  const path = `/api/incidents/${mine.id}/playbooks`
  await ok(ot.send('POST', path, { version: mine.version, playbook: { id: own.id } }))
  const [run] = (await ok<{ items: RunView[] }>(ot.get(path))).items
  expect(run).toMatchObject({ name: 'Ours', playbookId: own.id })
})

test('[E15:2] what touches OT is recorded by an OT lead with the owner and the rollback, and by nobody else', async () => {
  const lead = await house.person(await house.founder(), 'ot-lead', ['ot-lead'], ['alpha'])
  const document = touching()
  const mine = await opened(ot, { title: 'touch' })
  const path = `/api/incidents/${mine.id}/playbooks`
  const begun = await ok<IncidentRecord>(ot.send('POST', path, { version: mine.version, playbook: { document } }))
  const [run] = (await ok<{ items: RunView[] }>(ot.get(path))).items
  const given = { version: begun.version, step: run!.next, outcome: 'done', note: 'loaded again' }
  const agreement = { owner: 'Shift lead of unit 2', rollback: 'Load the program of Tuesday' }
  const steps = `${path}/${run!.id}/steps`
  expect(await refused(ot.send('POST', steps, { ...given, agreement }))).toBe('403 playbooks.ot-lead')
  expect(await refused(lead.send('POST', steps, given))).toBe('403 playbooks.no-agreement')
  await ok(lead.send('POST', steps, { ...given, agreement }))
  const [ended] = (await ok<{ items: RunView[] }>(ot.get(path))).items
  expect(ended!.steps[0]).toMatchObject({ outcome: 'done', byName: 'ot-lead', agreement })
})

function touching() {
  const [start, action, end] = ['start', 'action', 'end'].map((kind) => `${kind}--11111111-2222-4333-8444-555555555555`)
  return {
    ...{ type: 'playbook', spec_version: 'cacao-2.0', id: 'playbook--21111111-2222-4333-8444-555555555555', name: 'x' },
    workflow_start: start,
    // Somebody else's step without a class of ours counts as touching OT.
    workflow: {
      [start!]: { type: 'start', on_completion: action },
      [action!]: { type: 'action', name: 'Load the program again', on_completion: end },
      [end!]: { type: 'end' },
    },
  }
}

test('indicators leave as STIX 2.1 without what is TLP:RED, come into another case, and a second time nothing is added', async () => {
  const mine = await written(it, await opened(it, { title: 'indicators' }), OBSERVABLE, PRIVATE)
  const taken = await ok<{ bundle: Record<string, unknown>; written: number; left: { why: string }[] }>(
    it.send('POST', `/api/incidents/${mine.id}/indicators/export`, {}),
  )
  expect([taken.written, taken.left.map(({ why }) => why)]).toEqual([1, ['tlp-red']])
  expect(JSON.stringify(taken.bundle)).not.toContain(CANARY)
  const theirs = await opened(ot, { title: 'the other' })
  const path = `/api/incidents/${theirs.id}/indicators`
  const read = await ok<{ record: IncidentRecord; added: number }>(
    ot.send('POST', path, { version: theirs.version, bundle: taken.bundle }),
  )
  expect(read.added).toBe(1)
  expect(read.record.observables).toMatchObject([{ type: 'hash', value: HASH, tlp: 'amber', pap: 'amber' }])
  const again = await ok<{ added: number; left: { why: string }[] }>(
    ot.send('POST', path, { version: read.record.version, bundle: taken.bundle }),
  )
  expect([again.added, again.left.map(({ why }) => why)]).toEqual([0, ['twice']])
  const { version } = await ok<IncidentRecord>(ot.get(`/api/incidents/${theirs.id}`))
  expect(await refused(ot.send('POST', path, { version, bundle: { type: 'x' } }))).toBe('422 incidents.no-bundle')
  expect(await refused(ot.send('POST', `/api/incidents/${mine.id}/indicators/export`, {}))).toBe('404 not-found')
})

test('every write stands in the audit chain without its words', async () => {
  const rows = await house.core.transaction(HUB_SERVICE, (tx) => tx.selectFrom('audit_entry').selectAll().execute())
  const actions = new Set(rows.map(({ action }) => action))
  for (const action of [
    'incident.open',
    'incident.write',
    'incident.merge',
    'incident.split',
    'incident.escalate',
    'handoff.draft',
    'handoff.send',
    'handoff.deliver',
    'handoff.accept',
    'handoff.close',
    'playbook.import',
    'incident.export',
    'incident.import',
  ])
    expect([action, actions.has(action)]).toEqual([action, true])
  expect(JSON.stringify(rows)).not.toContain(CANARY)
})
