// Imports as jobs of the hub: cancelled, resumed and cut off by a restart, and never stored twice or by halves.
import type { ImportAnswer } from '@penstock/contract/assets'
import type { JobView } from '@penstock/contract/jobs'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type House, openHouse, type Person } from './house.fixture.ts'

const ROWS = 6000
const IMPORTS = '/api/sites/default/assets/imports?fileName=big.csv'
const JOBS = '/api/sites/default/assets/import-jobs?fileName=big.csv'

let house: House
let founder: Person
beforeAll(async () => {
  house = await openHouse()
  founder = await house.founder()
})
afterAll(async () => await house[Symbol.asyncDispose]())

/** Rows of an id that no other test has. */
function fileOf(name: string, rows = ROWS): string {
  return `id,name\n${Array.from({ length: rows }, (_, at) => `${name}-${at},${name} ${at}`).join('\n')}\n`
}

async function consentTo(file: string): Promise<string> {
  const answer = await founder.send('POST', IMPORTS, file, 'application/octet-stream')
  expect(answer.status, answer.text.slice(0, 300)).toBe(200)
  return (answer.body as ImportAnswer).plan.consent ?? ''
}

async function begin(file: string, consent?: string): Promise<JobView> {
  const query = `&consent=${consent ?? (await consentTo(file))}`
  const answer = await founder.send('POST', JOBS + query, file, 'application/octet-stream')
  expect(answer.status, answer.text.slice(0, 300)).toBe(200)
  return answer.body as JobView
}

async function jobOf(id: string): Promise<JobView> {
  return (await founder.get(`/api/jobs/${id}`)).body as JobView
}

async function become(id: string, state: JobView['state']): Promise<JobView> {
  await expect.poll(async () => (await jobOf(id)).state, { timeout: 240_000, interval: 20 }).toBe(state)
  return await jobOf(id)
}

function act(person: Person, id: string, what: 'cancellation' | 'resumption'): Promise<Answer> {
  return person.send('POST', `/api/jobs/${id}/${what}`, {})
}

async function stored(): Promise<{ readonly decisions: number; readonly imports: number }> {
  return await house.core.transaction(HUB_SERVICE, async (tx) => ({
    decisions: (await tx.selectFrom('asset_decision').select('id').execute()).length,
    imports: (await tx.selectFrom('asset_import').select('id').execute()).length,
  }))
}

/** Cancels at the first moment at which the job compares rows. */
async function cancelWhileComparing(id: string): Promise<Answer> {
  await expect.poll(async () => (await jobOf(id)).phase, { timeout: 60_000, interval: 10 }).toBe('comparing')
  return await act(founder, id, 'cancellation')
}

test('a cancelled import has stored nothing; resumed it stores each row once, and ends with what it stored', async () => {
  const file = fileOf('A')
  const before = await stored()
  const job = await begin(file)
  expect(job).toMatchObject({ kind: 'import', domain: null, subject: 'big.csv', state: 'queued', unit: 'rows' })
  expect(await cancelWhileComparing(job.id)).toMatchObject({
    status: 200,
    body: { state: 'cancelled', isResumable: true },
  })
  expect(await stored()).toEqual(before)
  expect((await act(founder, job.id, 'cancellation')).body).toMatchObject({ code: 'jobs.already-ended' })
  expect(await act(founder, job.id, 'resumption')).toMatchObject({ status: 200 })
  const ended = await become(job.id, 'succeeded')
  expect(ended).toMatchObject({ result: { added: ROWS, changed: 0, bad: 0 }, total: ROWS, done: ROWS, problem: null })
  expect(await stored()).toEqual({ decisions: before.decisions + ROWS, imports: before.imports + 1 })
  const { items } = (await founder.get('/api/sites/default/assets/imports')).body as { items: { id: string }[] }
  expect(items[0]).toMatchObject({ added: ROWS, fileName: 'big.csv' })
  expect(ended.result).toMatchObject({ importId: items[0]?.id })
})

test('an import that a restart cut off is taken up again, and stored once', async () => {
  const before = await stored()
  const job = await begin(fileOf('B'))
  await expect.poll(async () => (await jobOf(job.id)).phase, { timeout: 60_000, interval: 10 }).toBe('comparing')
  await house.stopHub()
  await house.startHub()
  founder = await house.founder()
  expect(await become(job.id, 'succeeded')).toMatchObject({ result: { added: ROWS } })
  expect(await stored()).toEqual({ decisions: before.decisions + ROWS, imports: before.imports + 1 })
})

test('whoever waits for the answer of an import hears that its job was cancelled', async () => {
  const file = fileOf('C')
  const consent = await consentTo(file)
  const before = await stored()
  const waiting = founder.send('POST', `${IMPORTS}&consent=${consent}`, file, 'application/octet-stream')
  await expect
    .poll(async () => ((await founder.get('/api/jobs')).body as { items: JobView[] }).items[0]?.phase, {
      timeout: 60_000,
      interval: 10,
    })
    .toBe('comparing')
  const [newest] = ((await founder.get('/api/jobs')).body as { items: JobView[] }).items
  expect((await act(founder, newest!.id, 'cancellation')).status).toBe(200)
  expect(await waiting).toMatchObject({ status: 409, body: { code: 'assets.import-stopped' } })
  expect(await stored()).toEqual(before)
})

test('a file that is not the one whose plan was consented to fails with the reason, and cannot go on', async () => {
  const before = await stored()
  const job = await begin(fileOf('D', 3), await consentTo(fileOf('E', 3)))
  const failed = await become(job.id, 'failed')
  expect(failed).toMatchObject({
    problem: { code: 'assets.import-moved', kept: 'nothing was stored' },
    isResumable: false,
  })
  expect((await act(founder, job.id, 'resumption')).body).toMatchObject({ code: 'jobs.not-resumable' })
  expect(await stored()).toEqual(before)
})

test('a job is seen by whoever may see the register of its site, and stopped by whoever may edit that', async () => {
  const file = fileOf('F', 3)
  const { id } = await become((await begin(file)).id, 'succeeded')
  const reader = await house.person(founder, 'reader', ['compliance'])
  expect((await reader.get(`/api/jobs/${id}`)).status).toBe(200)
  const absent = await act(reader, id, 'cancellation')
  expect(absent).toMatchObject({ status: 404, body: { code: 'not-found' } })
  const elsewhere = await house.person(founder, 'elsewhere', ['ot-lead'], ['elsewhere'])
  expect((await elsewhere.get('/api/jobs')).body).toEqual({ items: [] })
  expect((await elsewhere.get(`/api/jobs/${id}`)).status).toBe(404)
})
