// Two shares say what one reader says, to the last octet, on every capture that is here and on mixtures of them; and a thread of its own changes
// nothing.
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COLUMN_ROWS, openCaptureFile, RecordColumns } from '@penstock/sensor/capture'
import { allSamples, bytes, modbus, pcapHeader, pcapRecord, TcpConversation } from '@penstock/sensor/encoders'
import { CaptureError, Share } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { readCaptures, readShares, type SensorReport } from './index.ts'

const FIXTURES = fileURLToPath(new URL('../../../../fixtures/captures/', import.meta.url))
const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/captures/', import.meta.url))
const ENTRY = fileURLToPath(new URL('share-entry.fixture.ts', import.meta.url))
const START = 1_790_834_400_000_000
const ETHERNET = 1
/** Frames of one capture in a mixture. */
const MOST_FRAMES = 250
const PATTERN = '**/*.{pcap,pcapng}'
const MADE = globSync(PATTERN, { cwd: FIXTURES }).map((name) => FIXTURES + name)
const REAL = existsSync(SAMPLES) ? globSync(PATTERN, { cwd: SAMPLES }).map((name) => SAMPLES + name) : []
const folder = mkdtempSync(join(tmpdir(), 'penstock-shares-'))
afterAll(() => rmSync(folder, { recursive: true }))

const told = (report: SensorReport): string => JSON.stringify(report)

describe('of a capture two shares say what one reader says:', () => {
  test.each([...MADE, ...REAL].sort())('%s', async (path) => {
    let whole: string
    try {
      whole = told(readCaptures([path], { seed: 1 }))
    } catch (error) {
      expect(error).toBeInstanceOf(CaptureError)
      await expect(readShares([path])).rejects.toBeInstanceOf(CaptureError)
      return
    }
    expect(told(await readShares([path], { seed: 2 }))).toBe(whole)
  })
})

/** Frames of Ethernet of one capture, in order. */
type Talk = readonly Uint8Array[]

const talks: Talk[] = [...[...MADE, ...REAL].map(framesOf), ...allSamples().map(({ frames }) => frames)].filter(
  (frames) => frames.length > 1 && !hasTunnels(write('talk.pcap', frames.slice(0, MOST_FRAMES))),
)

test('and of captures mixed with each other, from anywhere to anywhere', async () => {
  let divided = 0
  const part = fc.record({ talk: fc.nat(talks.length - 1), from: fc.double({ min: 0, max: 0.9, noNaN: true }) })
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 2, maxLength: 8 }),
      fc.infiniteStream(fc.nat(7)),
      async (parts, turns) => {
        const queues = parts.map(({ talk, from }) => {
          const frames = talks[talk]!
          const first = Math.floor(frames.length * from)
          return frames.slice(first, first + MOST_FRAMES)
        })
        const file = write('mixed.pcap', mixed(queues, turns))
        const whole = told(readCaptures([file], { seed: 1 }))
        expect(told(await readShares([file], { seed: 2 }))).toBe(whole)
        if (isDivided(file)) divided += 1
      },
    ),
    { numRuns: 40 },
  )
  expect(divided).toBeGreaterThan(5)
}, 120_000)

test('hosts are dealt out alike for every reader, and every packet is read once', () => {
  const file = write(
    'all.pcap',
    talks.flatMap((frames) => frames.slice(0, 50)),
  )
  const packets = [0, 1].map((number) => {
    const { conversations } = readCaptures([file], { share: new Share(number), duplicateMicros: 0 })
    return conversations.map((row) => ({ key: `${row.client} ${row.server}`, packets: row.packets }))
  })
  const pairs = packets.map((rows) => new Set(rows.map(({ key }) => key)))
  expect([...pairs[0]!].filter((pair) => pairs[1]!.has(pair))).toEqual([])
  expect(pairs.map((set) => set.size > 3)).toEqual([true, true])
})

test('a thread of its own changes nothing, and neither does one that cannot start', async () => {
  const file = write(
    'thread.pcap',
    talks.flatMap((frames) => frames.slice(0, 50)),
  )
  const here = told(await readShares([file], { seed: 1 }))
  expect(told(await readShares([file], { seed: 3 }, ENTRY))).toBe(here)
  expect(told(await readShares([file], { seed: 4 }, join(folder, 'absent.mjs')))).toBe(here)
}, 60_000)

test('where readings of one point are in both shares all is read in one piece', async () => {
  const [asking, device, web] = ['192.0.2.10', '192.0.2.20', '192.0.2.30'].map((ip, n) => ({
    ip,
    mac: `02:00:00:00:00:0${n}`,
  }))
  const first = new TcpConversation({ ...asking!, port: 40_000 }, { ...device!, port: 502 })
  // These two are dealt out by what they said first: the other one served.
  const page = new TcpConversation({ ...device!, port: 40_000 }, { ...web!, port: 80 })
  const second = new TcpConversation({ ...web!, port: 40_000 }, { ...device!, port: 502 })
  const poll = (tcp: TcpConversation, transaction: number, register: number): Uint8Array[] => [
    ...tcp.send('client', modbus.frame({ transaction, unit: 1 }, modbus.readRequest(3, 7, 1))),
    ...tcp.send('server', modbus.frame({ transaction, unit: 1 }, modbus.registersResponse(3, [register]))),
  ]
  const file = write('both.pcap', [
    ...[...first.open(), ...poll(first, 1, 5), ...page.open(), ...second.open()],
    ...[...poll(second, 1, 6), ...poll(first, 2, 5), ...poll(second, 2, 6)],
  ])
  const whole = readCaptures([file], { seed: 1 })
  expect(whole.values).toMatchObject([{ server: device!.ip, count: 4, changes: 3 }])
  expect([0, 1].map((number) => readCaptures([file], { share: new Share(number) }).values.length)).toEqual([1, 1])
  expect(told(await readShares([file], { seed: 1 }))).toBe(told(whole))
})

function write(name: string, frames: readonly Uint8Array[]): string {
  const file = join(folder, name)
  writeFileSync(file, bytes(pcapHeader(), ...frames.map((frame, n) => pcapRecord(START + n * 1000, frame))))
  return file
}

function framesOf(path: string): Uint8Array[] {
  const opened = openCaptureFile(path)
  if (!opened.ok) return []
  const { reader, close } = opened.value
  const columns = new RecordColumns()
  const frames: Uint8Array[] = []
  while (frames.length < MOST_FRAMES * 4 && reader.next(columns, COLUMN_ROWS)) {
    for (let row = 0; row < columns.count; row += 1) {
      const at = columns.offset[row]!
      if (columns.link[row] === ETHERNET) frames.push(reader.bytes.slice(at, at + columns.length[row]!))
    }
    columns.count = 0
  }
  close()
  return frames
}

/** One frame of any queue at a time, each queue in its order. */
function mixed(queues: Uint8Array[][], turns: Iterator<number>): Uint8Array[] {
  const frames: Uint8Array[] = []
  const left = queues.filter((queue) => queue.length > 0)
  while (left.length > 0) {
    const at = (turns.next().value as number) % left.length
    frames.push(left[at]!.shift()!)
    if (left[at]!.length === 0) left.splice(at, 1)
  }
  return frames
}

function hasTunnels(file: string): boolean {
  return [0, 1].some((number) => {
    const share = new Share(number)
    readCaptures([file], { share })
    return share.hasTunnels
  })
}

/** True when both shares have conversations of their own. */
function isDivided(file: string): boolean {
  return [0, 1].every((number) => readCaptures([file], { share: new Share(number) }).conversations.length > 0)
}
