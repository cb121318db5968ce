// Sensors through the hub's doors: codes and what they are good for, coverage and silence as the page is told them, and the wrong door.
import type { SensorsView } from '@penstock/contract/sensors'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { CELL_SERVICE, HUB_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { canaryBatch } from './estate.fixture.ts'
import { type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

const SECOND = 1_000_000
const SOON = { timeout: 15_000 }
vi.setConfig({ testTimeout: 60_000 })
const clock = fakeClock(micros(1_790_834_400_000_000))
const WANTED = { name: 'Hall 3 mirror', domain: 'ot', site: 'default', kind: 'sensor', segments: ['cell A', 'cell B'] }
let house: House
let founder: Person
let lead: Person

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  lead = await house.person(founder, 'it-lead', ['it-lead'])
}, 240_000)
afterAll(async () => await house[Symbol.asyncDispose]())

async function newCode(wanted: Partial<typeof WANTED> = {}, by = founder): Promise<string> {
  const made = await by.send('POST', '/api/sensors/codes', { ...WANTED, ...wanted })
  expect(made.status, made.text).toBe(200)
  return (made.body as { code: string }).code
}

async function enrol(code: string, domain?: string) {
  return await house.ask('/api/sensors/enrolment', jsonOf({ code, ...(domain === undefined ? {} : { domain }) }))
}

async function enrolled(wanted: Partial<typeof WANTED> = {}, by = founder): Promise<{ id: string; token: string }> {
  const answer = await enrol(await newCode(wanted, by))
  expect(answer.status, answer.text).toBe(200)
  return answer.body as { id: string; token: string }
}

