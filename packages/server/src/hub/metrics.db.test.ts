// SOC metrics over a real store: what each side reads of its own, what a coordinator is told, and that everybody else counts and no more.
import type { HuntRecord, HuntRunRecord } from '@penstock/contract/hunts'
import type { HandoffRecord, IncidentRecord } from '@penstock/contract/incidents'
import type { AfterSwitch, MetricIncident, SocMetrics } from '@penstock/contract/metrics'
import type { JointCallView, ProposalView } from '@penstock/contract/operating-model'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, ok, openHouse, type Person } from './house.fixture.ts'

const START = 1_790_000_000_000_000
const MINUTE = 60_000_000
const DETECTION = '0190a7b2-0000-7000-8000-000000000001'
let now = START
let house: House
let it: Person
let ot: Person
let elsewhere: Person
let auditor: Person
let coordinator: Person

beforeAll(async () => {
  house = await openHouse({ clock: () => micros(now) })
  await house.addSites('alpha', 'beta')
  await house.core.transaction(HUB_SERVICE, async (tx) => {
    const instants = { raised_at: sqlInstant(micros(START - 30 * MINUTE)), bucket: sqlInstant(micros(START)) }
    await tx
      .insertInto('detection_headline')
      .values({
        ...{ id: DETECTION, site: 'alpha', cell: 'it', domains: ['it'], marking: 0, kind: 'sigma', rule: 'r' },
        ...{ level: 'high', techniques: [], addresses: [], state: 'new', verdict: null, version: 1 },
        ...instants,
        ...{ acknowledged_at: null, closed_at: null },
        ...{ changed_at: sqlInstant(micros(START)), learned_at: sqlInstant(micros(START)) },
      })
      .execute()
  })
  const founder = await house.founder()
  it = await house.person(founder, 'it-one', ['it-analyst'], ['alpha'])
  ot = await house.person(founder, 'ot-one', ['ot-analyst'], ['alpha'])
  elsewhere = await house.person(founder, 'it-two', ['it-analyst'], ['beta'])
  auditor = await house.person(founder, 'auditor', ['compliance'], ['alpha'])
  coordinator = await house.person(founder, 'coordinator', ['soc-lead'], ['alpha'])
}, 120_000)
afterAll(async () => await house[Symbol.asyncDispose]())

async function opened(person: Person, sources: readonly object[] = []): Promise<IncidentRecord> {
  const body = { title: 'canary', severity: 2, consequence: 4, function: null, team: 'soc', sources }
  const { id } = await ok<{ id: string }>(person.send('POST', '/api/sites/alpha/incidents', body))
  return await ok(person.get(`/api/incidents/${id}`))
}

async function written(person: Person, given: IncidentRecord, ...entries: object[]): Promise<IncidentRecord> {
  let record = given
  for (const entry of entries)
    record = await ok(person.send('POST', `/api/incidents/${given.id}/entries`, { version: record.version, entry }))
  return record
}

const said = (milestone: string, minutes: number, more: object = {}) => ({
  ...{ kind: 'milestone', milestone, happenedAt: isoOfMicros(micros(START + minutes * MINUTE)), reason: 'log' },
  ...more,
})

async function metricsOf(person: Person): Promise<SocMetrics> {
  return await ok(person.get('/api/metrics/soc?days=90'))
}

function figure(metrics: SocMetrics, domain: string, metric: string) {
  const group = metrics.incidents.find((one) => one.domain === domain && one.severity === null)
  return group?.durations.find((one) => one.metric === metric)?.figure
}

