import type { AssetRecord, AssetRow, UnregisteredView } from '@penstock/contract/assets'
import { type EpochMicros, isoOfMicros, micros, uuidOfId } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { spanOfText } from '@penstock/store/state'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { canaryBatch } from './estate.fixture.ts'
import { type Answer, type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

const MINUTE = 60_000_000
/** The devices that the traffic shows: one calls, one is called. */
const CALLER = '10.2.1.10'
const CALLED = '10.2.1.20'
const clock = fakeClock()
let house: House
let founder: Person
let secret: string
let seq = 0

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  const given = { name: 'sensor', domain: 'ot', site: 'default', sourceKind: 'sensor' }
  secret = ((await founder.send('POST', '/api/access/tokens', given)).body as { secret: string }).secret
  await send((batch) => batch)
  await vi.waitFor(async () => expect((await assets()).length).toBe(2), { timeout: 10_000 })
})
afterAll(async () => await house[Symbol.asyncDispose]())

/** Sends the next batch of the sensor: the two devices talking, changed as wanted. */
async function send(change: (batch: ObservationBatch) => ObservationBatch): Promise<void> {
  const batch = { ...change(canaryBatch('ot', 'alpha')), seq: seq++ }
  const answer = await house.ask('/api/ot/observations', {
    ...jsonOf({ sensor: 'sensor', capture: 'eth0', batches: [batch] }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
  })
  expect([answer.status, answer.text]).toEqual([200, JSON.stringify({ storedTo: batch.seq })])
}

/** So much later, signed in anew: a session does not outlast an hour of silence. */
async function pass(minutes: number): Promise<EpochMicros> {
  const at = clock.advance(minutes * MINUTE)
  founder = await house.founder()
  return at
}

/** A stretch in which the sensor heard other packets, and nothing of the devices. */
async function watch(fromMicros: number, minutes: number): Promise<void> {
  const span = { firstAt: micros(fromMicros), lastAt: micros(fromMicros + minutes * MINUTE) }
  const quiet = { bindings: [], claims: [], conversations: [], operations: [], anomalies: [] }
  await send((batch) => ({ ...batch, ...quiet, ...span, packets: 1000 + seq }))
}

async function assets(): Promise<AssetRow[]> {
  return ((await founder.get('/api/assets?limit=100')).body as { items: AssetRow[] }).items
}

async function recordAt(ip: string): Promise<AssetRecord> {
  const row = (await assets()).find(({ ips }) => ips.includes(ip))
  return (await founder.get(`/api/assets/${row?.id}`)).body as AssetRecord
}

async function findingAt(ip: string): Promise<UnregisteredView | undefined> {
  for (const state of ['open', 'closed']) {
    const { items } = (await founder.get(`/api/unregistered?state=${state}`)).body as { items: UnregisteredView[] }
    const found = items.find(({ addresses }) => addresses.includes(ip))
    if (found !== undefined) return found
  }
  return undefined
}

function edit(record: AssetRecord, fields: Record<string, string | null>, reason: string): Promise<Answer> {
  return founder.send('PATCH', `/api/assets/${record.id}`, { version: record.version, reason, fields })
}

/** Every value that a field ever had: what it was, when it held, and from when to when we took it for true. */
async function historyOf(assetId: string, field: string) {
  const rows = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx
      .selectFrom('asset_field')
      .select(['value', 'basis', 'held', 'learned'])
      .where('asset_id', '=', uuidOfId(assetId)!)
      .where('field', '=', field)
      .execute(),
  )
  const span = (value: unknown) =>
    typeof value === 'string' ? spanOfText(value) : (value as ReturnType<typeof spanOfText>)
  return rows
    .map((row) => ({ value: row.value, basis: row.basis, held: span(row.held), learned: span(row.learned) }))
    .sort((a, b) => (a.learned.from ?? 0) - (b.learned.from ?? 0))
}

