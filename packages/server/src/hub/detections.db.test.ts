// Detections of both cells by way of the hub: who reads them, who says what they were, and what the hub keeps of them.
import type { DetectionRecord, DetectionRow, DetectionSummary } from '@penstock/contract/detections'
import type { Finding } from '@penstock/model/detections'
import { micros } from '@penstock/model/kernel'
import { Detections } from '@penstock/server/detections'
import { Signal } from '@penstock/server/facts'
import { CELL_SERVICE, HUB_SERVICE } from '@penstock/server/runtime'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Estate, openEstate, type Person } from './estate.fixture.ts'

let estate: Estate
let otAnalyst: Person
let itAnalyst: Person
let socLead: Person
let alphaOnly: Person

beforeAll(async () => {
  estate = await openEstate()
  otAnalyst = await estate.person('ot-analyst', ['ot-analyst'], '*')
  itAnalyst = await estate.person('it-analyst', ['it-analyst'], '*')
  socLead = await estate.person('soc-lead', ['soc-lead'], '*')
  alphaOnly = await estate.person('ot-alpha', ['ot-analyst'], ['alpha'])
  for (const domain of ['it', 'ot'] as const) {
    const detections = new Detections({ domain, onFacts: new Signal() })
    const findings = (['alpha', 'beta'] as const).flatMap((site) => [0, 1, 2].map((n) => finding(domain, site, n)))
    await estate.stores[domain].transaction(CELL_SERVICE, (tx) => detections.raise(tx, findings, micros(AT)))
  }
}, 120_000)
afterAll(async () => await estate[Symbol.asyncDispose]())

const AT = 1_790_000_000_000_000

function finding(domain: 'it' | 'ot', site: 'alpha' | 'beta', n: number): Finding {
  return {
    ...{
      kind: 'sigma',
      rule: `rule-${n}`,
      ruleVersion: '1',
      title: `${domain} ${site} ${n}`,
      site,
      techniques: ['T0831'],
    },
    level: (['low', 'high', 'critical'] as const)[n]!,
    at: micros(AT + n),
    subject: { sourceIp: `10.0.0.${n}`, user: 'maier' },
    evidence: [
      { kind: 'event', source: 'tok', batch: 'gone', line: 1, nth: 0 },
      { kind: 'fact', of: 'operation', id: 'x' },
    ],
    values: { register: 7 },
  }
}

async function list(person: Person, query = '', domain = 'ot'): Promise<{ items: DetectionRow[]; total: number }> {
  const answer = await person.get(`/api/${domain}/detections${query}`)
  expect(answer.status, await answer.clone().text()).toBe(200)
  return (await answer.json()) as { items: DetectionRow[]; total: number }
}

async function post(person: Person, path: string, body: object): Promise<[number, DetectionRow & { code?: string }]> {
  const answer = await person.send('POST', `/api/ot/detections/${path}`, JSON.stringify(body))
  return [answer.status, (await answer.json()) as DetectionRow & { code?: string }]
}

async function record(person: Person, id: string): Promise<DetectionRecord> {
  return (await (await person.get(`/api/ot/detections/${id}`)).json()) as DetectionRecord
}

const titles = ({ items }: { items: DetectionRow[] }) => items.map(({ title }) => title).sort()

test('the list is filtered by site, level, rule, technique, address and words, and pages follow each other', async () => {
  expect((await list(otAnalyst)).total).toBe(6)
  expect(titles(await list(otAnalyst, '?site=alpha&level=high'))).toEqual(['ot alpha 1', 'ot alpha 2'])
  expect(titles(await list(otAnalyst, '?rule=rule-0&technique=T0831'))).toEqual(['ot alpha 0', 'ot beta 0'])
  expect(titles(await list(otAnalyst, '?address=10.0.0.2,10.9.9.9'))).toEqual(['ot alpha 2', 'ot beta 2'])
  expect(titles(await list(otAnalyst, '?text=BETA%201'))).toEqual(['ot beta 1'])
  for (const nothing of ['?technique=T1', '?state=closed', '?suppressed=yes', '?kind=behaviour', '?to=2020-01-01'])
    expect([nothing, (await list(otAnalyst, nothing)).total]).toEqual([nothing, 0])
  const first = (await (await otAnalyst.get('/api/ot/detections?limit=4')).json()) as {
    items: DetectionRow[]
    nextCursor: string
  }
  const rest = await list(otAnalyst, `?limit=4&cursor=${first.nextCursor}`)
  expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(6)
})

test('[E08] who may not see a detection is answered as if there were none', async () => {
  const { items } = await list(otAnalyst, '?site=beta')
  const beta = items[0]!.id
  expect(titles(await list(alphaOnly))).toEqual(['ot alpha 0', 'ot alpha 1', 'ot alpha 2'])
  for (const path of ['', '/summary', `/${beta}`])
    expect((await itAnalyst.get(`/api/ot/detections${path}`)).status).toBe(404)
  expect((await alphaOnly.get(`/api/ot/detections/${beta}`)).status).toBe(404)
  for (const person of [itAnalyst, alphaOnly])
    for (const [deed, body] of [
      ['acknowledgement', { version: 1 }],
      ['verdict', { version: 1, verdict: 'benign' }],
      ['comments', { text: 'x' }],
    ] as const)
      expect((await post(person, `${beta}/${deed}`, body))[0]).toBe(404)
  expect((await record(otAnalyst, beta)).entries).toEqual([])
})