test('[E12:2] each domain reads its own durations, with the alert that led to the case and what is missing', async () => {
  const first = await opened(it, [{ kind: 'detection', id: `it/${DETECTION}`, label: 'Logon at night' }])
  now += 10 * MINUTE
  await written(
    it,
    first,
    { kind: 'acknowledged' },
    said('occurred', -50),
    said('occurred', -60, { skewMs: 90_000 }),
    said('declared', 5),
  )
  await opened(ot)
  now += 10 * MINUTE
  const own = await metricsOf(it)
  expect(own.reads).toBe('own')
  // Raised half an hour before the case was opened, acknowledged ten minutes after.
  expect(figure(own, 'it', 'acknowledge')).toMatchObject({ n: 1, values: [40 * 60], waiting: 0, fromOpening: 0 })
  expect(figure(own, 'it', 'detect')).toMatchObject({ values: [30 * 60] })
  // Not contained: it waits, and nobody guesses.
  expect(figure(own, 'it', 'contain-declared')).toMatchObject({ n: 0, waiting: 1, missing: [] })
  expect(figure(own, 'it', 'triage')).toMatchObject({ n: 0, waiting: 1 })
  expect(figure(own, 'it', 'recover')).toMatchObject({ waiting: 1 })
  expect(figure(own, 'ot', 'detect')).toBeUndefined()
  expect(own.alerts[0]).toMatchObject({ domain: 'it', alerts: 1, untriaged: { part: 1, whole: 1 } })
  const theirs = await metricsOf(ot)
  expect(theirs.incidents.map(({ domain }) => domain)).toEqual(['ot', 'ot'])
  expect(theirs.alerts).toEqual([])
  expect(figure(theirs, 'ot', 'acknowledge')).toMatchObject({ n: 0, waiting: 1, fromOpening: 1 })
  expect((await metricsOf(elsewhere)).incidents).toEqual([])
})

test('a number opens what it is made of: both instants, every word about them, and the skew', async () => {
  const behind = await ok<{ items: MetricIncident[]; total: number }>(
    it.get('/api/metrics/soc/incidents?days=90&metric=detect&domain=it'),
  )
  expect(behind.total).toBe(1)
  expect(behind.items[0]).toMatchObject({ state: 'happened', seconds: 1800, to: { basis: 'alert' } })
  expect(behind.items[0]!.from!.revisions.map(({ skewMs, byName }) => [skewMs, byName])).toEqual([
    [null, 'it-one'],
    [90_000, 'it-one'],
  ])
  const none = await ok<{ total: number }>(ot.get('/api/metrics/soc/incidents?days=90&metric=detect&domain=it'))
  expect(none.total).toBe(0)
})

test('whoever has no domain counts, and reads no duration and no incident', async () => {
  const counted = await metricsOf(auditor)
  expect(counted.reads).toBe('counts')
  expect(
    counted.incidents.filter(({ severity }) => severity === null).map(({ domain, incidents }) => [domain, incidents]),
  ).toEqual([
    ['it', 1],
    ['ot', 1],
  ])
  expect(figure(counted, 'it', 'acknowledge')).toMatchObject({ n: 1, mean: null, median: null, values: null })
  expect(JSON.stringify(counted)).not.toContain('INC-')
  const refused = await auditor.get('/api/metrics/soc/incidents?metric=detect&domain=it')
  expect(refused.status).toBe(404)
  const told = await metricsOf(coordinator)
  expect([told.reads, figure(told, 'it', 'acknowledge')?.values]).toEqual(
    told.reads === 'both' ? ['both', [2400]] : ['counts', null],
  )
})

test('all of it goes out as CSV, as far as the person reads', async () => {
  const { text } = await it.get('/api/metrics/soc.csv?days=90')
  const lines = text.split('\r\n')
  expect(lines[0]).toContain('reads own')
  expect(lines.find((line) => line.startsWith('acknowledge,it,all'))).toMatch(/^acknowledge,it,all,1,,,,,0,2400,/)
  // Of the own domain alone; nothing is covered where no rule was met and no asset has a role.
  expect(lines.filter((line) => line.startsWith('coverage-'))).toEqual([
    expect.stringMatching(/^coverage-ics,it,(,)*0,0,/),
    expect.stringMatching(/^coverage-enterprise,it,(,)*0,714,/),
  ])
  expect((await auditor.get('/api/metrics/soc.csv?days=90')).text).not.toContain('2400')
})

