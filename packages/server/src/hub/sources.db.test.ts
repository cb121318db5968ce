// Sources of events through the hub's doors: enrolment, what is stored and read, repeats and holes, hostile lines, the wrong door.
import { gzipSync } from 'node:zlib'
import type { EventView, UnknownLineView } from '@penstock/contract/ingest'
import type { RehearsalView } from '@penstock/contract/rehearsal'
import type { SourcesView } from '@penstock/contract/sources'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Answer, type House, openHouse, type Person } from './house.fixture.ts'

const SECOND = 1_000_000
const SOON = { timeout: 15_000, interval: 50 }
vi.setConfig({ testTimeout: 60_000 })
const clock = fakeClock(micros(1_790_834_400_000_000))
const WANTED = { name: 'Edge IDS', domain: 'ot', site: 'default', format: 'suricata-eve', everySeconds: 60 }
let house: House
let founder: Person
let lead: Person

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  lead = await house.person(founder, 'it-lead', ['it-lead'])
}, 240_000)
afterAll(async () => await house[Symbol.asyncDispose]())

interface Enrolled {
  readonly id: string
  readonly token: string
}

async function enrolled(wanted: Partial<typeof WANTED> = {}, by = founder): Promise<Enrolled> {
  const answer = await by.send('POST', '/api/sources', { ...WANTED, ...wanted })
  expect(answer.status, answer.text).toBe(200)
  return answer.body as Enrolled
}

