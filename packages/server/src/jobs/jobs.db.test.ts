// Jobs over restarts, kills, resumption and a clock that jumps, with workers that the test holds by the hand.
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import type { Caller } from '@penstock/server/http'
import { JobFailure, JobsService, type Worker } from '@penstock/server/jobs'
import { CELL_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { migratedStore } from '@penstock/testkit/stores'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

const START = 1_790_000_000_000_000
const RESULT = { captureId: 'cap_1', packets: 1, conversations: 1, operations: 1 }
const PERSON: Caller = {
  kind: 'person',
  subject: 'acc_1',
  name: 'lead',
  roles: ['ot-lead'],
  permissions: new Set(),
  domain: 'ot',
  sites: '*',
  policyVersion: 1,
}

let store: Store<MonitoringTables>
let now = START
beforeAll(async () => {
  store = await migratedStore('monitoring')
})
afterAll(async () => await store[Symbol.asyncDispose]())
beforeEach(() => {
  now = START
})

function serviceWith(worker: Worker, backup?: Worker): JobsService {
  return new JobsService({
    transaction: (run) => store.transaction(CELL_SERVICE, (tx) => run(tx)),
    domain: 'ot' satisfies Domain,
    clock: () => now as EpochMicros,
    workers: { capture: worker, ...(backup === undefined ? {} : { backup }) },
  })
}

async function addTo(jobs: JobsService, subject: string, kind = 'capture'): Promise<string> {
  const job = { kind, site: 'default', subject, total: 100, unit: 'bytes', created_by: 'acc_1', input: {} }
  const view = await store.transaction(CELL_SERVICE, (tx) => jobs.add(tx, job))
  jobs.wake()
  return view.id
}

async function ended(jobs: JobsService, id: string) {
  await expect.poll(async () => (await jobs.read(PERSON, id)).state).toMatch(/^(succeeded|failed|cancelled)$/)
  return await jobs.read(PERSON, id)
}

/** As a kill leaves it: the job runs in the store, and nobody works on it. */
async function cutOff(worker: Worker, id?: string): Promise<string> {
  const { promise: begun, resolve } = Promise.withResolvers<void>()
  const jobs = serviceWith(async (...given) => {
    resolve()
    await worker(...given)
    return await new Promise(() => {})
  })
  const added = id ?? (await addTo(jobs, 'cut off'))
  jobs.wake()
  await begun
  return added
}

const nothing: Worker = async () => await Promise.resolve(RESULT)

test('a job that a kill cut off is taken up again and ends', async () => {
  const id = await cutOff(nothing)
  const next = serviceWith(nothing)
  next.wake()
  expect(await ended(next, id)).toMatchObject({ state: 'succeeded', result: RESULT, isResumable: false })
})

test('one that ends its process each time is given up, says so, and can be resumed', async () => {
  const id = await cutOff(nothing)
  for (let kills = 1; kills < 5; kills++) await cutOff(nothing, id)
  const next = serviceWith(nothing)
  next.wake()
  expect(await ended(next, id)).toMatchObject({
    state: 'failed',
    problem: { code: 'jobs.gave-up', kept: 'what was read before' },
    isResumable: true,
  })
  await next.resume(PERSON, id)
  expect(await ended(next, id)).toMatchObject({ state: 'succeeded', problem: null })
})

test('stops in order are no attempts: after any number of them the job still goes on', async () => {
  let id: string | undefined
  for (let stops = 0; stops < 7; stops++) {
    const { promise: begun, resolve } = Promise.withResolvers<void>()
    const jobs = serviceWith(async (_job, _progress, signal) => {
      resolve()
      return await new Promise((_, fail) => signal.addEventListener('abort', () => fail(new Error('stopped'))))
    })
    id ??= await addTo(jobs, 'often stopped')
    jobs.wake()
    await begun
    await jobs.stop()
  }
  const next = serviceWith(nothing)
  next.wake()
  expect((await ended(next, id!)).state).toBe('succeeded')
})

test('a failed job goes on where it stopped, one that was cancelled too, one that is done does not', async () => {
  let isFailing = true
  const jobs = serviceWith(async () => {
    if (isFailing) throw new JobFailure('disk-full', 'the disk is full', 'half of it')
    return await Promise.resolve(RESULT)
  })
  const id = await addTo(jobs, 'fails once')
  expect(await ended(jobs, id)).toMatchObject({ problem: { code: 'disk-full', kept: 'half of it' }, isResumable: true })
  isFailing = false
  expect(await jobs.resume(PERSON, id)).toMatchObject({ state: 'queued', problem: null, endedAt: null })
  expect((await ended(jobs, id)).state).toBe('succeeded')
  await expect(jobs.resume(PERSON, id)).rejects.toMatchObject({ code: 'jobs.not-resumable' })
  await expect(jobs.resume({ ...PERSON, sites: [] }, id)).rejects.toMatchObject({ code: 'not-found' })
  const audit = await store.transaction(CELL_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').select('actor').where('action', '=', 'job.resume').where('object', '=', id).execute(),
  )
  expect(audit).toEqual([{ actor: 'acc_1' }])
})

test('a file that is no capture stays none: its job is not resumed', async () => {
  const jobs = serviceWith(async () => {
    await Promise.resolve()
    throw new JobFailure('observations.not-a-capture', 'not a capture', 'nothing was stored')
  })
  const id = await addTo(jobs, 'holiday.jpg')
  expect((await ended(jobs, id)).isResumable).toBe(false)
  await expect(jobs.resume(PERSON, id)).rejects.toMatchObject({ code: 'jobs.not-resumable' })
})

test('what an engine says of a full disk is told as that', async () => {
  const jobs = serviceWith(async () => {
    await Promise.resolve()
    throw new Error('write failed', { cause: Object.assign(new Error('no'), { code: 'ENOSPC' }) })
  })
  expect((await ended(jobs, await addTo(jobs, 'full'))).problem?.code).toBe('disk-full')
})

test('jobs of one kind wait for each other, and not for those of another', async () => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  const order: string[] = []
  const noting: Worker = async (job) => {
    order.push(`${job.kind} ${job.subject}`)
    if (job.kind === 'capture') await held
    return RESULT
  }
  const jobs = serviceWith(noting, noting)
  const first = await addTo(jobs, 'first')
  const second = await addTo(jobs, 'second')
  const other = await addTo(jobs, 'other', 'backup')
  expect((await ended(jobs, other)).state).toBe('succeeded')
  expect(order.toSorted()).toEqual(['backup other', 'capture first'])
  letGo()
  for (const id of [first, second]) expect((await ended(jobs, id)).state).toBe('succeeded')
  expect(order.at(-1)).toBe('capture second')
})

test('a clock that jumps back an hour during a job leaves no stretch of negative length', async () => {
  const jobs = serviceWith(async () => {
    now -= 3_600_000_000
    return await Promise.resolve(RESULT)
  })
  const job = await ended(jobs, await addTo(jobs, 'clock'))
  const at = (text: string | null) => Date.parse(text ?? '')
  expect(at(job.startedAt)).toBeGreaterThanOrEqual(at(job.createdAt))
  expect(at(job.endedAt)).toBeGreaterThanOrEqual(at(job.startedAt))
})
