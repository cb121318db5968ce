// Merging and splitting by hand through the hub: what is shown before, what is kept, and that an undo leaves nothing behind,
// whatever arrived in between.
import type { ActivityItem, AssetRecord, AssetRow, BulkResult, IdentityPreview } from '@penstock/contract/assets'
import { micros } from '@penstock/model/kernel'
import type { Binding, ObservationBatch } from '@penstock/model/observations'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import { fakeClock } from '@penstock/testkit/clock'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { canaryBatch } from './estate.fixture.ts'
import { type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

const SITES = ['default', 'twin'] as const
type Site = (typeof SITES)[number]
const MACS = [1, 2, 3, 4].map((at) => `00:1b:1b:00:00:0${at}`)
const clock = fakeClock()
let house: House
let founder: Person
const secrets = new Map<Site, string>()
const seqs = new Map<Site, number>()

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  await house.core.transaction(HUB_SERVICE, (tx) =>
    tx
      .insertInto('site')
      .values({ site: 'twin', name: 'twin', created_at: sqlInstant(micros(1)) })
      .execute(),
  )
  founder = await house.founder()
  for (const site of SITES) {
    const given = { name: `sensor of ${site}`, domain: 'ot', site, sourceKind: 'sensor' }
    secrets.set(site, ((await founder.send('POST', '/api/access/tokens', given)).body as { secret: string }).secret)
  }
  await hear(MACS.map((mac, at) => binding(mac, `10.0.0.${at + 1}`)))
}, 240_000)
afterAll(async () => await house[Symbol.asyncDispose]())

function binding(mac: string, ip: string, ground: Binding['ground'] = 'arp-own'): Binding {
  const [known] = canaryBatch('ot', 'alpha').bindings
  return { ...known!, mac, ip, ground, protocol: ground === 'arp-own' ? 'arp' : 'ip' }
}

