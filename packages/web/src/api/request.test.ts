import { listAssets, readAsset } from '@penstock/contract/assets'
import { listJobs } from '@penstock/contract/jobs'
import { dropCapture } from '@penstock/contract/observations'
import { expect, test } from 'vitest'
import { readAnswer } from './call.ts'
import { keyOf, urlOf } from './request.ts'

test('a hub route lies under /api, a cell route under its domain; what is undefined is left out', () => {
  expect(urlOf(listAssets, { query: { zone: 'Z-OPS', text: undefined, sort: '-lastAt' } })).toBe(
    '/api/assets?zone=Z-OPS&sort=-lastAt',
  )
  expect(urlOf(dropCapture, { domain: 'ot', query: { site: 'default', name: 'a b&c.pcap' } })).toBe(
    '/api/ot/captures?site=default&name=a+b%26c.pcap',
  )
  expect(urlOf(readAsset, { params: { assetId: '../x' } })).toBe('/api/assets/..%2Fx')
  expect(() => urlOf(listJobs, {})).toThrow(TypeError)
})

test('keys tell side, domain, path and question apart', () => {
  expect(keyOf(listJobs, { domain: 'it' })).not.toEqual(keyOf(listJobs, { domain: 'ot' }))
  expect(keyOf(listAssets, { query: { zone: 'Z-1' } })).not.toEqual(keyOf(listAssets, { query: { zone: 'Z-2' } }))
})

test('an answer is the parsed value, the problem, or a refusal of our own', () => {
  const problem = { type: 'urn:problem:not-found', title: 'x', status: 404, code: 'not-found', instance: 'req_1' }
  expect(readAnswer(readAsset, 404, JSON.stringify(problem))).toMatchObject({ refusal: { code: 'not-found' } })
  expect(readAnswer(listJobs, 200, '{"items":[]}')).toEqual({ ok: true, value: { items: [] } })
  expect(readAnswer(listJobs, 200, '{"items":3}')).toMatchObject({ refusal: { code: 'client.unexpected-answer' } })
  expect(readAnswer(listJobs, 0, '')).toMatchObject({ refusal: { code: 'client.unreachable' } })
  expect(readAnswer(listJobs, 502, '<html>')).toMatchObject({ refusal: { code: 'client.unreachable', status: 502 } })
})