test('[A01] an edit keeps who, when and why, beside what the wire said, and the value before stays told', async () => {
  const before = await recordAt(CALLED)
  expect(before.fields.find(({ field }) => field === 'name')).toMatchObject({
    value: 'device-of-alpha-ot',
    basis: 'observed',
  })
  const at = clock.advance(MINUTE)
  const answer = await edit(before, { name: 'Filler PLC' }, 'as on its plate')
  expect(answer.status).toBe(200)
  const after = answer.body as AssetRecord
  expect(after).toMatchObject({ id: before.id, reference: before.reference, name: 'Filler PLC' })
  expect(after.version).toBeGreaterThan(before.version)
  const name = after.fields.find(({ field }) => field === 'name')
  expect(name).toMatchObject({ value: 'Filler PLC', basis: 'confirmed' })
  expect(name?.sources.map(({ value, basis }) => [value, basis])).toContainEqual(['device-of-alpha-ot', 'observed'])
  expect(after.decisions).toContainEqual(
    expect.objectContaining({
      kind: 'edit-field',
      reason: 'as on its plate',
      by: founder.view.accountId,
      at: isoOfMicros(at),
    }),
  )
  const [observed, entered] = await historyOf(after.id, 'name')
  expect(observed).toMatchObject({
    value: 'device-of-alpha-ot',
    basis: 'observed',
    learned: { to: at },
    held: { to: at },
  })
  expect(observed!.held.from).toBeLessThan(at)
  expect(entered).toMatchObject({
    value: 'Filler PLC',
    basis: 'confirmed',
    held: { from: at, to: null },
    learned: { from: at, to: null },
  })
  const entries = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').selectAll().where('action', '=', 'asset.edit').execute(),
  )
  expect(entries).toMatchObject([
    { actor: founder.view.accountId, object: before.id, details: { reason: 'as on its plate' } },
  ])
})

test('[A03] an owner, a function and a zone that are entered answer who and where, with source and date', async () => {
  const before = await recordAt(CALLED)
  expect(before.who.value).toBeNull()
  const at = clock.advance(MINUTE)
  const answer = await edit(before, { owner: 'maintenance', function: 'filling', zone: 'Z-FILL' }, 'walked down')
  expect(answer.status).toBe(200)
  const after = answer.body as AssetRecord
  expect(after).toMatchObject({ owner: 'maintenance', function: 'filling', zone: 'Z-FILL' })
  expect(after.who).toMatchObject({ value: 'maintenance', at: isoOfMicros(at) })
  expect(after.who.source).not.toBe('')
  expect((await historyOf(after.id, 'owner')).at(-1)).toMatchObject({
    value: 'maintenance',
    learned: { from: at, to: null },
  })
  clock.advance(MINUTE)
  const cleared = (await edit(after, { owner: null }, 'left')).body as AssetRecord
  expect(cleared.who.value).toBeNull()
  expect(
    (await historyOf(after.id, 'owner')).filter(({ learned }) => learned.to === null).map(({ value }) => value),
  ).toEqual([null])
  expect(cleared).toMatchObject({ function: 'filling', zone: 'Z-FILL', name: 'Filler PLC' })
})

