import { listAssets } from '@penstock/contract/assets'
import { listJobs } from '@penstock/contract/jobs'
import { expect, test } from 'vitest'
import { isOfSameMoment, keyOf } from './request.ts'

test('keys tell side, domain, path and question apart', () => {
  expect(keyOf(listJobs, { domain: 'it' })).not.toEqual(keyOf(listJobs, { domain: 'ot' }))
  expect(keyOf(listAssets, { query: { zone: 'Z-1' } })).not.toEqual(keyOf(listAssets, { query: { zone: 'Z-2' } }))
})

test('an answer stands in for another filter, never for another moment', () => {
  const key = keyOf(listAssets, { query: { zone: 'Z-1', asOf: '2026-10-01T00:00:00Z' } })
  expect(isOfSameMoment(key, { query: { zone: 'Z-2', asOf: '2026-10-01T00:00:00Z' } })).toBe(true)
  expect(isOfSameMoment(key, { query: { zone: 'Z-1', asOf: '2026-10-02T00:00:00Z' } })).toBe(false)
  expect(isOfSameMoment(key, { query: { zone: 'Z-1' } })).toBe(false)
  expect(isOfSameMoment(key, {})).toBe(false)
  expect(isOfSameMoment(keyOf(listJobs, { domain: 'it' }), {})).toBe(true)
})
