import type { JobView } from '@penstock/contract/jobs'
import { expect, test } from 'vitest'
import { progressOf } from './progress.ts'

const START = '2026-10-01T06:00:00.000000Z'
const job: JobView = {
  id: 'job_1',
  domain: 'ot',
  kind: 'capture',
  site: 'default',
  subject: 'line.pcap',
  state: 'running',
  phase: 'read',
  done: 250,
  total: 1000,
  unit: 'bytes',
  createdBy: 'acc_1',
  createdAt: START,
  startedAt: START,
  endedAt: null,
  isResumable: false,
  problem: null,
  result: null,
}
const after = (seconds: number) => Date.parse(START) + seconds * 1000

test('a quarter done in 5 s leaves 15 s', () => {
  expect(progressOf(job, after(5))).toEqual({ fraction: 0.25, perSecond: 50, secondsLeft: 15 })
})

test('what is not known stays unknown', () => {
  expect(progressOf({ ...job, total: null }, after(5))).toEqual({ fraction: null, perSecond: 50, secondsLeft: null })
  expect(progressOf({ ...job, done: 0 }, after(5)).secondsLeft).toBeNull()
  expect(progressOf({ ...job, startedAt: null, state: 'queued' }, after(5)).perSecond).toBeNull()
})

test('a job that ended has no time left to tell', () => {
  expect(progressOf({ ...job, state: 'succeeded', done: 1000 }, after(5)).secondsLeft).toBeNull()
})
