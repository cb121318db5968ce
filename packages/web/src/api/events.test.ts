import type { JobView } from '@penstock/contract/jobs'
import { expect, test } from 'vitest'
import { withJob } from './events.ts'

const job = (id: string, done: number) => ({ id, done }) as JobView

test('a job that moved takes its own place, a new one comes first', () => {
  const jobs = [job('b', 1), job('a', 5)]
  expect(withJob(jobs, job('a', 9))).toEqual([job('b', 1), job('a', 9)])
  expect(withJob(jobs, job('c', 0))).toEqual([job('c', 0), job('b', 1), job('a', 5)])
})