test('[E03:2] a person without an OT role reads a detection of OT and cannot close it: refused, kept and counted', async () => {
  const [row] = (await list(socLead, '?rule=rule-0&site=alpha')).items
  const told = await record(socLead, row!.id)
  expect([told.mayWork, told.evidence[0]]).toMatchObject([false, { standing: 'withheld', event: null }])
  const [status, problem] = await post(socLead, `${row!.id}/verdict`, { version: 1, verdict: 'benign', note: 'ours' })
  expect([status, problem.code]).toEqual([403, 'detections.no-role'])
  for (const deed of ['acknowledgement', 'reopening', 'comments', 'escalation'])
    expect(
      (await post(socLead, `${row!.id}/${deed}`, { version: 1, reason: 'x', text: 'x', reference: 'x' }))[0],
    ).not.toBe(200)
  const after = await record(otAnalyst, row!.id)
  expect([after.state, after.version]).toEqual(['new', 1])
  expect(after.entries).toMatchObject([{ kind: 'refused-close', verdict: 'benign', text: 'ours' }])
  const summary = (await (await otAnalyst.get('/api/ot/detections/summary')).json()) as DetectionSummary
  expect(summary).toMatchObject({ refusedCloses: 1, states: { new: 6 }, open: { low: 2, high: 2, critical: 2 } })
})

test('one is acknowledged, judged, reopened and commented by its team, each once and by the version that was seen', async () => {
  const [row] = (await list(otAnalyst, '?rule=rule-1&site=alpha')).items
  const id = row!.id
  expect((await post(otAnalyst, `${id}/acknowledgement`, { version: 9 }))[1].code).toBe('version-moved')
  expect((await post(otAnalyst, `${id}/acknowledgement`, { version: 1 }))[1]).toMatchObject({ state: 'acknowledged' })
  expect((await post(otAnalyst, `${id}/acknowledgement`, { version: 2 }))[1].code).toBe('detections.acknowledged')
  expect((await post(otAnalyst, `${id}/comments`, { text: 'asked the shift' }))[0]).toBe(200)
  expect((await post(otAnalyst, `${id}/escalation`, { reference: 'OT-2026-0001' }))[0]).toBe(200)
  const verdict = { version: 2, verdict: 'true-positive', note: 'the vendor was in' }
  expect((await post(otAnalyst, `${id}/verdict`, verdict))[1]).toMatchObject({ state: 'closed', version: 3 })
  expect((await post(otAnalyst, `${id}/verdict`, { ...verdict, version: 3 }))[1].code).toBe('detections.closed')
  expect((await post(otAnalyst, `${id}/reopening`, { version: 3, reason: 'again' }))[1]).toMatchObject({
    ...{ state: 'acknowledged', verdict: null, version: 4 },
  })
  const told = await record(otAnalyst, id)
  expect(told.entries.map(({ kind }) => kind)).toEqual([
    ...['acknowledged', 'comment', 'escalated', 'verdict', 'reopened'],
  ])
  expect(told.evidence).toMatchObject([
    { kind: 'event', standing: 'gone' },
    { kind: 'fact', of: 'operation' },
  ])
  expect([told.mayWork, told.values]).toEqual([true, { register: 7 }])
})

test('the hub learns each change of state as a headline, and no name or value with it', async () => {
  const headlines = () =>
    estate.core.transaction(HUB_SERVICE, (tx) => tx.selectFrom('detection_headline').selectAll().execute())
  await vi.waitFor(async () => expect((await headlines()).filter(({ version }) => version === 4)).toHaveLength(1), {
    timeout: 60_000,
    interval: 100,
  })
  const rows = (await headlines()).filter(({ cell }) => cell === 'ot')
  expect(rows.map(({ domains }) => domains.join())).toEqual(Array.from({ length: 6 }, () => 'ot'))
  expect(JSON.stringify(rows)).not.toMatch(/maier|register|alpha \d/)
})

test('what was found anew after it was closed keeps the old one closed', async () => {
  const [row] = (await list(otAnalyst, '?rule=rule-2&site=beta')).items
  await post(otAnalyst, `${row!.id}/verdict`, { version: 1, verdict: 'false-positive' })
  const detections = new Detections({ domain: 'ot', onFacts: new Signal() })
  const again = { ...finding('ot', 'beta', 2), at: micros(AT + 1000) }
  await estate.stores.ot.transaction(CELL_SERVICE, (tx) => detections.raise(tx, [again], micros(AT + 1000)))
  expect((await post(otAnalyst, `${row!.id}/reopening`, { version: 2, reason: 'x' }))[1].code).toBe(
    'detections.found-anew',
  )
})