async function send(
  { token }: Enrolled,
  lines: string | Uint8Array<ArrayBuffer>,
  given: { readonly query?: string; readonly domain?: string; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { query = '', domain = 'ot', headers = {} } = given
  return await house.ask(`/api/${domain}/events${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson', ...headers },
    body: lines,
  })
}

/** A line of Suricata: an alert of this signature. */
function alert(signature: string, secondsAgo = 0): string {
  const timestamp = isoOfMicros(micros(clock.now() - secondsAgo * SECOND))
  return JSON.stringify({
    ...{ timestamp, event_type: 'alert', src_ip: '10.1.2.3', src_port: 4444, dest_ip: '10.1.2.20', dest_port: 502 },
    ...{ proto: 'TCP', alert: { signature, signature_id: 1, severity: 1, action: 'allowed', category: 'x' } },
  })
}

async function eventsOf({ id }: Enrolled, query = '', by = founder): Promise<EventView[]> {
  const answer = await by.get(`/api/ot/events?source=${id}${query}`)
  expect(answer.status, answer.text).toBe(200)
  return (answer.body as { items: EventView[] }).items
}

async function unknownOf({ id }: Enrolled): Promise<UnknownLineView[]> {
  return ((await founder.get(`/api/ot/events/unknown?source=${id}`)).body as { items: UnknownLineView[] }).items
}

async function listed(by = founder): Promise<SourcesView> {
  const answer = await by.get('/api/sources')
  expect(answer.status, answer.text).toBe(200)
  return answer.body as SourcesView
}

async function view({ id }: Enrolled, by = founder) {
  const found = (await listed(by)).items.find((item) => item.id === id)
  if (found === undefined) throw new Error(`${id} is not in the list`)
  return found
}

/** Once nothing of a source waits. */
async function settled(source: Enrolled) {
  return await vi.waitFor(async () => {
    const seen = await view(source)
    expect(seen.activity?.waiting).toBe(0)
    return seen
  }, SOON)
}

test('lines of an enrolled source are stored, read, counted and asked for', async () => {
  const source = await enrolled()
  expect((await view(source)).state).toBe('never-heard')
  const sent = await send(source, `${alert('Modbus write', 3)}\n\n${alert('Scan', 1)}\r\nwhat is this\n`)
  expect(sent.body).toMatchObject({ lines: 3, isRepeated: false })
  const seen = await settled(source)
  expect(seen).toMatchObject({ state: 'sending', format: 'suricata-eve', domain: 'ot', site: 'default' })
  expect(seen.activity).toMatchObject({ batches: 1, lines: 3, unknown: { 'record.not-of-the-format': 1 } })
  expect(seen.activity?.classes).toEqual({ 'Detection Finding': 2 })
  expect(seen.activity?.window).toMatchObject({ events: 2, unknown: 1, delayMs: { least: 1000 } })
  const [newest, older] = await eventsOf(source)
  expect([newest?.line, older?.line]).toEqual([2, 1])
  expect(newest).toMatchObject({ sourceIp: '10.1.2.3', destinationIp: '10.1.2.20', raw: alert('Scan', 1) })
  expect(newest?.fields['alert.signature']).toBe('Scan')
  expect((await unknownOf(source)).map(({ raw, line, code }) => [raw, line, code])).toEqual([
    ['what is this', 3, 'record.not-of-the-format'],
  ])
})

test('events are found by a typed filter, page by page, and counted over time', async () => {
  const source = await enrolled()
  await send(source, Array.from({ length: 7 }, (_, n) => alert(n % 2 === 0 ? 'even' : 'odd', n)).join('\n'))
  await settled(source)
  const where = encodeURIComponent(JSON.stringify({ field: 'fields.alert.signature', op: 'is', value: 'ODD' }))
  expect(await eventsOf(source, `&where=${where}`)).toHaveLength(3)
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const address: string = `/api/ot/events?source=${source.id}&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`
    const page = (await founder.get(address)).body as { items: EventView[]; nextCursor: string | null }
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  }
  expect(new Set(seen).size).toBe(7)
  const [from, to] = [isoOfMicros(micros(clock.now() - 7 * SECOND)), isoOfMicros(micros(clock.now() + SECOND))]
  const counts = await founder.get(`/api/ot/events/counts?source=${source.id}&from=${from}&to=${to}&buckets=8`)
  expect((counts.body as { buckets: { events: number }[] }).buckets.map(({ events }) => events)).toEqual([
    ...[0, 1, 1, 1, 1, 1, 1, 1],
  ])
  for (const query of ['where=x', 'where={"field":"user; drop","op":"is","value":"x"}', 'cursor=x', 'from=yesterday'])
    expect([query, (await founder.get(`/api/ot/events?${query}`)).status]).toEqual([query, 400])
})

test('a batch that comes again changes nothing, and another of the same name is refused', async () => {
  const source = await enrolled()
  const first = await send(source, alert('once'), { query: '?batch=b-1' })
  const again = await send(source, alert('once'), { query: '?batch=b-1' })
  expect([first.body, again.body]).toMatchObject([
    { isRepeated: false, lines: 1 },
    { isRepeated: true, lines: 1 },
  ])
  const other = await send(source, alert('another'), { query: '?batch=b-1' })
  expect([other.status, (other.body as { code: string }).code]).toEqual([409, 'ingest.batch-differs'])
  // The name is the source's own: another's batch of that name is another batch.
  expect((await send(await enrolled(), alert('once'), { query: '?batch=b-1' })).body).toMatchObject({
    isRepeated: false,
  })
  const seen = await settled(source)
  expect(seen.activity).toMatchObject({ batches: 1, repeated: 1, lines: 1 })
  expect(await eventsOf(source)).toHaveLength(1)
})

test('holes between numbered batches, silence and a wrong clock are told', async () => {
  const source = await enrolled()
  for (const seq of [1, 2, 5]) await send(source, alert('x'), { query: `?seq=${seq}` })
  const ahead = micros(clock.now() + 90 * SECOND)
  await send(source, '', { query: `?sentAt=${ahead}` })
  const seen = await settled(source)
  expect(seen.activity).toMatchObject({ gaps: 1, missing: 2, batches: 3, skewMs: 90_000 })
  clock.advance(121 * SECOND)
  expect((await view(source)).state).toBe('silent')
  await send(source, '')
  expect((await view(source)).state).toBe('sending')
})

test('packed bodies are unpacked within bounds, and what is none is refused', async () => {
  const source = await enrolled()
  const headers = { 'content-encoding': 'gzip' }
  expect((await send(source, gzipSync(alert('packed')), { headers })).body).toMatchObject({ lines: 1 })
  const bomb = gzipSync(Buffer.alloc(40 * 2 ** 20))
  expect((await send(source, bomb, { headers })).status).toBe(413)
  expect((await send(source, 'not packed', { headers })).body).toMatchObject({ code: 'ingest.not-gzip' })
  expect((await send(source, 'x'.repeat(17 * 2 ** 20))).status).toBe(413)
  await settled(source)
  expect(await eventsOf(source)).toHaveLength(1)
})

test('hostile lines are kept as what they are: long ones, other encodings, U+0000, times of other centuries', async () => {
  const source = await enrolled()
  const body = Buffer.concat([
    Buffer.from(`{"x":"${'a'.repeat(10_000_000)}"}\n`),
    Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x0a]),
    Buffer.from('\u0000\u0000nul\n'),
    Buffer.from(`${alert('<script>\\u0000\ud83d\ude00').replace('"proto":"TCP"', '"proto":"\\ud800"')}\n`),
    Buffer.from('{"timestamp":"9999-12-31T00:00:00Z","event_type":"alert"}\n'),
    Buffer.from('{"timestamp":"2099-01-01T00:00:00Z","event_type":"dns","src_ip":"10.9.9.9"}\n'),
  ])
  expect((await send(source, body as Buffer<ArrayBuffer>)).body).toMatchObject({ lines: 6 })
  await settled(source)
  const odd = (await unknownOf(source)).reverse()
  expect(odd.map(({ line, code }) => [line, code])).toEqual([
    [1, 'record.too-long'],
    [2, 'record.not-of-the-format'],
    [3, 'record.not-of-the-format'],
    [5, 'time.unreadable'],
  ])
  expect(odd[0]?.rawBytes).toBe(10_000_008)
  expect(odd[0]?.raw.length).toBe(8192)
  expect(odd[1]?.raw).toBe('Grüße')
  expect(odd[2]?.raw).toBe('\ufffd\ufffdnul')
  const [future, script] = await eventsOf(source)
  expect(future?.sourceIp).toBe('10.9.9.9')
  expect(JSON.stringify(script?.fields)).toContain('<script>')
})

test('objects over many lines and lists are records, and Zeek is read by the head that came before', async () => {
  const json = await enrolled()
  const event = JSON.parse(alert('indented')) as object
  await send(json, `[${JSON.stringify(event, null, 2)},\n${JSON.stringify(event)}]`)
  await settled(json)
  expect((await eventsOf(json)).map(({ fields }) => fields['alert.signature'])).toEqual(['indented', 'indented'])
  expect(await unknownOf(json)).toEqual([])
  const zeek = await enrolled({ format: 'zeek-tsv' })
  const head = [
    '#separator \\x09',
    '#path\tconn',
    '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto',
  ]
  const conn = `${clock.now() / 1_000_000}\tC1\t10.1.2.3\t40000\t10.1.2.20\t502\ttcp`
  await send(zeek, `${head.join('\n')}\n${conn}\n`)
  await settled(zeek)
  await house.stopCell('ot')
  await house.startCell('ot')
  await send(zeek, `${conn}\n`)
  await settled(zeek)
  expect(await unknownOf(zeek)).toEqual([])
  expect((await eventsOf(zeek)).map(({ destinationIp }) => destinationIp)).toEqual(['10.1.2.20', '10.1.2.20'])
})

test('utf-16 with its mark is read', async () => {
  const source = await enrolled()
  const body = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${alert('wide')}\r\n`, 'utf16le')])
  expect((await send(source, body as Buffer<ArrayBuffer>)).body).toMatchObject({ lines: 1 })
  await settled(source)
  expect((await eventsOf(source))[0]?.fields['alert.signature']).toBe('wide')
})

