// The spool and what fills it, with everything that a disk can do to it: bounded, in order, whole or not at all, full, damaged.
import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { micros } from '@penstock/model/kernel'
import type { Losses, ObservationBatch } from '@penstock/model/observations'
import { LiveObserver } from '@penstock/sensor/observe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Outbox } from './outbox.ts'
import { Spool } from './spool.ts'

const CAPTURE = new Uint8Array(
  readFileSync(new URL('../../../../fixtures/captures/modbus/reads.pcap', import.meta.url)),
)
const PACKETS = 26
const HALF = 1000
const MIB = 2 ** 20

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'penstock-spool-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function batch(seq: number, packets = 1): ObservationBatch {
  return {
    ...{ seq, isLast: false, packets, bytes: 0, malformed: 0, skipped: {}, firstAt: null, lastAt: null },
    ...{ bindings: [], claims: [], conversations: [], operations: [], anomalies: [] },
  }
}

function fileOf(capture: string, seq: number): string {
  return join(root, capture, `${String(seq).padStart(12, '0')}.batch`)
}

function allOf(spool: Spool): [string, number][] {
  return spool
    .captures()
    .flatMap((capture) => spool.oldest(capture, 100, MIB).map(({ seq }): [string, number] => [capture, seq]))
}

test('batches of earlier runs come first and in order, however the clock or the names stood', () => {
  const first = new Spool(root, 'zebra', MIB)
  first.add(batch(0))
  first.add(batch(1))
  const second = new Spool(root, 'ant', MIB)
  second.add(batch(0))
  expect(allOf(second)).toEqual([
    [first.capture, 0],
    [first.capture, 1],
    [second.capture, 0],
  ])
  second.forget(first.capture, 1)
  expect(allOf(second)).toEqual([[second.capture, 0]])
})

test('a file that a kill left half-written is gone with the next start, and nothing before it is', () => {
  const spool = new Spool(root, 'a', MIB)
  spool.add(batch(0))
  writeFileSync(`${fileOf(spool.capture, 1)}.part`, '{"seq":1,"isLa')
  const again = new Spool(root, 'b', MIB)
  expect(allOf(again)).toEqual([[spool.capture, 0]])
  expect(readdirSync(join(root, spool.capture))).toEqual(['000000000000.batch'])
  expect(again.setAsideCount).toBe(0)
})

test.each([
  { name: 'cut short', spoil: (path: string) => truncateSync(path, 90) },
  { name: 'empty', spoil: (path: string) => truncateSync(path, 0) },
  {
    name: 'changed by one digit',
    spoil: (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('"packets":7', '"packets":8')),
  },
  { name: 'no batch at all', spoil: (path: string) => writeFileSync(path, 'x\n{}') },
])('a file that is $name is set aside and counted, and the rest goes on', ({ spoil }) => {
  const spool = new Spool(root, 'a', MIB)
  for (let seq = 0; seq < 3; seq += 1) spool.add(batch(seq, 7))
  spoil(fileOf(spool.capture, 1))
  const batches = spool.oldest(spool.capture, 10, MIB)
  expect(batches.map(({ seq, packets }) => [seq, packets])).toEqual([
    [0, 7],
    [1, 0],
    [2, 7],
  ])
  expect(batches[1]?.live?.losses).toEqual({ spool: 1 })
  expect(spool.setAsideCount).toBe(1)
  expect(readdirSync(join(root, 'set-aside'))).toHaveLength(1)
  // The next start reads the same.
  expect(new Spool(root, 'b', MIB).oldest(spool.capture, 10, MIB).map(({ packets }) => packets)).toEqual([7, 0, 7])
})

test('what somebody took out of the folder is counted as lost, so that the cell goes on', () => {
  const spool = new Spool(root, 'a', MIB)
  for (let seq = 0; seq < 4; seq += 1) spool.add(batch(seq))
  for (const seq of [0, 1]) unlinkSync(fileOf(spool.capture, seq))
  spool.fillFrom(spool.capture, 0)
  expect(spool.oldest(spool.capture, 10, MIB).map(({ seq, live }) => [seq, live?.losses.spool ?? 0])).toEqual([
    [0, 1],
    [1, 1],
    [2, 0],
    [3, 0],
  ])
})

