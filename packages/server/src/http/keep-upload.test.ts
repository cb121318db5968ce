// An upload that is too large, breaks off or finds no room leaves nothing behind.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepUpload } from '@penstock/server/http'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-upload-'))
afterAll(() => rmSync(folder, { recursive: true }))

const place = { path: join(folder, 'file'), called: 'core/spool', room: { isThere: async () => true } }

async function* body(chunks: number, end?: Error): AsyncGenerator<Buffer> {
  for (let at = 0; at < chunks; at++) yield Buffer.alloc(1024, at)
  if (end !== undefined) throw end
}

test('what came is on the disk, byte for byte', async () => {
  const kept = await keepUpload(body(3), { ...place, limitBytes: 3072 })
  expect([kept.bytes, kept.sha256.length]).toEqual([3072, 32])
  expect(readFileSync(kept.path).equals(Buffer.concat([0, 1, 2].map((at) => Buffer.alloc(1024, at))))).toBe(true)
  rmSync(kept.path)
})

test.each([
  ['too large', body(4), { limitBytes: 3072 }, { code: 'too-large', details: { limitBytes: 3072 } }],
  ['broken off', body(2, new Error('gone')), {}, { message: 'gone' }],
  [
    'one that the disk refuses',
    body(2, Object.assign(new Error('write'), { code: 'ENOSPC' })),
    {},
    { code: 'disk-full', details: { place: 'core/spool' } },
  ],
  ['one without room', body(2), { room: { isThere: async () => false } }, { code: 'disk-full' }],
])('%s leaves nothing', async (_, chunks, more, refusal) => {
  await expect(keepUpload(chunks, { ...place, ...more })).rejects.toMatchObject(refusal)
  expect(readdirSync(folder)).toEqual([])
})
