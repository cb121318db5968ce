// Gzip files are read as what is in them: whole, in members, cut short, damaged, and bombs, in reads of any size.
import { constants, deflateRawSync, gzipSync } from 'node:zlib'
import type { UnpackedBounds } from '@penstock/model/observations'
import { bytes, le32, pcapHeader, pcapRecord } from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GzipBytes } from './gzip.ts'
import { CaptureReader, RecordColumns } from './index.ts'
import { CUT_SHORT, DONE, HISTORY_BYTES, Inflate, LONGEST_COPY } from './inflate.ts'

const AT = 1_790_834_400_000_000
const FRAMES = Array.from({ length: 300 }, (_, n) => Uint8Array.from({ length: 60 + n }, (_, at) => (at * n) & 255))
const CAPTURE = bytes(pcapHeader(), ...FRAMES.map((frame, n) => pcapRecord(AT + n, frame)))

const STRATEGIES = [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE]

test('whatever was packed in whatever way comes out again, in reads of any size', () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc
      .array(fc.constantFrom(bytes('modbus '), bytes('pump'), new Uint8Array(700)), { maxLength: 200 })
      .map((list) => bytes(...list)),
  )
  fc.assert(
    fc.property(
      content,
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom(...STRATEGIES),
      fc.integer({ min: 1, max: 5000 }),
      (plain, level, strategy, chunk) => {
        const packed = new GzipBytes(sourceOf(gzipSync(plain, { level, strategy }), chunk), new Uint8Array())
        expect(Buffer.compare(drain(packed, chunk), plain)).toBe(0)
        expect(packed.troubles).toEqual(new Map())
      },
    ),
    { numRuns: 120 },
  )
})

// The last symbol of such a stream is taken whole from bits that were read ahead before the input was refilled.
test.each([1, 5000])('a trailer behind a refill is found where it stands, in reads of %i', (chunk) => {
  const plain = new Uint8Array(4637)
  const file = gzipSync(plain, { level: 1, strategy: constants.Z_HUFFMAN_ONLY })
  const packed = new GzipBytes(sourceOf(file, chunk), new Uint8Array())
  expect(Buffer.compare(drain(packed, chunk), plain)).toBe(0)
  expect(packed.troubles).toEqual(new Map())
})

test('more than the history and the buffers hold comes out whole', () => {
  const plain = Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * at * 31 + (at >> 9)) >> 3)
  expect(
    Buffer.compare(drain(new GzipBytes(sourceOf(gzipSync(plain), 1 << 16), new Uint8Array()), 1 << 20), plain),
  ).toBe(0)
})

test('members one behind the other are one file, and a head with name, comment and check is passed over', () => {
  const [first, second] = [CAPTURE.subarray(0, 1000), CAPTURE.subarray(1000)]
  const head = bytes(0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, [2, 0, 9, 9], 'span.pcap', 0, 'night', 0, [1, 2])
  const named = bytes(head, gzipSync(first).subarray(10))
  const { rows, skipped } = readAll(bytes(named, gzipSync(new Uint8Array()), gzipSync(second)))
  expect(rows).toEqual(FRAMES.map((frame, n) => ({ at: AT + n, length: frame.length })))
  expect(skipped).toEqual({})
})

test('offsets point into the unpacked bytes', () => {
  const columns = new RecordColumns()
  const opened = new CaptureReader('x', sourceOf(gzipSync(CAPTURE), 777), 999).open()
  if (!opened.ok) throw new Error(opened.refusal.code)
  let n = 0
  while (opened.value.next(columns, 7)) {
    for (let row = 0; row < columns.count; row += 1, n += 1) {
      const at = columns.fileOffset[row]!
      expect(CAPTURE.slice(at, at + columns.length[row]!)).toEqual(FRAMES[n])
    }
    columns.count = 0
  }
  expect(n).toBe(FRAMES.length)
})

test('a file cut anywhere gives its whole records, and is said to be cut', () => {
  const packed = gzipSync(CAPTURE, { level: 6 })
  let most = 0
  for (let cut = 400; cut < packed.length; cut += 211) {
    const { rows, skipped } = readAll(packed.subarray(0, cut))
    expect(rows).toEqual(FRAMES.slice(0, rows.length).map((frame, n) => ({ at: AT + n, length: frame.length })))
    expect(skipped).toMatchObject({ 'gzip-cut-short': 1 })
    expect(rows.length).toBeGreaterThanOrEqual(most)
    most = rows.length
  }
  expect(most).toBeGreaterThan(200)
})

test('damage anywhere is told and stalls nothing', () => {
  const packed = new Uint8Array(gzipSync(CAPTURE))
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), fc.nat(), (flips, cut) => {
      const damaged = packed.slice(0, 20 + (cut % packed.length))
      for (const [at, value] of flips) damaged[at % damaged.length] = value
      readAll(damaged)
    }),
    { numRuns: 150 },
  )
  const wrong = packed.slice()
  wrong[packed.length - 8]! ^= 1
  expect(readAll(wrong)).toMatchObject({ rows: { length: FRAMES.length }, skipped: { 'gzip-checksum': 1 } })
  expect(readAll(bytes(packed, new Uint8Array(512))).skipped).toEqual({ 'gzip-bytes-behind': 1 })
})