test('a token at the door of the other domain, or of another site, is quarantined and told, not relabelled', async () => {
  const source = await enrolled()
  for (const [domain, query] of [
    ['it', ''],
    ['it', ''],
    ['ot', '?site=elsewhere'],
  ] as const)
    expect((await send(source, alert('smuggled'), { domain, query })).status).toBe(404)
  const seen = await view(source)
  expect(seen.state).toBe('quarantined')
  expect(seen.misuse).toMatchObject([
    { domain: 'it', site: null, attempts: 2 },
    { domain: 'ot', site: 'elsewhere', attempts: 1 },
  ])
  const analyst = await house.person(founder, 'it-analyst', ['it-analyst'])
  for (const [person, domain] of [
    [founder, 'ot'],
    [analyst, 'it'],
  ] as const)
    expect((await person.get(`/api/${domain}/events`)).text).not.toContain('smuggled')
  const entries = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').select('object').where('action', '=', 'source.quarantine').execute(),
  )
  expect(entries.filter(({ object }) => object === source.id)).toHaveLength(2)
  expect((await lead.send('DELETE', `/api/sources/${source.id}/quarantine`)).status).toBe(404)
  expect((await founder.send('DELETE', `/api/sources/${source.id}/quarantine`)).status).toBe(204)
  expect((await view(source)).state).toBe('never-heard')
})

