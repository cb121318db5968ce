import { listAssets } from '@penstock/contract/assets'
import { listJobs } from '@penstock/contract/jobs'
import { expect, test } from 'vitest'
import { keyOf } from './request.ts'

test('keys tell side, domain, path and question apart', () => {
  expect(keyOf(listJobs, { domain: 'it' })).not.toEqual(keyOf(listJobs, { domain: 'ot' }))
  expect(keyOf(listAssets, { query: { zone: 'Z-1' } })).not.toEqual(keyOf(listAssets, { query: { zone: 'Z-2' } }))
})