/** Both sites hear the same packets, and have concluded what follows from them. */
async function hear(bindings: readonly Binding[], talks: ObservationBatch['conversations'] = []): Promise<void> {
  for (const site of SITES) {
    const seq = seqs.get(site) ?? 0
    seqs.set(site, seq + 1)
    const quiet = { claims: [], operations: [], anomalies: [] }
    const batch = { ...canaryBatch('ot', 'alpha'), ...quiet, seq, bindings, conversations: talks }
    const answer = await house.ask('/api/ot/observations', {
      ...jsonOf({ sensor: `sensor of ${site}`, capture: 'eth0', batches: [batch] }),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secrets.get(site)}` },
    })
    expect([answer.status, answer.text]).toEqual([200, JSON.stringify({ storedTo: seq })])
  }
  const [last] = bindings.slice(-1)
  if (last === undefined) return
  await vi.waitFor(
    async () => {
      for (const site of SITES) {
        const text = JSON.stringify((await list(site)).map((row) => [row.macs, row.ips]))
        expect(text).toContain(last.mac)
        if (last.ground === 'arp-own') expect(text).toContain(last.ip)
      }
    },
    { timeout: 90_000, interval: 200 },
  )
}

async function list(site: Site): Promise<AssetRow[]> {
  const { items } = (await founder.get(`/api/assets?site=${site}&limit=500`)).body as { items: AssetRow[] }
  return items.sort((a, b) => (a.id < b.id ? -1 : 1))
}

async function record(id: string): Promise<AssetRecord> {
  return (await founder.get(`/api/assets/${id}`)).body as AssetRecord
}

async function at(site: Site, mac: string): Promise<AssetRecord> {
  return await record((await list(site)).find(({ macs }) => macs.includes(mac))?.id ?? '')
}

function compareJson(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}

function partOf({ id, version }: AssetRecord) {
  return { assetId: id, version }
}

async function merge(parts: readonly AssetRecord[], further: object = {}) {
  clock.advance(1000)
  return await founder.send('POST', '/api/assets/merges', {
    parts: parts.map(partOf),
    reason: 'one cabinet',
    ...further,
  })
}

async function undo(deedId: string, reason = 'wrong') {
  clock.advance(1000)
  return await founder.send('POST', `/api/deeds/${deedId}/undo`, { reason })
}

async function activity(id: string): Promise<ActivityItem[]> {
  return ((await founder.get(`/api/assets/${id}/activity?limit=200`)).body as { items: ActivityItem[] }).items
}

/** Everything that the register says of a site, but for how often people decided something. */
async function registerOf(site: Site) {
  const records = await Promise.all((await list(site)).map(({ id }) => record(id)))
  return records.map(({ version: _version, decisions: _decisions, ...told }) => told)
}

/** The same without what is each site's own: ids, references and who answered where. */
async function likeness(site: Site) {
  const told = (await registerOf(site)).map(({ id: _id, reference: _reference, site: _site, ...rest }) => ({
    ...rest,
    what: rest.what.value,
    where: rest.where.value,
    who: rest.who.value,
    fields: rest.fields.map(({ field, value, basis }) => [field, value, basis]),
    peers: [],
  }))
  return told.sort((a, b) => compareJson(a.parts, b.parts))
}

test('[A01] two assets are shown as one before they are, become one with a reason, and two again with all their facts', async () => {
  const before = await registerOf('default')
  const [a, b] = [await at('default', MACS[0]!), await at('default', MACS[1]!)]
  const parts = [a, b].map(partOf)
  const preview = (await founder.send('POST', '/api/assets/merges/preview', { parts })).body as IdentityPreview
  expect(preview).toMatchObject({ objections: [], assets: [{ assetId: a.id, macs: [MACS[0], MACS[1]] }] })
  expect(await registerOf('default')).toEqual(before)
  expect((await founder.send('POST', '/api/assets/merges', { parts, reason: ' ' })).status).toBe(400)

  const merged = await merge([a, b])
  expect(merged.status, merged.text).toBe(200)
  const { deedId, assets } = merged.body as { deedId: string; assets: AssetRecord[] }
  expect(assets[0]).toMatchObject({ id: a.id, reference: a.reference, macs: [MACS[0], MACS[1]] })
  // The old reference still opens, and says where it went.
  expect(await record(b.id)).toMatchObject({ id: a.id, openedAs: b.reference })
  expect((await list('default')).map(({ id }) => id)).not.toContain(b.id)
  const [decision] = await activity(a.id)
  expect(decision).toMatchObject({
    kind: 'decision',
    deed: 'merge',
    reason: 'one cabinet',
    by: { id: founder.view.accountId, name: founder.view.name },
    deedId,
    undone: null,
    mayUndo: true,
  })
  const entries = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').selectAll().where('action', '=', 'asset.merge').execute(),
  )
  expect(entries).toMatchObject([{ actor: founder.view.accountId, details: { reason: 'one cabinet' } }])

  await hear([binding(MACS[1]!, '10.0.0.22')])
  expect(await at('default', MACS[0]!)).toMatchObject({ id: a.id, ips: ['10.0.0.1', '10.0.0.2', '10.0.0.22'] })
  const undone = await undo(deedId)
  expect(undone, undone.text).toMatchObject({ status: 200, body: { decisions: 1 } })
  const after = await registerOf('default')
  expect(after.map(({ id, reference }) => [id, reference])).toEqual(before.map(({ id, reference }) => [id, reference]))
  expect(after.find(({ id }) => id === a.id)).toEqual(before.find(({ id }) => id === a.id))
  expect(after.find(({ id }) => id === b.id)?.ips).toEqual(['10.0.0.2', '10.0.0.22'])
  expect(await record(b.id)).toMatchObject({ openedAs: null })
  expect(await likeness('default')).toEqual(await likeness('twin'))
  expect((await undo(deedId)).body).toMatchObject({ code: 'assets.already-undone' })
  expect((await activity(b.id)).find(({ kind }) => kind === 'decision')).toMatchObject({
    undone: { reason: 'wrong', by: { name: founder.view.name } },
  })

  // An undo can be taken back, also later: one device again, and two again.
  const redone = await undo((undone.body as { deedId: string }).deedId, 'it was right')
  expect((await at('default', MACS[1]!)).id).toBe(a.id)
  await undo((redone.body as { deedId: string }).deedId)
  expect(await registerOf('default')).toEqual(after)
}, 240_000)

test('[A01] a split says what leaves, makes two of one, and is undone to the same one', async () => {
  const before = await registerOf('default')
  const whole = await at('default', MACS[1]!)
  const [part] = whole.parts
  expect(part).toMatchObject({ mac: MACS[1], ips: ['10.0.0.2', '10.0.0.22'] })
  const apart = ['ip:10.0.0.22']
  const asked = { version: whole.version, apart }
  const preview = (await founder.send('POST', `/api/assets/${whole.id}/split/preview`, asked)).body as IdentityPreview
  expect(new Map(preview.assets.map(({ assetId, ips }) => [assetId, ips]))).toEqual(
    new Map([
      [null, ['10.0.0.22']],
      [whole.id, ['10.0.0.2']],
    ]),
  )
  clock.advance(1000)
  const done = await founder.send('POST', `/api/assets/${whole.id}/split`, { ...asked, reason: 'a second card' })
  expect(done.status, done.text).toBe(200)
  const { deedId, assets } = done.body as { deedId: string; assets: AssetRecord[] }
  expect(assets.map(({ ips }) => ips)).toEqual([['10.0.0.2'], ['10.0.0.22']])
  for (const wrong of [[], ['ip:10.9.9.9'], assets[0]!.parts.flatMap(({ anchors }) => anchors)]) {
    const given = { version: assets[0]!.version, apart: wrong, reason: 'odd' }
    const refused = await founder.send('POST', `/api/assets/${whole.id}/split`, given)
    expect([wrong, refused.status]).toEqual([wrong, wrong.length === 0 ? 400 : 422])
  }
  await undo(deedId)
  expect(await registerOf('default')).toEqual(before)
}, 240_000)

test('[A01] what cannot be one device is refused with the reason, and what moved meanwhile is not merged', async () => {
  const [a, b] = [await at('default', MACS[2]!), await at('default', MACS[3]!)]
  const foreign = await at('twin', MACS[3]!)
  expect((await merge([a, foreign], { isOverruled: true })).body).toMatchObject({
    code: 'assets.merge-objected',
    details: { objections: [{ code: 'other-site', isFinal: true, found: ['default', 'twin'] }] },
  })
  expect((await merge([a, { ...b, version: b.version - 1 }])).body).toMatchObject({
    code: 'version-moved',
    details: { assetId: b.id, version: b.version },
  })
  expect((await merge([a, a])).status).toBe(400)
  // Registered on two pages as two assets: that takes a word more.
  for (const mac of [MACS[2]!, MACS[3]!]) {
    const { items } = (await founder.get('/api/unregistered?site=default')).body as {
      items: { id: string; version: number; addresses: string[] }[]
    }
    const { id, version } = items.find(({ addresses }) => addresses.includes(mac))!
    const entry = { version, name: `PLC ${mac.at(-1)}`, role: null, zone: null, owner: null, reason: 'found' }
    expect((await founder.send('POST', `/api/unregistered/${id}/registration`, entry)).status).toBe(200)
  }
  const entries = [await at('default', MACS[2]!), await at('default', MACS[3]!)]
  expect((await merge(entries)).body).toMatchObject({
    details: { objections: [{ code: 'two-entries', isFinal: false }] },
  })
  const before = await registerOf('default')
  const overruled = await merge(entries, { isOverruled: true })
  expect(overruled.status).toBe(200)
  await undo((overruled.body as { deedId: string }).deedId)
  expect(await registerOf('default')).toEqual(before)
}, 240_000)

test('who may not merge takes no merge back, and what one may not see is not there', async () => {
  const [a, b] = [await at('default', MACS[0]!), await at('default', MACS[1]!)]
  const { deedId } = (await merge([a, b])).body as { deedId: string }
  const lead = await house.person(founder, 'it-lead', ['it-lead'])
  const elsewhere = await house.person(founder, 'ot-elsewhere', ['ot-engineer'], ['twin'])
  const reader = await house.person(founder, 'reader', ['compliance'])
  for (const person of [lead, elsewhere, reader]) {
    const answer = await person.send('POST', `/api/deeds/${deedId}/undo`, { reason: 'x' })
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([404, 'not-found'])
  }
  const parts = [await at('default', MACS[2]!), await at('default', MACS[3]!)].map(partOf)
  for (const path of ['/api/assets/merges', '/api/assets/merges/preview'])
    for (const person of [lead, elsewhere, reader]) {
      const answer = await person.send('POST', path, { parts, ...(path.endsWith('merges') ? { reason: 'x' } : {}) })
      expect([path, answer.status]).toEqual([path, 404])
    }
  const hidden = await elsewhere.send('POST', '/api/assets/edits', {
    selection: { ids: [a.id] },
    change: { fields: { location: 'x' } },
    reason: 'x',
  })
  expect(hidden.body).toMatchObject({ changed: 0, refused: [{ assetId: a.id, reference: '', code: 'not-found' }] })
  expect((await undo(deedId)).status).toBe(200)
}, 240_000)

test('[A01] many assets change in one deed, each with its own audit entry, and one undo takes all of it back', async () => {
  const before = await registerOf('default')
  const ids = before.map(({ id }) => id)
  const body = {
    selection: { ids: [...ids, 'ast_00000000000000000000000000'] },
    change: { fields: { location: 'Hall 9', owner: 'maintenance' } },
    reason: 'moved there',
  }
  clock.advance(1000)
  const tried = (await founder.send('POST', '/api/assets/edits', { ...body, isDryRun: true })).body as BulkResult
  expect(tried).toMatchObject({
    isDryRun: true,
    deedId: null,
    total: ids.length + 1,
    changed: ids.length,
    unchanged: 0,
  })
  expect(tried.refused).toMatchObject([{ assetId: 'ast_00000000000000000000000000', code: 'not-found' }])
  expect(await registerOf('default')).toEqual(before)
  const done = (await founder.send('POST', '/api/assets/edits', body)).body as BulkResult
  expect(done.changed).toBe(ids.length)
  expect(
    (await list('default')).every(({ owner, care }) => owner === 'maintenance' && care.location === 'Hall 9'),
  ).toBe(true)
  const audited = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').selectAll().where('action', '=', 'asset.edit').execute(),
  )
  expect(audited.filter(({ details }) => (details as { deed?: string }).deed === done.deedId)).toHaveLength(ids.length)
  // By filter: the count that the person saw must still hold.
  const filter = { site: 'default', location: 'hall 9' }
  const byFilter = (expected: number) =>
    founder.send('POST', '/api/assets/edits', {
      selection: { filter, expected },
      change: { confirm: 'ownership' },
      reason: 'asked the shift lead',
    })
  expect((await byFilter(ids.length - 1)).body).toMatchObject({ code: 'assets.selection-moved' })
  const at_ = clock.advance(60_000_000)
  const confirmed = (await byFilter(ids.length)).body as BulkResult
  expect(confirmed).toMatchObject({ changed: ids.length, refused: [] })
  expect(new Set((await list('default')).map(({ ownerConfirmedAt }) => ownerConfirmedAt)).size).toBe(1)
  expect(at_).toBeGreaterThan(0)
  await undo(confirmed.deedId!)
  const [item] = await activity(ids[0]!)
  expect(item).toMatchObject({
    kind: 'decision',
    deed: 'confirm-field',
    others: ids.length - 1,
    undone: { reason: 'wrong' },
  })
  await undo(done.deedId!)
  expect(await registerOf('default')).toEqual(before)
}, 240_000)

const Step = fc.record({
  kind: fc.constantFrom('merge' as const, 'split' as const, 'edit' as const, 'undo' as const, 'packets' as const),
  a: fc.nat(9),
  b: fc.nat(9),
})

/** Once left one of two merged devices under a new id: parted while they were one, and the merge undone before the split. */
const MERGE_UNDONE_FIRST = [
  { kind: 'merge', a: 2, b: 3 },
  { kind: 'packets', a: 2, b: 0 },
  { kind: 'split', a: 2, b: 9 },
  { kind: 'edit', a: 4, b: 9 },
  { kind: 'packets', a: 3, b: 0 },
] as const

test('[A01] any sequence of merges, splits, edits and undos, packets in between: once undone, the register is as without them', async () => {
  let octet = 100
  await fc.assert(
    fc.asyncProperty(fc.array(Step, { minLength: 3, maxLength: 8 }), async (steps) => {
      founder = await house.founder()
      const idsBefore = new Map(
        (await list('default')).map((row) => [JSON.stringify(row.macs), [row.id, row.reference]]),
      )
      const deeds: string[] = []
      for (const { kind, a, b } of steps) {
        clock.advance(1_000_000)
        const rows = await list('default')
        const [one, other] = [await record(rows[a % rows.length]!.id), await record(rows[b % rows.length]!.id)]
        const anchors = one.parts.flatMap((part) => part.anchors)
        if (kind === 'packets') {
          await hear([binding(MACS[a % MACS.length]!, `10.0.0.${++octet}`)])
          continue
        }
        const answer =
          kind === 'merge'
            ? await merge([one, other], { isOverruled: true })
            : kind === 'split'
              ? await founder.send('POST', `/api/assets/${one.id}/split`, {
                  version: one.version,
                  apart: anchors.slice(0, 1 + (b % anchors.length)),
                  reason: 'two',
                })
              : kind === 'edit'
                ? await founder.send('PATCH', `/api/assets/${one.id}`, {
                    version: one.version,
                    reason: 'seen',
                    fields: b % 2 === 0 ? { location: `place ${b}` } : { name: `name ${b}`, owner: `owner ${b}` },
                  })
                : await undo(deeds[a % Math.max(1, deeds.length)] ?? 'ded_00000000000000000000000000')
        if (answer.status === 200 && kind !== 'undo') deeds.push((answer.body as { deedId: string }).deedId)
        else expect([kind, answer.status < 500], answer.text).toEqual([kind, true])
      }
      for (const deed of deeds) {
        const answer = await undo(deed)
        if (answer.status !== 200) expect(answer.body).toMatchObject({ code: 'assets.already-undone' })
      }
      const twin = await likeness('twin')
      // The two entries of the test before stand at one site only; what the wire said is the same at both.
      const wire = (all: typeof twin) =>
        all.map(({ macs, ips, unknowns: _u, ...rest }) => [macs, ips, rest.care, rest.firstAt])
      expect(wire(await likeness('default')).sort(compareJson)).toEqual(wire(twin).sort(compareJson))
      for (const row of await list('default')) {
        const known = idsBefore.get(JSON.stringify(row.macs))
        if (known !== undefined) expect([row.id, row.reference]).toEqual(known)
      }
    }),
    // A failed sequence leaves its traces in the register: shorter ones after it would prove nothing.
    { numRuns: 7, examples: [[[...MERGE_UNDONE_FIRST]]], endOnFailure: true },
  )
}, 600_000)