test('[A03] what is kept for maintenance is told with who, when and why, listed, filtered, and found when unknown', async () => {
  const before = await recordAt(CALLED)
  const at = clock.advance(MINUTE)
  const care = {
    team: 'OT engineering',
    deputy: 'second shift',
    location: 'Hall 3, cabinet 7',
    sparePart: '6ES7 516-3AN02-0AB0',
    sparesInStock: '2',
    firmwareKept: 'V2.9.4',
    lastBackupAt: '2026-11-01',
    backupPlace: 'vault 2',
    maintenanceWindow: 'Saturdays',
    supportEnd: '2027-06-30',
    supplier: 'Siemens',
    contract: 'C-17',
    note: 'spare lies in hall 1',
  }
  const after = (await edit(before, care, 'walked down')).body as AssetRecord
  const { team, ...kept } = care
  expect(after).toMatchObject({ team, care: kept, ownerConfirmedAt: isoOfMicros(at) })
  expect(after.kept.find(({ field }) => field === 'location')).toMatchObject({
    value: 'Hall 3, cabinet 7',
    basis: 'confirmed',
    sources: [{ source: founder.view.accountId, method: 'walked down', at: isoOfMicros(at) }],
  })
  expect((await historyOf(after.id, 'supportEnd')).at(-1)).toMatchObject({ value: '2027-06-30', basis: 'confirmed' })
  const found = async (query: string) =>
    ((await founder.get(`/api/assets?${query}`)).body as { items: AssetRow[] }).items.map(({ id }) => id)
  const next = encodeURIComponent(
    isoOfMicros(at)
      .slice(0, 10)
      .replace(/^\d{4}/, '2999'),
  )
  for (const query of [
    'location=cabinet',
    'team=OT%20engineering',
    'supportEndsBefore=2027-07-01',
    'backupBefore=2026-11-02',
    `ownershipBefore=${next}`,
  ])
    expect([query, await found(query)]).toEqual([query, [after.id]])
  for (const query of ['location=cabinet%25', 'supportEndsBefore=2027-06-30', 'ownershipBefore=1999-01-01'])
    expect([query, await found(query)]).toEqual([query, []])
  expect(await found('unknown=location')).not.toContain(after.id)
  expect((await found('unknown=location')).length).toBeGreaterThan(0)
  for (const wrong of [{ supportEnd: 'next year' }, { sparesInStock: 'two' }, { lastBackupAt: '2026-11-31T25:00Z' }])
    expect((await edit(after, wrong, 'odd')).body).toMatchObject({ code: 'invalid-request' })
  expect((await edit(after, { supplier: '' }, 'left')).body).toMatchObject({
    care: { supplier: null, contract: 'C-17' },
  })
})

test('an asset that moved meanwhile is not overwritten, and an edit that says nothing new is refused', async () => {
  const record = await recordAt(CALLED)
  expect(await edit({ ...record, version: record.version - 1 }, { name: 'Other' }, 'late')).toMatchObject({
    status: 409,
    body: { code: 'version-moved', details: { version: record.version } },
  })
  expect((await edit(record, { name: record.name }, 'the same')).body).toMatchObject({
    code: 'assets.nothing-to-change',
  })
  expect(await edit(record, { name: 'NUL \u0000' }, 'odd')).toMatchObject({
    status: 400,
    body: { code: 'invalid-request' },
  })
  expect((await recordAt(CALLED)).name).toBe('Filler PLC')
})

test('[A02] registering a talker closes its finding by registration', async () => {
  const finding = await findingAt(CALLER)
  expect(finding).toMatchObject({ state: 'open', closedBy: null, removalRecordedAt: null })
  clock.advance(MINUTE)
  const given = {
    version: finding!.version,
    name: 'Panel',
    role: 'hmi',
    zone: null,
    owner: null,
    reason: 'found its papers',
  }
  const late = await founder.send('POST', `/api/unregistered/${finding!.id}/registration`, { ...given, version: 0 })
  expect(late).toMatchObject({ status: 409, body: { code: 'version-moved' } })
  const closed = await founder.send('POST', `/api/unregistered/${finding!.id}/registration`, given)
  expect(closed).toMatchObject({
    status: 200,
    body: { id: finding!.id, state: 'closed', closedBy: 'registration', closedAt: isoOfMicros(clock.now()) },
  })
  expect(await recordAt(CALLER)).toMatchObject({ name: 'Panel', isUnregistered: false })
  const again = await founder.send('POST', `/api/unregistered/${finding!.id}/registration`, {
    ...given,
    version: (closed.body as UnregisteredView).version,
  })
  expect(again.body).toMatchObject({ code: 'assets.finding-closed' })
})

