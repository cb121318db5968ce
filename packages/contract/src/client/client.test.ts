import { editAsset, listAssets, readAsset } from '@penstock/contract/assets'
import { makeClient, readAnswer, urlOf, type WireRequest } from '@penstock/contract/client'
import { listJobs } from '@penstock/contract/jobs'
import { dropCapture } from '@penstock/contract/observations'
import { expect, test } from 'vitest'

test('a hub route lies under /api, a cell route under its domain; what is undefined is left out', () => {
  expect(urlOf(listAssets, { query: { zone: 'Z-OPS', text: undefined, sort: '-lastAt' } })).toBe(
    '/api/assets?zone=Z-OPS&sort=-lastAt',
  )
  expect(urlOf(dropCapture, { domain: 'ot', query: { site: 'default', name: 'a b&c=.pcap' } })).toBe(
    '/api/ot/captures?site=default&name=a%20b%26c%3D.pcap',
  )
  expect(urlOf(readAsset, { params: { assetId: '../x' } })).toBe('/api/assets/..%2Fx')
  expect(() => urlOf(listJobs, {})).toThrow(TypeError)
})

test('an answer is the parsed value, the problem, or a refusal of our own', () => {
  const problem = { type: 'urn:problem:not-found', title: 'x', status: 404, code: 'not-found', instance: 'req_1' }
  expect(readAnswer(readAsset, 404, JSON.stringify(problem))).toMatchObject({ refusal: { code: 'not-found' } })
  expect(readAnswer(listJobs, 200, '{"items":[]}')).toEqual({ ok: true, value: { items: [] } })
  expect(readAnswer(listJobs, 200, '{"items":3}')).toMatchObject({ refusal: { code: 'client.unexpected-answer' } })
  expect(readAnswer(listJobs, 0, '')).toMatchObject({ refusal: { code: 'client.unreachable' } })
  expect(readAnswer(listJobs, 502, '<html>')).toMatchObject({ refusal: { code: 'client.unreachable', status: 502 } })
})

test('writes carry a key of their own, a repeated one the key of the first; reads carry none', async () => {
  const sent: WireRequest[] = []
  let made = 0
  const client = makeClient({
    send: async (request) => {
      sent.push(request)
      return await Promise.resolve({ status: 0, text: '' })
    },
    headers: () => ({ 'x-of': 'caller' }),
    newKey: () => `key-${++made}`,
  })
  const edit = { params: { assetId: 'ast_1' }, body: { version: 1, reason: 'why', fields: {} } }
  await client.call(listAssets, {})
  await client.call(editAsset, edit)
  await client.call(editAsset, edit, { key: 'key-1' })
  await client.call(editAsset, edit)
  expect(sent.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined, 'key-1', 'key-1', 'key-2'])
  expect(sent[1]).toMatchObject({
    method: 'PATCH',
    url: '/api/assets/ast_1',
    headers: { 'x-of': 'caller', 'content-type': 'application/json' },
    body: JSON.stringify(edit.body),
  })
  expect(sent[0]?.body).toBeNull()
})