const EMPTY_BYTES = JSON.stringify(batch(0)).length
test('beyond its bound nothing is cut, and what follows is told in one batch once there is room', () => {
  const spool = new Spool(root, 'a', EMPTY_BYTES)
  const told: string[] = []
  const { outbox, observer } = outboxOn(spool, told)
  observer.push(CAPTURE.subarray(0, HALF))
  outbox.tick()
  expect(spool.hasRoom()).toBe(false)
  observer.push(CAPTURE.subarray(HALF))
  for (let n = 0; n < 3; n += 1) outbox.tick()
  expect(spool.oldest(spool.capture, 10, MIB)).toHaveLength(1)
  expect(told).toEqual(['the spool is full; no batch is cut until the cell takes some, and facts add up'])
  const first = spool.oldest(spool.capture, 10, MIB)[0]!
  spool.forget(spool.capture, 0)
  outbox.end(true)
  const second = spool.oldest(spool.capture, 10, MIB)[0]!
  expect([first.packets > 0, first.packets + second.packets, second.seq]).toEqual([true, PACKETS, 1])
})

test('a disk that takes nothing holds one batch in memory, is told of once, and loses nothing when it takes again', () => {
  const spool = new Spool(root, 'a', MIB)
  const told: string[] = []
  const { outbox, observer } = outboxOn(spool, told)
  // Where the next file is to be written stands a folder.
  mkdirSync(`${fileOf(spool.capture, 0)}.part`)
  observer.push(CAPTURE.subarray(0, HALF))
  for (let n = 0; n < 3; n += 1) outbox.tick()
  observer.push(CAPTURE.subarray(HALF))
  outbox.tick()
  expect(outbox.isHolding).toBe(true)
  expect(told).toHaveLength(1)
  rmSync(`${fileOf(spool.capture, 0)}.part`, { recursive: true, force: true })
  outbox.end(true)
  expect(outbox.isHolding).toBe(false)
  const batches = spool.oldest(spool.capture, 10, MIB)
  expect(batches.reduce((sum, { packets }) => sum + packets, 0)).toBe(PACKETS)
  expect(batches.map(({ seq }) => seq)).toEqual([0, 1])
  expect(told.at(-1)).toBe('the disk takes batches again')
})

test('a disk that is full is told by its name, leaves nothing half-written, and what was there stays', ({ skip }) => {
  skip(!mounted(root), 'no tmpfs of a few pages can be mounted here')
  try {
    const spool = new Spool(root, 'a', MIB)
    spool.add(batch(0))
    const big = { ...batch(1), skipped: Object.fromEntries(Array.from({ length: 9000 }, (_, n) => [`reason-${n}`, n])) }
    expect(() => spool.add(big)).toThrow(/ENOSPC/)
    expect(readdirSync(join(root, spool.capture))).toEqual(['000000000000.batch'])
    expect(spool.oldest(spool.capture, 10, MIB)).toEqual([batch(0)])
    spool.add(batch(1))
    expect(allOf(spool).map(([, seq]) => seq)).toEqual([0, 1])
  } finally {
    execFileSync('umount', [root])
  }
})

test('without packets a heartbeat is cut when it is due, and none while one waits on disk', () => {
  const spool = new Spool(root, 'a', MIB)
  let now = 0
  const { outbox } = outboxOn(spool, [], () => now)
  const waiting = () => spool.oldest(spool.capture, 10, MIB)
  now = 29_000_000
  outbox.tick()
  expect(waiting()).toEqual([])
  now = 30_000_000
  outbox.tick()
  expect(waiting().map(({ packets, live }) => [packets, live!.to - live!.from])).toEqual([[0, 30_000_000]])
  now = 300_000_000
  outbox.tick()
  expect(waiting()).toHaveLength(1)
  spool.forget(spool.capture, 0)
  outbox.tick()
  // It covers all that time: nothing between the two is a gap.
  expect(waiting().map(({ live }) => live!.to - live!.from)).toEqual([270_000_000])
})

function outboxOn(
  spool: Spool,
  told: string[],
  steady: () => number = () => 0,
): { readonly outbox: Outbox; readonly observer: LiveObserver } {
  const observer = new LiveObserver({ maxFlows: 4096, seed: 1 })
  const outbox = new Outbox({
    observer,
    spool,
    heartbeatMs: 30_000,
    clocks: { wall: () => micros(1_790_834_400_000_000 + steady()), steady },
    takeLosses: (): Losses => ({}),
    say: (text) => told.push(text),
    onKept: () => {},
  })
  return { outbox, observer }
}

/** A tmpfs of 64 KiB on the folder; false where that is not allowed. */
function mounted(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