test('[A02] a removal closes a finding only after a watched hour of silence, and it opens again when the device talks', {
  timeout: 60_000,
}, async () => {
  const stranger = { mac: '00:1b:1b:00:77:77', ip: '10.2.1.77' }
  const talks = (at: number) =>
    send((batch) => {
      const span = { firstAt: micros(at), lastAt: micros(at + 1000) }
      const proof = { ...batch.conversations[0]!.proof, at: micros(at) }
      return {
        ...batch,
        ...span,
        operations: [],
        anomalies: [],
        claims: [],
        bindings: [{ ...batch.bindings[0]!, ...stranger, ...span, proof }],
        conversations: [{ ...batch.conversations[0]!, client: stranger, ...span, proof }],
      }
    })
  await talks(clock.now())
  await expect.poll(async () => (await findingAt(stranger.ip))?.state, { timeout: 10_000 }).toBe('open')
  const opened = (await findingAt(stranger.ip))!
  const removedAt = await pass(10)
  const removal = await founder.send('POST', `/api/unregistered/${opened.id}/removal`, {
    version: opened.version,
    reason: 'unplugged it',
  })
  expect(removal).toMatchObject({ status: 200, body: { state: 'open', removalRecordedAt: isoOfMicros(removedAt) } })

  // An hour passes that nobody watched: silence proves nothing.
  await pass(60)
  await watch(removedAt - 30 * MINUTE, 29)
  await settled()
  expect((await findingAt(stranger.ip))?.state).toBe('open')
  // 59 watched minutes are not an hour, also when the same ones are told twice.
  await watch(removedAt, 59)
  await watch(removedAt + 1 * MINUTE, 58)
  await settled()
  expect((await findingAt(stranger.ip))?.state).toBe('open')
  await watch(removedAt + 59 * MINUTE, 1)
  await expect
    .poll(() => findingAt(stranger.ip), { timeout: 10_000 })
    .toMatchObject({ state: 'closed', closedBy: 'absence', closedAt: isoOfMicros(clock.now()) })

  await pass(30)
  await talks(clock.now())
  await expect
    .poll(() => findingAt(stranger.ip), { timeout: 10_000 })
    .toMatchObject({
      id: opened.id,
      state: 'open',
      closedBy: null,
      closedAt: null,
      lastSeenAt: isoOfMicros(micros(clock.now() + 1000)),
    })
  // The removal of before proves nothing for it now: it was seen since.
  const later = await pass(1)
  await pass(120)
  await watch(later, 119)
  await settled()
  expect((await findingAt(stranger.ip))?.state).toBe('open')
})

/** Until every fact that the cell has told is stored in the hub and concluded. */
async function settled(): Promise<void> {
  const told = async () =>
    await house.core.transaction(HUB_SERVICE, (tx) =>
      tx
        .selectFrom('fact')
        .select((select) => select.fn.countAll<number>().as('count'))
        .where('kind', '=', 'coverage')
        .executeTakeFirstOrThrow(),
    )
  await expect.poll(async () => Number((await told()).count), { timeout: 10_000 }).toBe(seq)
  await new Promise((done) => setTimeout(done, 600))
}

test('units behind a device are assets of their own, lead to it and back, and are registered like others', async () => {
  const unit = (of: number, model: string, batch: ObservationBatch): ObservationBatch['claims'][number] => ({
    about: { mac: null, ip: CALLED },
    ...{ field: 'model', value: model, protocol: 'modbus-tcp', method: `device-id@unit ${of}`, basis: 'observed' },
    proof: batch.conversations[0]!.proof,
  })
  await send((batch) => ({ ...batch, claims: [unit(12, 'PM5560', batch), unit(5, 'PM5110', batch)] }))
  await vi.waitFor(async () => expect((await recordAt(CALLED)).modules).toHaveLength(2), { timeout: 10_000 })
  const gateway = await recordAt(CALLED)
  expect(gateway.modules.map(({ path, model }) => [path, model])).toEqual([
    ['unit 5', 'PM5110'],
    ['unit 12', 'PM5560'],
  ])
  expect(gateway.model).not.toBe('PM5110')
  const read = async () => (await founder.get(`/api/assets/${gateway.modules[0]!.assetId}`)).body as AssetRecord
  const module = await read()
  expect([module.name, module.ips, module.parts]).toEqual([`${CALLED} unit 5`, [], []])
  expect(module.behind).toMatchObject({
    path: 'unit 5',
    gateway: { assetId: gateway.id, reference: gateway.reference },
  })
  expect((await edit(module, { name: 'Feeder meter', owner: 'Power' }, 'label in the panel')).status).toBe(200)
  await send((batch) => ({ ...batch, packets: 1000 + seq }))
  const after = await read()
  expect([after.name, after.owner, after.behind?.path]).toEqual(['Feeder meter', 'Power', 'unit 5'])
})
