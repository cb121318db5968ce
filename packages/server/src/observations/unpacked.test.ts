// What a cell keeps of a file that somebody gives: unpacked when it is gzip, refused when that goes too far, in constant memory.
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { UNPACKED_BOUNDS } from '@penstock/model/observations'
import { AppError } from '@penstock/server/http'
import { expect, test } from 'vitest'
import { unpacked } from './unpacked.ts'

// Hardly packs at all, so that half of the packed bytes is half of the content.
const PLAIN = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (Math.imul(at, 0x9e3779b1) ^ (at * at)) >>> 13))

test.each([1, 2, 3, 1000, 1 << 20])(
  'a gzip file that comes in pieces of %i bytes is kept as what is in it',
  async (size) => {
    const plain = size < 4 ? PLAIN.subarray(0, 3000) : PLAIN
    expect(Buffer.compare(await kept(gzipSync(plain), size), plain)).toBe(0)
  },
)

test('members one behind the other are one file, and bytes behind them are left out', async () => {
  const parts = [gzipSync(PLAIN.subarray(0, 1000)), gzipSync(PLAIN.subarray(1000)), Buffer.alloc(512)]
  expect(Buffer.compare(await kept(Buffer.concat(parts), 4096), PLAIN)).toBe(0)
})

test.each([
  { name: 'anything that is no gzip file', file: PLAIN },
  { name: 'two bytes of its magic', file: Buffer.from([0x1f, 0x8b]) },
  { name: 'nothing', file: Buffer.alloc(0) },
])('$name is kept as it came', async ({ file }) => {
  expect(Buffer.compare(await kept(file, 1 << 16), file)).toBe(0)
})

test('a gzip file that is cut short gives what is whole of it', async () => {
  const packed = gzipSync(PLAIN)
  const some = await kept(packed.subarray(0, packed.length >> 1), 1 << 14)
  expect(some.length).toBeGreaterThan(PLAIN.length / 3)
  expect(Buffer.compare(some, PLAIN.subarray(0, some.length))).toBe(0)
})

test('a damaged one is refused', async () => {
  const packed = gzipSync(PLAIN)
  packed[packed.length - 6]! ^= 1
  await expect(kept(packed, 1 << 16)).rejects.toMatchObject({ code: 'observations.not-a-capture' })
})

test('a bomb is refused soon behind the bound, whoever sends it may go on sending, and memory stays flat', async () => {
  const bomb = gzipSync(Buffer.alloc(200 << 20))
  const body = new Readable({ read: () => {} })
  body.push(bomb)
  const before = process.memoryUsage().arrayBuffers
  let bytes = 0
  let refusal: unknown = null
  try {
    for await (const chunk of unpacked(body, 'bomb.pcap.gz')) bytes += chunk.length
  } catch (cause) {
    refusal = cause
  }
  expect(refusal).toBeInstanceOf(AppError)
  expect(refusal).toMatchObject({ code: 'observations.unpacks-too-far', details: { name: 'bomb.pcap.gz' } })
  expect(bytes).toBeGreaterThan(UNPACKED_BOUNDS.ratioFreeBytes - (1 << 20))
  expect(bytes).toBeLessThan(UNPACKED_BOUNDS.ratioFreeBytes + (1 << 20))
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 << 20)
  expect(body.destroyed).toBe(false)
}, 60_000)

test('an upload that breaks off is an error, packed or not', async () => {
  for (const first of [gzipSync(PLAIN).subarray(0, 2000), PLAIN.subarray(0, 2000)]) {
    const body = Readable.from(
      (async function* () {
        yield first
        throw new Error('hung up')
      })(),
    )
    await expect(collect(unpacked(body, 'x'))).rejects.toThrow('hung up')
  }
})

function kept(file: Buffer, size: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  for (let at = 0; at < file.length; at += size) chunks.push(file.subarray(at, at + size))
  return collect(unpacked(Readable.from(chunks, { objectMode: false }), 'given.pcap'))
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}
