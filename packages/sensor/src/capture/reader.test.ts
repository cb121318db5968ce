// Containers: every form gives the same records, whatever the size of the reads; damage ends a capture and is counted.

import {
  bytes,
  le16,
  le32,
  pcapHeader,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
  pcapRecord,
} from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CaptureReader, RecordColumns } from './index.ts'

const FRAMES = [1, 60, 1514, 64].map((length, n) => new Uint8Array(length).fill(n + 1))
const AT = 1_790_834_400_123_456

describe('pcap', () => {
  test.each([
    { resolution: 'micros', endian: 'little' },
    { resolution: 'micros', endian: 'big' },
    { resolution: 'nanos', endian: 'little' },
    { resolution: 'nanos', endian: 'big' },
  ] as const)('$resolution, $endian endian', (format) => {
    const file = bytes(pcapHeader(format), ...FRAMES.map((frame, n) => pcapRecord(AT + n, frame, format)))
    expect(readAll(file)).toEqual(
      FRAMES.map((frame, n) => ({ at: AT + n, length: frame.length, first: n + 1, link: 1 })),
    )
  })

  test('reads before 1970 as what they are', () => {
    const record = bytes(le32(-10), le32(5), le32(1), le32(1), 7)
    expect(readAll(bytes(pcapHeader(), record))[0]?.at).toBe(-9_999_995)
  })

  test('a record that claims 4 GB ends the capture and is counted', () => {
    const file = bytes(
      pcapHeader(),
      pcapRecord(AT, FRAMES[1]!),
      bytes(le32(0), le32(0), le32(0xffffffff), le32(0xffffffff), [1, 2, 3]),
    )
    const skipped = new Map<string, number>()
    expect(readAll(file, 1 << 20, skipped)).toHaveLength(1)
    expect(skipped).toEqual(new Map([['record-length', 1]]))
  })

  test('a file cut anywhere gives its whole records, and the rest is counted once', () => {
    const records = FRAMES.map((frame, n) => pcapRecord(AT + n, frame))
    const file = bytes(pcapHeader(), ...records)
    const ends = [24]
    for (const record of records) ends.push(ends.at(-1)! + record.length)
    for (let cut = 24; cut <= file.length; cut += 7) {
      const skipped = new Map<string, number>()
      expect(readAll(file.slice(0, cut), 1 << 20, skipped)).toHaveLength(
        ends.filter((end) => end > 24 && end <= cut).length,
      )
      expect(skipped.get('truncated-record') ?? 0).toBe(ends.includes(cut) ? 0 : 1)
    }
  })
})

describe('pcapng', () => {
  const packets = FRAMES.map((frame, n) => pcapngPacket(0, AT + n, frame))

  test('reads sections, interfaces and packets, and passes over unknown blocks', () => {
    const unknown = bytes(le32(0x0bad), le32(16), le32(0), le32(16))
    const file = bytes(pcapngSection(), pcapngInterface('eth0'), unknown, ...packets)
    expect(readAll(file).map((row) => row.at)).toEqual([AT, AT + 1, AT + 2, AT + 3])
  })

  test('an unknown block larger than any window is passed over without being held', () => {
    const large = new Uint8Array(5 << 20)
    large.set(bytes(le32(0x0bad), le32(large.length)))
    const file = bytes(pcapngSection(), pcapngInterface('eth0'), large, ...packets)
    expect(readAll(file, 4096)).toHaveLength(4)
  })

  test('a packet of an interface that was never told is counted, not guessed', () => {
    const skipped = new Map<string, number>()
    expect(readAll(bytes(pcapngSection(), packets[0]!), 1 << 20, skipped)).toHaveLength(0)
    expect(skipped.get('unknown-interface')).toBe(1)
  })

  test('a block whose length makes no sense ends the capture', () => {
    const skipped = new Map<string, number>()
    const broken = bytes(le32(6), le32(7), le16(0))
    readAll(bytes(pcapngSection(), pcapngInterface('eth0'), broken, new Uint8Array(16)), 1 << 20, skipped)
    expect(skipped.get('block-length')).toBe(1)
  })
})