test('a token has the one right of its kind: events are no observations, and observations no events', async () => {
  const source = await enrolled()
  const made = await founder.send('POST', '/api/access/tokens', {
    ...{ name: 'a sensor', domain: 'ot', site: 'default', sourceKind: 'sensor' },
  })
  const sensor = { id: '', token: (made.body as { secret: string }).secret }
  expect((await send(sensor, alert('x'))).status).toBe(404)
  const asSensor = await house.ask('/api/ot/observations', {
    method: 'POST',
    headers: { authorization: `Bearer ${source.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sensor: 'x', capture: 'x', batches: [] }),
  })
  expect(asSensor.status).toBe(404)
  for (const path of ['/api/ot/events', '/api/sources', '/api/ot/operations'])
    expect((await house.ask(path, { headers: { authorization: `Bearer ${source.token}` } })).status).toBe(404)
})

test('who leads one domain enrols and sees sources of it alone; a revoked token is refused', async () => {
  expect((await lead.send('POST', '/api/sources', WANTED)).body).toMatchObject({ code: 'access.other-domain' })
  const own = await enrolled({ name: 'Mail gateway', domain: 'it' }, lead)
  expect((await listed(lead)).items.map(({ name }) => name)).toEqual(['Mail gateway'])
  expect((await listed(lead)).cells).toMatchObject([{ domain: 'it', isAnswering: true }])
  expect((await send(own, alert('mail'), { domain: 'it' })).status).toBe(200)
  expect((await lead.send('DELETE', `/api/access/tokens/${own.id}`)).status).toBe(204)
  expect((await send(own, alert('mail'), { domain: 'it' })).status).toBe(401)
  expect((await view(own, lead)).state).toBe('revoked')
  for (const [wanted, code] of [
    [{ format: 'no-such' }, 'ingest.format-unknown'],
    [{ site: 'no-such' }, 'not-found'],
    [{ everySeconds: 1 }, 'invalid-request'],
  ] as const)
    expect((await founder.send('POST', '/api/sources', { ...WANTED, ...wanted })).body).toMatchObject({ code })
})

test('while a cell does not answer its sources are unknown, and what was answered before is there after', async () => {
  const source = await enrolled()
  expect((await send(source, alert('before the end'))).status).toBe(200)
  await house.stopCell('ot')
  expect((await view(source)).state).toBe('unknown')
  expect((await send(source, alert('x'))).status).toBe(503)
  expect((await send(source, alert('x'))).headers.get('retry-after')).toBe('5')
  await house.startCell('ot')
  await settled(source)
  expect((await eventsOf(source)).map(({ fields }) => fields['alert.signature'])).toEqual(['before the end'])
})

test('[E13:2] a rehearsal stands on what arrives; each side learns of its own alone, and who has neither of both', async () => {
  const coordinator = await house.person(founder, 'coordinator', ['soc-lead'])
  const elsewhere = await house.person(founder, 'elsewhere', ['soc-lead'], ['nowhere'])
  const read = async (person: Person) => {
    const answer = await person.get('/api/sites/default/rehearsal')
    expect(answer.status, answer.text).toBe(200)
    return answer.body as RehearsalView
  }
  // Much goes out of an office host: what Zeek's connections tell.
  const egress = ({ items }: RehearsalView) => items.find(({ scenario }) => scenario === 'XD-08')!.stages[2]!
  expect(egress(await read(lead))).toMatchObject({
    ...{ standing: 'not-told', by: [], needs: [{ by: 'events', logSource: 'zeek / conn' }] },
  })
  const before = await read(founder)
  const zeek = await enrolled({ name: 'Zeek of the offices', domain: 'it', format: 'zeek-json' }, lead)
  const conn = { _path: 'conn', ts: clock.now() / SECOND, uid: 'C1', 'id.orig_h': '10.9.0.1', 'id.orig_p': 4000 }
  const line = JSON.stringify({ ...conn, 'id.resp_h': '192.0.2.9', 'id.resp_p': 443, proto: 'tcp' })
  expect((await send(zeek, line, { domain: 'it' })).status).toBe(200)
  await vi.waitFor(async () => expect(egress(await read(lead)).standing).toBe('told'), SOON)
  expect(egress(await read(coordinator)).by).toEqual([{ by: 'events', name: 'Zeek of the offices' }])
  const ofOt = await read(founder)
  expect([ofOt.known, egress(ofOt).standing]).toEqual([['ot'], 'not-yours'])
  expect(JSON.stringify(ofOt)).not.toContain('Zeek of the offices')
  // Not even how many there are.
  expect({ ...ofOt, asOf: before.asOf }).toEqual(before)
  expect([(await read(coordinator)).known, (await read(lead)).known]).toEqual([['it', 'ot'], ['it']])
  for (const path of ['/api/sites/nowhere/rehearsal', '/api/sites/default/rehearsal'])
    expect((await elsewhere.get(path)).status).toBe(404)
})