test('[E13] ninety days after a switch the records are held against the answers that were kept with it, and not a day before', async () => {
  const DAY = 1440 * MINUTE
  const read = async (person: Person) => await ok<AfterSwitch>(person.get('/api/metrics/soc/after-switch'))
  const measures = async (person: Person) =>
    (await read(person)).measures?.map(({ id, domain, before, after, verdict }) => [
      ...[domain === null ? id : `${id} ${domain}`, before && [before.share.part, before.share.whole]],
      ...[[after.share.part, after.share.whole], verdict],
    ])
  /** A run of a hunt in the IT cell; what was found is promoted to a case, where one is named. */
  const hunted = async (incident: IncidentRecord | null) => {
    const question = { where: { all: [{ field: 'class', op: 'is', value: '1006' }] } }
    const draft = { title: 'h', hypothesis: 'h', question, days: 1, techniques: [], site: null, schedule: null }
    const hunt = await ok<HuntRecord>(it.send('POST', '/api/it/hunts', { key: crypto.randomUUID(), draft }))
    const run = await ok<HuntRunRecord>(it.send('POST', `/api/it/hunts/${hunt.id}/runs`))
    expect(run.state).toBe('done')
    if (incident === null) return
    const { id, reference } = incident
    const followUp = { outcome: 'promoted', note: '', incident: { id, reference } }
    await ok(it.send('POST', `/api/it/hunts/runs/${run.id}/follow-ups`, followUp))
  }
  expect(await read(auditor)).toMatchObject({ model: 'integrated', modelBefore: null, missingDays: 90, measures: null })
  await hunted(null)
  now += 30 * DAY
  const founder = await house.founder()
  const leads = [
    await house.person(founder, 'it-lead', ['it-lead'], ['alpha']),
    await house.person(founder, 'ot-lead', ['ot-lead'], ['alpha']),
  ]
  it = await house.person(founder, 'it-three', ['it-analyst'], ['alpha'])
  coordinator = await house.person(founder, 'coordinator-2', ['soc-lead'], ['alpha'])
  const answers = {
    ...{ otExpertise: 3, managedBoundaries: 2, monitoringIsolation: 2, credentialSeparation: 2, reportingLines: 4 },
    ...{ regulatoryIndependence: 3, crossDomainThreat: 1, coordination: 2, scale: 2, toolHarmRisk: 3, staffing: 3 },
  }
  const wanted = { to: 'federated', independence: null, reason: 'grown' }
  const proposals = '/api/operating-model/proposals'
  for (const wrong of [{ coordination: 2 }, { ...answers, mood: 1 }])
    expect(await coordinator.send('POST', proposals, { ...wanted, answers: wrong })).toMatchObject({
      ...{ status: 422, body: { code: 'operating-model.answers' } },
    })
  const asked = await ok<ProposalView>(coordinator.send('POST', proposals, { ...wanted, answers }))
  expect(asked.advice).toMatchObject({ recommended: 'federated', staged: false, levels: answers })
  const { id, payloadSha256 } = asked
  for (const lead of leads)
    await ok(lead.send('POST', `/api/operating-model/proposals/${id}/approval`, { payloadSha256 }))
  // With the decision it is in the policy, which hub and cells hold signed.
  const { body: policy } = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('policy').select('body').orderBy('version', 'desc').executeTakeFirstOrThrow(),
  )
  expect(policy.decision?.payload).toMatchObject({ advice: { levels: answers, recommended: 'federated' } })
  expect(await read(coordinator)).toMatchObject({ model: 'federated', modelBefore: 'integrated', missingDays: 90 })
  now += MINUTE
  const incident = await opened(it)
  await hunted(incident)
  const body = { kind: 'joint-call', name: 'weekly', firstAt: isoOfMicros(micros(now + MINUTE)), everyDays: 7 }
  const call = await ok<JointCallView>(leads[0]!.send('POST', '/api/sites/alpha/joint-calls', body))
  now += MINUTE
  for (const lead of leads)
    await ok(lead.send('POST', `/api/joint-calls/${call.id}/attendance`, { dueAt: isoOfMicros(micros(now)) }))
  const draft = await ok<HandoffRecord>(
    it.send('POST', `/api/incidents/${incident.id}/handoffs`, {
      ...{ version: incident.version, what: 'a', soWhat: 'b', done: 'c', asked: 'd', toTeam: 'ot-soc', parts: [] },
      ...{ byWhen: isoOfMicros(micros(now + DAY)), scenario: 'XD-01', containment: 'partial' },
      ...{ safetyConstraints: [], openQuestions: [], expiresAt: null },
    }),
  )
  const moved = async (person: Person, deed: string) => {
    const { version } = await ok<HandoffRecord>(person.get(`/api/handoffs/${draft.id}`))
    await ok(person.send('POST', `/api/handoffs/${draft.id}/deeds`, { version, deed, reason: '' }))
  }
  await moved(it, 'send')
  now += 2 * MINUTE
  for (const deed of ['acknowledge', 'accept']) await moved(leads[1]!, deed)
  now += 90 * DAY - 5 * MINUTE
  const late = await house.founder()
  coordinator = await house.person(late, 'coordinator-3', ['soc-lead'], ['alpha'])
  expect(await read(coordinator)).toMatchObject({ missingDays: 1, measures: null })
  now += 5 * MINUTE
  // The coordinator of federated teams counts, and reads no duration; of the weekly calls one was held.
  const counted = await read(coordinator)
  expect(counted).toMatchObject({ missingDays: 0, reads: 'counts' })
  expect(counted.measures?.[0]?.after.accepted).toMatchObject({ n: 1, values: null, median: null })
  expect(await measures(coordinator)).toEqual([
    ['handoffs-in-time', [0, 0], [2, 2], 'as-assumed'],
    ['tips-lost', [0, 0], [0, 0], 'no-record'],
    ['hunts-promoted it', [0, 1], [1, 1], 'as-assumed'],
    ['hunts-promoted ot', [0, 0], [0, 0], 'no-record'],
    ['calls-held', [0, 0], [1, 13], 'not-as-assumed'],
    ['break-glass-reviewed', [0, 0], [0, 0], 'no-record'],
  ])
  // Of what was answered `documented` contact claims the weekly calls; nothing was claimed of the clocks or of reviews.
  expect(counted.measures?.map(({ id: of, basis, factor, level }) => [of, basis, factor, level])).toEqual([
    ['handoffs-in-time', 'none-said', 'coordination', 2],
    ['tips-lost', 'none-said', 'coordination', 2],
    ['hunts-promoted', 'answer', 'otExpertise', 3],
    ['hunts-promoted', 'answer', 'otExpertise', 3],
    ['calls-held', 'answer', 'coordination', 2],
    ['break-glass-reviewed', 'none-said', 'credentialSeparation', 2],
  ])
  expect(
    counted.advice?.answers.filter(({ isBorneOut }) => !isBorneOut).map(({ factor, words }) => [factor, words]),
  ).toEqual([['coordination', 'documented']])
  // One level lower the model that was chosen is not feasible any more.
  expect(counted.advice).toMatchObject({ recommended: 'federated', advisedAnew: 'integrated' })
  const own = await house.person(late, 'ot-three', ['ot-analyst'], ['alpha'])
  const told = await read(own)
  expect(told.measures?.[0]?.after.accepted).toMatchObject({ n: 1, values: [120] })
  expect(told.measures?.filter((one) => one.id === 'hunts-promoted').map(({ domain }) => domain)).toEqual(['ot'])
})