async function list(by = founder, query = ''): Promise<SensorsView> {
  const answer = await by.get(`/api/sensors${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as SensorsView
}

async function sensor(id: string, by = founder) {
  const found = (await list(by)).items.find((item) => item.id === id)
  if (found === undefined) throw new Error(`${id} is not in the list`)
  return found
}

/** What a live sensor sends: a batch that covers the `seconds` until now by its clock, which is `aheadS` off. */
function beat(seq: number, seconds: number, more: Partial<ObservationBatch> = {}, aheadS = 0): ObservationBatch {
  const to = micros(clock.now() + aheadS * SECOND)
  const empty = { packets: 0, bindings: [], claims: [], conversations: [], operations: [], anomalies: [] }
  const live = { from: micros(to - seconds * SECOND), to, losses: {} }
  return { ...canaryBatch('ot', 'default'), ...empty, firstAt: null, lastAt: null, seq, live, ...more }
}

async function send(token: string, batches: readonly ObservationBatch[], domain = 'ot', aheadS = 0) {
  const sentAt = micros(clock.now() + aheadS * SECOND)
  const body = { sensor: 's', capture: 'c', batches, everyMs: 30_000, clock: { sentAt, roundTripMicros: 4000 } }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return await house.ask(`/api/${domain}/observations`, { ...jsonOf(body), headers })
}

async function lastAudit(action: string): Promise<unknown> {
  return await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').selectAll().where('action', '=', action).orderBy('seq', 'desc').executeTakeFirst(),
  )
}

test('a code is short, is kept as a keyed hash, and is exchanged once for a token that may only write, for its domain and site', async () => {
  const code = await newCode()
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
  expect((await list()).codes).toEqual([expect.objectContaining({ name: 'Hall 3 mirror', domain: 'ot' })])
  expect(JSON.stringify(await list())).not.toContain(code)
  // As it is read aloud: in lower case, without the dash, with letters for digits.
  const heard = code.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
  const answer = await enrol(heard)
  expect(answer.status, answer.text).toBe(200)
  const { id, token } = answer.body as { id: string; token: string }
  expect(answer.body).toMatchObject({
    name: 'Hall 3 mirror',
    domain: 'ot',
    site: 'default',
    segments: ['cell A', 'cell B'],
  })
  expect((await sensor(id)).state).toBe('never-heard')
  expect((await list()).codes).toEqual([])
  const bearer = { headers: { authorization: `Bearer ${token}` } }
  for (const path of ['/api/sensors', '/api/ot/operations', '/api/assets', '/api/access/tokens'])
    expect([path, (await house.ask(path, bearer)).status]).toEqual([path, 404])
  expect((await send(token, [beat(0, 5)])).status).toBe(200)
  expect(await lastAudit('sensor.enrol')).toMatchObject({ actor: id, details: { domain: 'ot', site: 'default' } })
})

test('a code that is wrong, used, expired, withdrawn or of another domain answers alike, and trying is in the chain', async () => {
  const used = await newCode()
  await enrol(used)
  const old = await newCode()
  clock.advance(30 * 60 * SECOND + 1)
  const foreign = await newCode()
  const withdrawn = await newCode()
  const { codes } = await list()
  expect(codes).toHaveLength(2)
  const gone = codes.at(-1)?.id ?? ''
  expect((await founder.send('DELETE', `/api/sensors/codes/${gone}`)).status).toBe(204)
  expect((await founder.send('DELETE', `/api/sensors/codes/${gone}`)).status).toBe(404)
  const shape = (text: string) => text.replaceAll(/req_[0-9a-f-]+/g, 'req')
  const answers = [
    await enrol('0000-0000'),
    await enrol(used),
    await enrol(old),
    await enrol(foreign, 'it'),
    await enrol(withdrawn),
    await enrol("'; drop table"),
  ]
  expect(new Set(answers.map(({ status, text }) => `${status} ${shape(text)}`)).size).toBe(1)
  expect(answers[0]).toMatchObject({ status: 401, body: { code: 'sensors.code-refused' } })
  expect(await lastAudit('sensor.enrol-refuse')).toMatchObject({ actor: 'nobody', object: 'unknown', details: {} })
  // Asked for the wrong domain it was not used up.
  expect((await enrol(foreign, 'ot')).status).toBe(200)
})

test('of many that give one code at once, one gets a token', async () => {
  const code = await newCode()
  const answers = await Promise.all(Array.from({ length: 8 }, () => enrol(code)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(7)
})

test('a person makes codes and sees sensors of the own domain only, and nobody without the right makes any', async () => {
  const other = await founder.send('POST', '/api/sensors/codes', { ...WANTED, domain: 'it' })
  expect(other).toMatchObject({ status: 403, body: { code: 'access.other-domain' } })
  expect((await founder.send('POST', '/api/sensors/codes', { ...WANTED, site: 'nowhere' })).status).toBe(404)
  const analyst = await house.person(founder, 'ot-analyst', ['ot-analyst'])
  expect((await analyst.send('POST', '/api/sensors/codes', WANTED)).status).toBe(404)
  const it = await enrolled({ domain: 'it', name: 'Office' }, lead)
  expect((await list(lead)).items.map(({ name }) => name)).toEqual(['Office'])
  expect((await list(analyst)).items.map(({ domain }) => domain)).not.toContain('it')
  const change = { version: 2, name: 'Mine' }
  expect((await founder.send('PATCH', `/api/sensors/${it.id}`, change)).status).toBe(404)
  const elsewhere = await house.person(founder, 'elsewhere', ['ot-analyst'], ['elsewhere'])
  expect((await list(elsewhere)).items).toEqual([])
  expect((await elsewhere.get('/api/sensors?site=default')).status).toBe(404)
})

test('heartbeats, loss, silence and gaps are told as they were, each by its cause', async () => {
  const { id, token } = await enrolled({ segments: ['cell C'] })
  const began = clock.now()
  const beats: ObservationBatch[] = []
  for (let n = 0; n < 4; n += 1) {
    clock.advance(30 * SECOND)
    beats.push(beat(n, 30, n === 2 ? { packets: 90, firstAt: clock.now(), lastAt: clock.now() } : {}))
    expect((await send(token, [beats[n]!])).status).toBe(200)
  }
  await expect.poll(async () => (await sensor(id)).state, SOON).toBe('listening')
  const heard = await sensor(id)
  expect(heard).toMatchObject({ packets: 90, losses: [], share: 1, gaps: [], everyMs: 30_000 })
  expect(heard.clock?.skewMs).toBeCloseTo(2, 5)
  expect(heard.watched).toHaveLength(1)

  // Not heard for a minute and a half; then it says what it lost meanwhile.
  clock.advance(91 * SECOND)
  expect((await sensor(id)).state).toBe('silent')
  const lost = { kernel: 10, tables: 3, spool: 1 }
  const late = beat(4, 10, { packets: 30, firstAt: clock.now(), lastAt: clock.now() })
  expect((await send(token, [{ ...late, live: { ...late.live!, losses: lost } }])).status).toBe(200)
  await expect.poll(async () => (await sensor(id)).state, SOON).toBe('lossy')
  const after = await sensor(id)
  expect(after.losses).toEqual([
    { cause: 'kernel', count: 10 },
    { cause: 'tables', count: 3 },
    { cause: 'spool', count: 1 },
  ])
  const gap = { from: clock.now() - 91 * SECOND, to: clock.now() - 10 * SECOND }
  expect(after.gaps).toEqual([{ from: isoOfMicros(micros(gap.from)), to: isoOfMicros(micros(gap.to)) }])
  expect(after.share).toBeCloseTo(1 - (gap.to - gap.from) / (clock.now() - began), 6)
  const segment = (await list()).segments.find((each) => each.segment === 'cell C')
  expect(segment).toMatchObject({ sensors: ['Hall 3 mirror'], gaps: after.gaps, share: after.share })

  // What waited on its disk fills the gap, and is stored once however often it comes.
  const filling = [{ ...beat(5, 0), live: { from: micros(gap.from), to: micros(gap.to), losses: {} } }]
  for (let n = 0; n < 2; n += 1) expect((await send(token, filling)).status).toBe(200)
  await expect.poll(async () => (await sensor(id)).gaps, SOON).toEqual([])
  expect((await sensor(id)).packets).toBe(120)
  // A loss is told for an hour; heartbeats without packets are another word than silence.
  clock.advance(3601 * SECOND)
  // An idle hour ends the sessions of people; the sensor's token stays.
  founder = await house.founder()
  lead = await house.person(founder, 'it-lead-later', ['it-lead'])
  expect((await send(token, [beat(6, 3601)])).status).toBe(200)
  await expect.poll(async () => (await sensor(id)).state, SOON).toBe('no-traffic')
})

test('a second sensor on a segment closes the gap of the first', async () => {
  const [a, b] = [await enrolled({ segments: ['ring'], name: 'a' }), await enrolled({ segments: ['ring'], name: 'b' })]
  clock.advance(60 * SECOND)
  expect((await send(a.token, [beat(0, 60)])).status).toBe(200)
  clock.advance(60 * SECOND)
  expect((await send(b.token, [beat(0, 70)])).status).toBe(200)
  await expect.poll(async () => (await sensor(b.id)).state, SOON).toBe('no-traffic')
  const ring = (await list()).segments.find((each) => each.segment === 'ring')
  expect(ring).toMatchObject({ sensors: ['a', 'b'], gaps: [], share: 1 })
  expect((await sensor(b.id)).gaps).toHaveLength(1)
})

test('a sensor whose clock is an hour off is shown with its skew, and its stretches stand where they belong', async () => {
  const { id, token } = await enrolled({ name: 'off' })
  clock.advance(30 * SECOND)
  expect((await send(token, [beat(0, 30, {}, 3600)], 'ot', 3600)).status).toBe(200)
  await expect.poll(async () => (await sensor(id)).state, SOON).toBe('no-traffic')
  const ahead = await sensor(id)
  expect(ahead.clock?.skewMs).toBeCloseTo(3_600_002, 3)
  expect(ahead.gaps).toEqual([])
  // Its clock is put right: it jumps back by an hour, and nothing runs backwards.
  clock.advance(30 * SECOND)
  expect((await send(token, [beat(1, 30)])).status).toBe(200)
  await expect.poll(async () => Math.round((await sensor(id)).clock?.skewMs ?? 0), SOON).toBe(2)
  const right = await sensor(id)
  expect(right.share).toBe(1)
  for (const { from, to } of right.watched) expect(from < to).toBe(true)
})

test('a token at the door of the other domain is refused, nothing of it is stored, and the sensor is quarantined until somebody looked', async () => {
  const { id, token } = await enrolled({ name: 'lost its way' })
  const rows = async () =>
    await Promise.all(
      (['it', 'ot'] as const).map((domain) =>
        house.storeOf(domain).transaction(CELL_SERVICE, async (tx) => {
          const counts = await Promise.all([
            tx.selectFrom('capture').select('id').execute(),
            tx.selectFrom('observation_batch').select('seq').execute(),
            tx.selectFrom('fact_outbox').select('seq').execute(),
          ])
          return counts.map((found) => found.length)
        }),
      ),
    )
  const before = await rows()
  for (let n = 0; n < 3; n += 1) {
    clock.advance(SECOND)
    const refused = await send(token, [canaryBatch('ot', 'default')], 'it')
    expect(refused).toMatchObject({ status: 404, body: { code: 'not-found' } })
  }
  expect(await rows()).toEqual(before)
  const shown = await sensor(id)
  expect(shown.state).toBe('quarantined')
  expect(shown.misuse).toEqual([expect.objectContaining({ domain: 'it', attempts: 3 })])
  const entries = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').selectAll().where('action', '=', 'sensor.quarantine').execute(),
  )
  expect(entries).toHaveLength(1)
  expect(entries[0]).toMatchObject({ actor: id, object: id, details: { domain: 'ot', asked: 'it' } })
  // What comes to its own door is still taken: blindness would be the greater harm.
  expect((await send(token, [beat(0, 1)])).status).toBe(200)
  expect((await lead.send('DELETE', `/api/sensors/${id}/quarantine`)).status).toBe(404)
  expect((await founder.send('DELETE', `/api/sensors/${id}/quarantine`)).status).toBe(204)
  await expect.poll(async () => (await sensor(id)).state, SOON).toBe('no-traffic')
})

test('a name is changed by whoever saw the newest one, and a revoked sensor is refused at once', async () => {
  const { id, token } = await enrolled()
  const { version } = await sensor(id)
  const change = { version, name: 'Hall 4 mirror', segments: ['cell D'] }
  expect((await founder.send('PATCH', `/api/sensors/${id}`, change)).status).toBe(204)
  expect((await founder.send('PATCH', `/api/sensors/${id}`, change)).status).toBe(409)
  expect(await sensor(id)).toMatchObject({ name: 'Hall 4 mirror', segments: ['cell D'] })
  expect((await send(token, [beat(0, 1)])).status).toBe(200)
  expect((await founder.send('DELETE', `/api/access/tokens/${id}`)).status).toBe(204)
  expect((await send(token, [beat(1, 1)])).status).toBe(401)
  expect((await sensor(id)).state).toBe('revoked')
})

test('while a cell does not answer its sensors are unknown and the page is told since when', {
  timeout: 60_000,
}, async () => {
  const { id, token } = await enrolled({ name: 'behind a silent cell' })
  expect((await send(token, [beat(0, 1)])).status).toBe(200)
  await expect.poll(async () => (await sensor(id)).state, SOON).toBe('no-traffic')
  await house.stopCell('ot')
  await expect.poll(async () => (await sensor(id)).state, { timeout: 10_000 }).toBe('unknown')
  const cell = (await list()).cells.find(({ domain }) => domain === 'ot')
  expect(cell).toMatchObject({ isAnswering: false })
  expect(cell?.heardAt).not.toBeNull()
  await house.startCell('ot')
  await expect.poll(async () => (await sensor(id)).state, { timeout: 15_000 }).toBe('no-traffic')
})

test('codes can be tried ten times a minute from one address', { timeout: 60_000 }, async () => {
  await house.stopHub()
  const strict = await openHouse({ attemptsPerMinute: null })
  const statuses: number[] = []
  for (let n = 0; n < 12; n += 1)
    statuses.push((await strict.ask('/api/sensors/enrolment', jsonOf({ code: `0000-000${n % 10}` }))).status)
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
  await strict[Symbol.asyncDispose]()
})
