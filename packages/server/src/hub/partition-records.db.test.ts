// Records of a partition after IEC 62443-3-2: made from the graph of an instant, approved by somebody else, told as drift, printed.
import { createHash } from 'node:crypto'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { PartitionRecordRow, PartitionRecordView } from '@penstock/contract/zones'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Estate, openEstate, type Person } from './estate.fixture.ts'

let estate: Estate
let engineer: Person
let lead: Person

beforeAll(async () => {
  estate = await openEstate()
  engineer = await estate.person('engineer', ['ot-engineer'], ['alpha'])
  lead = await estate.person('lead', ['ot-lead'], ['alpha'])
}, 120_000)
afterAll(async () => await estate[Symbol.asyncDispose]())

const PATH = '/api/sites/alpha/zones/records'

async function send<Answer>(
  person: Person,
  path: string,
  body: object,
): Promise<{ status: number; body: Answer & { code?: string } }> {
  const answer = await person.send('POST', path, JSON.stringify(body))
  return { status: answer.status, body: (await answer.json()) as Answer & { code?: string } }
}

async function load(plant: object): Promise<void> {
  const path = '/api/sites/alpha/plant?source=plant.json'
  const answer = await lead.send('POST', path, JSON.stringify(plant), 'application/octet-stream')
  expect(answer.status, await answer.clone().text()).toBe(200)
}

async function read(id: string): Promise<PartitionRecordView> {
  return (await (await engineer.get(`${PATH}/${id}`)).json()) as PartitionRecordView
}

test('[D01:2] a record is made of an instant, approved by another person by its hash, and what moves after is drift', async () => {
  expect((await send(engineer, PATH, { note: 'first' })).body.code).toBe('segmentation.no-plant')
  const plant = JSON.parse(loadWrenfieldWorksText()) as { conduits: { id: string }[]; zones: { id: string }[] }
  await load(plant)
  const made = await send<PartitionRecordRow>(engineer, PATH, { note: 'yearly review' })
  expect(made.status, JSON.stringify(made.body)).toBe(200)
  const { id, sha256, asOf } = made.body
  expect(made.body).toMatchObject({
    source: 'plant.json',
    note: 'yearly review',
    madeByName: 'engineer',
    decision: null,
  })

  const first = await read(id)
  expect(first).toMatchObject({ isIntact: true, changes: [], conduits: plant.conduits.length })
  expect(first.zones.find((zone) => zone.id === 'Z-SIS')).toMatchObject({ needsDetail: true, capability: 2 })

  // Who made it does not approve it; nor does anybody by another hash; nor who may not agree on states; nor twice.
  const decision = `${PATH}/${id}/decision`
  const approve = { decision: 'approved', sha256, reason: 'as walked down' }
  expect((await send(engineer, decision, approve)).body.code).toBe('segmentation.own-record')
  expect((await send(lead, decision, { ...approve, sha256: '0'.repeat(64) })).body.code).toBe(
    'segmentation.record-moved',
  )
  const analyst = await estate.person('analyst', ['ot-analyst'], ['alpha'])
  expect((await send(analyst, decision, approve)).status).toBe(404)
  expect((await send<PartitionRecordRow>(lead, decision, approve)).body.decision).toMatchObject({ byName: 'lead' })
  expect((await send(lead, decision, { ...approve, decision: 'refused' })).body.code).toBe(
    'segmentation.record-decided',
  )

  // The plant goes on, the record stays; of the instant before, the same record can be made again.
  await load({ ...plant, conduits: plant.conduits.filter((one) => one.id !== 'C-07') })
  const later = await read(id)
  expect(later.decision?.decision).toBe('approved')
  expect(later.changes).toContainEqual({ part: 'conduits', id: 'C-07', change: 'removed' })
  const again = await send<PartitionRecordRow>(engineer, PATH, { note: 'the same instant', asOf })
  expect([again.body.sha256, again.body.asOf]).toEqual([sha256, asOf])
  const other = await send<PartitionRecordRow>(engineer, PATH, { note: 'now' })
  expect(other.body.sha256).not.toBe(sha256)
  const { items } = (await (await engineer.get(PATH)).json()) as { items: PartitionRecordRow[] }
  expect(items.map(({ note }) => note)).toEqual(['now', 'the same instant', 'yearly review'])
})

test('the specification, the review and the drawing print in each form, the same for the same record', async () => {
  const { items } = (await (await engineer.get(PATH)).json()) as { items: PartitionRecordRow[] }
  const { id } = items.at(-1)!
  const magic = { pdf: '%PDF', docx: 'PK', xlsx: 'PK' }
  for (const kind of ['crs', 'review', 'drawing'])
    for (const form of ['pdf', 'docx', 'xlsx'] as const) {
      const answer = await engineer.get(`${PATH}/${id}/document?kind=${kind}&form=${form}`)
      expect(answer.status, `${kind} ${form}`).toBe(200)
      const bytes = Buffer.from(await answer.arrayBuffer())
      expect([kind, form, bytes.subarray(0, magic[form].length).toString('latin1')]).toEqual([kind, form, magic[form]])
    }
  const hashOf = async () => {
    const answer = await engineer.get(`${PATH}/${id}/document?kind=crs&form=pdf`)
    return createHash('sha256')
      .update(Buffer.from(await answer.arrayBuffer()))
      .digest('hex')
  }
  expect(await hashOf()).toBe(await hashOf())
}, 120_000)

test('another site has no such record', async () => {
  const { items } = (await (await engineer.get(PATH)).json()) as { items: PartitionRecordRow[] }
  const elsewhere = await estate.person('elsewhere', ['ot-engineer'], ['beta'])
  expect((await elsewhere.get(`${PATH}/${items[0]!.id}`)).status).toBe(404)
  expect((await elsewhere.get(`/api/sites/beta/zones/records/${items[0]!.id}`)).status).toBe(404)
})