test('reads of any size give the same records and file offsets', () => {
  const pcap = bytes(pcapHeader(), ...FRAMES.map((frame, n) => pcapRecord(AT + n, frame)))
  const pcapng = bytes(
    pcapngSection(),
    pcapngInterface('eth0'),
    ...FRAMES.map((frame, n) => pcapngPacket(0, AT + n, frame)),
  )
  fc.assert(
    fc.property(fc.constantFrom(pcap, pcapng), fc.integer({ min: 1, max: 3000 }), (file, chunk) => {
      expect(readAll(file, chunk)).toEqual(readAll(file))
      expect(offsetsOf(file, chunk).map((at, n) => file[at] === n + 1)).toEqual([true, true, true, true])
    }),
  )
})

test.each([
  { name: 'nothing', file: new Uint8Array(), code: 'capture.empty' },
  { name: 'three bytes', file: bytes(0xd4, 0xc3, 0xb2), code: 'capture.not-a-capture' },
  { name: 'text', file: bytes('root:x:0:0:root'), code: 'capture.not-a-capture' },
  { name: 'gzip', file: bytes(0x1f, 0x8b, 8, 0, 0, 0), code: 'capture.not-a-capture' },
])('$name is refused', ({ file, code }) => {
  const opened = new CaptureReader('x', readerOver(file), 1 << 20).open()
  expect(opened.ok ? null : opened.refusal.code).toBe(code)
})

test('any damage to the bytes ends quietly', () => {
  const pcapng = bytes(
    pcapngSection(),
    pcapngInterface('eth0'),
    ...FRAMES.map((frame, n) => pcapngPacket(0, AT + n, frame)),
  )
  const pcap = bytes(pcapHeader(), ...FRAMES.map((frame, n) => pcapRecord(AT + n, frame)))
  fc.assert(
    fc.property(
      fc.constantFrom(pcap, pcapng),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      (file, flips) => {
        const damaged = file.slice()
        for (const [at, value] of flips) damaged[at % damaged.length] = value
        const columns = new RecordColumns()
        const opened = new CaptureReader('x', readerOver(damaged), 512).open()
        if (!opened.ok) return
        for (let n = 0; n < 100 && opened.value.next(columns, 1024); n += 1) {
          for (let row = 0; row < columns.count; row += 1) {
            expect(columns.offset[row]! + columns.length[row]!).toBeLessThanOrEqual(opened.value.bytes.length)
            expect(Number.isSafeInteger(columns.at[row])).toBe(true)
          }
          columns.count = 0
        }
      },
    ),
  )
})

interface Row {
  readonly at: number
  readonly length: number
  readonly first: number
  readonly link: number
}

function readAll(file: Uint8Array, chunk = 1 << 20, skipped?: Map<string, number>): Row[] {
  const rows: Row[] = []
  walk(
    file,
    chunk,
    (reader, columns, row) => {
      const first = reader.bytes[columns.offset[row]!]!
      rows.push({ at: columns.at[row]!, length: columns.length[row]!, first, link: columns.link[row]! })
    },
    skipped,
  )
  return rows
}

function offsetsOf(file: Uint8Array, chunk: number): number[] {
  const offsets: number[] = []
  walk(file, chunk, (_, columns, row) => offsets.push(columns.fileOffset[row]!))
  return offsets
}

function walk(
  file: Uint8Array,
  chunk: number,
  each: (reader: CaptureReader, columns: RecordColumns, row: number) => void,
  skipped?: Map<string, number>,
): void {
  const opened = new CaptureReader('x', readerOver(file), chunk).open()
  if (!opened.ok) throw new Error(opened.refusal.code)
  const columns = new RecordColumns()
  while (opened.value.next(columns, 2)) {
    for (let row = 0; row < columns.count; row += 1) each(opened.value, columns, row)
    columns.count = 0
  }
  for (const [reason, count] of opened.value.skipped) skipped?.set(reason, count)
}

function readerOver(file: Uint8Array): (into: Uint8Array, at: number, length: number) => number {
  let done = 0
  return (into, at, length) => {
    const part = file.subarray(done, done + length)
    into.set(part, at)
    done += part.length
    return part.length
  }
}