test('a bomb ends at its bound with what was read until then, and in flat memory', () => {
  const blank = pcapRecord(AT, new Uint8Array(1500))
  const body = new Uint8Array(blank.length * 400)
  for (let n = 0; n < 400; n += 1) body.set(blank, n * blank.length)
  const bomb = gzipSync(bytes(pcapHeader(), ...Array.from({ length: 120 }, () => body)))
  expect(bomb.length).toBeLessThan(600_000)
  const before = process.memoryUsage().arrayBuffers
  const { rows, skipped } = readAll(bomb)
  expect(skipped).toMatchObject({ 'gzip-bound': 1 })
  expect(rows.length * blank.length).toBeGreaterThan(60 << 20)
  expect(rows.length * blank.length).toBeLessThan(66 << 20)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20)
}, 60_000)

test.each<{ name: string; bounds: UnpackedBounds; least: number; most: number }>([
  { name: 'ratio', bounds: { ratio: 10, ratioFreeBytes: 1 << 20, bytes: 1e12 }, least: 1 << 20, most: 2 << 20 },
  { name: 'size', bounds: { ratio: 1e9, ratioFreeBytes: 0, bytes: 3 << 20 }, least: 3 << 20, most: 4 << 20 },
])('the bound of $name holds', ({ bounds, least, most }) => {
  const packed = new GzipBytes(sourceOf(gzipSync(new Uint8Array(20 << 20)), 4096), new Uint8Array(), bounds)
  const { length } = drain(packed, 1 << 20)
  expect(length).toBeGreaterThan(least)
  expect(length).toBeLessThan(most)
  expect(packed.troubles).toEqual(new Map([['gzip-bound', 1]]))
})

test.each([
  { name: 'gzip of a table', file: gzipSync('id,vendor\n1,Moxa\n'), hint: 'a gzip file of something else' },
  { name: 'gzip of gzip', file: gzipSync(gzipSync(CAPTURE)), hint: 'a gzip file of something else' },
  { name: 'the opening of gzip and nothing more', file: bytes(0x1f, 0x8b, 8, 0, 0, 0), hint: 'a damaged gzip file' },
])('$name is refused', ({ file, hint }) => {
  const opened = new CaptureReader('x', sourceOf(file, 4096)).open()
  expect(opened.ok ? null : opened.refusal).toMatchObject({ code: 'capture.not-a-capture', hint })
})

test('a record that claims 4 GB inside gzip is not held', () => {
  const claim = bytes(le32(0), le32(0), le32(0xffffffff), le32(0xffffffff), [1, 2, 3])
  expect(readAll(gzipSync(bytes(pcapHeader(), pcapRecord(AT, FRAMES[0]!), claim)))).toEqual({
    rows: [{ at: AT, length: 60 }],
    skipped: { 'record-length': 1 },
  })
})

test('a code that ends with the last bit of the input is whole', () => {
  const packed = deflateRawSync(bytes('pump'))
  const whole = new Inflate(packed, new Uint8Array(HISTORY_BYTES + LONGEST_COPY))
  whole.inEnd = packed.length
  whole.isInputOver = true
  expect(whole.run(HISTORY_BYTES)).toBe(DONE)
  const cut = new Inflate(packed, new Uint8Array(HISTORY_BYTES + LONGEST_COPY))
  cut.inEnd = packed.length - 1
  cut.isInputOver = true
  expect(cut.run(HISTORY_BYTES)).toBe(CUT_SHORT)
})

function readAll(file: Uint8Array): {
  rows: { at: number; length: number }[]
  skipped: Record<string, number>
} {
  const columns = new RecordColumns()
  const opened = new CaptureReader('x', sourceOf(file, 1 << 20)).open()
  if (!opened.ok) return { rows: [], skipped: { [opened.refusal.code]: 1 } }
  const rows: { at: number; length: number }[] = []
  while (opened.value.next(columns, 1024)) {
    for (let row = 0; row < columns.count; row += 1) rows.push({ at: columns.at[row]!, length: columns.length[row]! })
    columns.count = 0
  }
  return { rows, skipped: Object.fromEntries(opened.value.skipped) }
}

function drain(packed: GzipBytes, chunk: number): Uint8Array {
  const parts: Uint8Array[] = []
  for (;;) {
    const part = new Uint8Array(chunk)
    const got = packed.read(part, 0, chunk)
    if (got <= 0) return Buffer.concat(parts)
    parts.push(part.subarray(0, got))
  }
}

function sourceOf(file: Uint8Array, chunk: number): (into: Uint8Array, at: number, length: number) => number {
  let done = 0
  return (into, at, length) => {
    const part = file.subarray(done, done + Math.min(length, chunk))
    into.set(part, at)
    done += part.length
    return part.length
  }
}
