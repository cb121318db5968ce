// Containers: every form gives the same records, whatever the size of the reads; damage ends a capture and is counted.

import {
  bytes,
  fileSource,
  le16,
  le32,
  pcapHeader,
  pcapngBlock,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
  pcapngSimplePacket,
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

  test('unknown blocks are counted, known ones without packets are not', () => {
    const skipped = new Map<string, number>()
    const others = [4, 5, 10, 0x0bad].map((type) => pcapngBlock(type, new Uint8Array(8)))
    const unknown = [0x7001, 0x7002].map((type) => pcapngBlock(type, new Uint8Array(8)))
    const file = bytes(pcapngSection(), ...others, pcapngInterface('eth0'), ...unknown, ...packets)
    expect(readAll(file, 1 << 20, skipped)).toHaveLength(4)
    expect(skipped).toEqual(new Map([['unknown-block', 2]]))
  })

  test.each([
    { name: 'whole seconds', resolution: 0, ticks: (at: bigint) => at / 1_000_000n, at: 1_790_834_400_000_000 },
    { name: 'milliseconds', resolution: 3, ticks: (at: bigint) => at / 1000n, at: 1_790_834_400_123_000 },
    { name: 'microseconds', resolution: 6, ticks: (at: bigint) => at, at: AT },
    { name: 'nanoseconds', resolution: 9, ticks: (at: bigint) => at * 1000n + 999n, at: AT },
    {
      name: 'picoseconds of a day',
      resolution: 12,
      ticks: (at: bigint) => (at % 86_400_000_000n) * 1_000_000n,
      at: AT % 86_400_000_000,
    },
    { name: '2^-16 s', resolution: 0x90, ticks: () => (1_790_834_400n << 16n) + 0x8000n, at: 1_790_834_400_500_000 },
    {
      name: '2^-32 s',
      resolution: 0xa0,
      ticks: () => (1_790_834_400n << 32n) + (1n << 30n),
      at: 1_790_834_400_250_000,
    },
    { name: '2^-50 s', resolution: 0xb2, ticks: () => (9n << 50n) + (1n << 49n), at: 9_500_000 },
  ])('an interface counts $name', ({ resolution, ticks, at }) => {
    for (const endian of ['little', 'big'] as const) {
      const front = bytes(pcapngSection(endian), pcapngInterface('eth0', { endian, resolution }))
      const file = bytes(front, pcapngPacket(0, ticks(BigInt(AT)), FRAMES[1]!, endian))
      expect(readAll(file)).toEqual([{ at, length: 60, first: 2, link: 1 }])
    }
  })

  test('a clock that is off by a told number of seconds is set right', () => {
    const shifted = pcapngInterface('eth0', { offsetSeconds: 1_790_834_400 })
    expect(readAll(bytes(pcapngSection(), shifted, pcapngPacket(0, 123_456, FRAMES[1]!)))[0]?.at).toBe(AT)
  })

  test('every packet has the link type of its interface, and a new section forgets the interfaces before it', () => {
    const first = [
      pcapngInterface('a'),
      pcapngInterface('b', { linkType: 113 }),
      pcapngPacket(1, AT, FRAMES[0]!),
      packets[1]!,
    ]
    const second = [pcapngInterface('c', { endian: 'big', linkType: 101 }), pcapngPacket(0, AT, FRAMES[2]!, 'big')]
    const stray = pcapngPacket(1, AT, FRAMES[3]!, 'big')
    const skipped = new Map<string, number>()
    const file = bytes(pcapngSection(), ...first, pcapngSection('big'), ...second, stray)
    expect(readAll(file, 1 << 20, skipped).map(({ link, first: octet }) => [link, octet])).toEqual([
      [113, 1],
      [1, 2],
      [101, 3],
    ])
    expect(skipped).toEqual(new Map([['unknown-interface', 1]]))
  })

  test('a simple packet is cut at the snap length of its interface and comes when the one before it came', () => {
    const cut = bytes(le32(3), le32(28), le32(1514), new Uint8Array(12).fill(9), le32(28))
    const file = bytes(
      pcapngSection(),
      pcapngInterface('eth0', { snapLength: 10 }),
      packets[0]!,
      cut,
      pcapngSimplePacket(FRAMES[0]!),
    )
    expect(readAll(file).map(({ at, length }) => [at, length])).toEqual([
      [AT, 1],
      [AT, 10],
      [AT, 1],
    ])
  })

  test('a packet block that claims 4 GB ends the capture and is counted', () => {
    const skipped = new Map<string, number>()
    const claim = bytes(le32(6), le32(0xfffffffc), new Uint8Array(40))
    expect(readAll(bytes(pcapngSection(), pcapngInterface('eth0'), packets[0]!, claim), 1 << 20, skipped)).toHaveLength(
      1,
    )
    expect(skipped).toEqual(new Map([['record-length', 1]]))
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
  const opened = new CaptureReader('x', fileSource(file), 1 << 20).open()
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
        const opened = new CaptureReader('x', fileSource(damaged), 512).open()
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
  const opened = new CaptureReader('x', fileSource(file), chunk).open()
  if (!opened.ok) throw new Error(opened.refusal.code)
  const columns = new RecordColumns()
  while (opened.value.next(columns, 2)) {
    for (let row = 0; row < columns.count; row += 1) each(opened.value, columns, row)
    columns.count = 0
  }
  for (const [reason, count] of opened.value.skipped) skipped?.set(reason, count)
}
