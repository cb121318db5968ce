// Logs that are followed, against a cell's door: every line arrives once, though the cell is away, the sensor is killed and logs are put away.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { LogFollower } from '@penstock/sensor/others'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { KeptPlaces } from './kept-places.ts'
import { Outbox } from './outbox.ts'
import { Spool } from './spool.ts'

vi.setConfig({ testTimeout: 60_000 })

const DOOR = fileURLToPath(new URL('./index.ts', import.meta.url))
const HEAD =
  '#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\tresp_pkts\n'
const line = (n: number): string => `1790834460.0\tC${n}\t10.1.0.${n}\t50000\t10.0.0.1\t502\ttcp\tSF\t1\t0\n`

let root: string
let logs: string
let spool: string
let server: Server | null = null
let sensor: ChildProcess | null = null
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'penstock-follow-'))
  logs = join(root, 'logs')
  spool = join(root, 'spool')
  mkdirSync(logs)
})
afterEach(() => {
  sensor?.kill('SIGKILL')
  server?.close()
  server = null
  rmSync(root, { recursive: true })
})

interface Sent {
  readonly capture: string
  readonly batches: readonly ObservationBatch[]
}

/** Hosts that the batches tell of, with how often. */
function hosts(batches: readonly ObservationBatch[]): Record<string, number> {
  const seen: Record<string, number> = {}
  for (const { client, packets } of batches.flatMap(({ conversations }) => conversations))
    seen[client.ip!] = (seen[client.ip!] ?? 0) + packets
  return seen
}

const eachOnce = (...numbers: readonly number[]): Record<string, number> =>
  Object.fromEntries(numbers.map((n) => [`10.1.0.${n}`, 1]))

test('lines arrive once though the cell was away, the sensor was killed twice and the log was put away in between', async () => {
  const stored = new Map<string, ObservationBatch>()
  let status = 503
  const url = await cell(({ capture, batches }) => {
    if (status === 200) for (const batch of batches) stored.set(`${capture} ${batch.seq}`, batch)
    return status
  })
  const told = (): Record<string, number> => hosts([...stored.values()])
  writeFileSync(join(logs, 'conn.log'), HEAD + line(1) + line(2))
  void run(url)
  // The cell is away: the lines wait in the spool, and so do their places.
  await expect.poll(() => existsSync(join(spool, 'zeek.places.json')), { timeout: 20_000 }).toBe(true)
  await kill()
  appendFileSync(join(logs, 'conn.log'), `${line(3)}rubbish\n${line(4).slice(0, 10)}`)
  void run(url)
  status = 200
  await expect.poll(told, { timeout: 20_000 }).toEqual(eachOnce(1, 2, 3))
  await kill()
  appendFileSync(join(logs, 'conn.log'), line(4).slice(10) + line(5))
  renameSync(join(logs, 'conn.log'), join(logs, 'conn-26-10-01_07.00.00.log'))
  writeFileSync(join(logs, 'conn.log'), HEAD + line(6))
  const ended = run(url)
  await expect.poll(told, { timeout: 20_000 }).toEqual(eachOnce(1, 2, 3, 4, 5, 6))
  sensor?.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  const batches = [...stored.values()]
  expect(told()).toEqual(eachOnce(1, 2, 3, 4, 5, 6))
  expect(batches.every(({ lines }) => lines?.system === 'zeek')).toBe(true)
  expect(batches.flatMap(({ anomalies }) => anomalies).map(({ detail }) => detail)).toEqual([
    'line 7: 1 cells under 10 fields',
  ])
  expect(batches.reduce((sum, { malformed }) => sum + malformed, 0)).toBe(1)
  expect(batches.at(-1)?.isLast).toBe(true)
})

/** What a run that dies right there leaves behind, and what the next one reads. */
test.each([
  { name: 'before the batch is on disk', dies: 'add', waits: [], again: [1, 2] },
  { name: 'when it is, and its places are not', dies: 'confirm', waits: [1, 2], again: [] },
] as const)('a run that dies $name loses nothing and doubles nothing', ({ dies, waits, again }) => {
  writeFileSync(join(logs, 'conn.log'), HEAD + line(1) + line(2))
  const first = open('a')
  const die = (): never => {
    throw new Error('killed')
  }
  if (dies === 'add') vi.spyOn(first.spool, 'add').mockImplementation(die)
  else vi.spyOn(first.places, 'confirm').mockImplementation(die)
  first.follower.read()
  first.outbox.tick()
  first.follower.close()
  const second = open('b')
  const [before] = second.spool.captures()
  expect(hosts(second.spool.oldest(before!, 10, 1 << 20))).toEqual(eachOnce(...waits))
  second.follower.read()
  second.outbox.tick()
  second.follower.close()
  expect(hosts(second.spool.oldest(second.spool.capture, 10, 1 << 20))).toEqual(eachOnce(...again))
})

test('while the spool is full nothing is read, and places of another folder are not taken for these', () => {
  writeFileSync(join(logs, 'conn.log'), HEAD + line(1))
  const one = open('a')
  one.follower.read()
  one.outbox.tick()
  one.follower.close()
  const full = new Spool(spool, 'b', 1)
  const places = new KeptPlaces(spool, 'zeek', logs, full)
  expect(places.load()).toMatchObject([{ name: 'conn.log', line: 5 }])
  expect(open('c', full).outbox.takes).toBe(false)
  expect(new KeptPlaces(spool, 'zeek', root, full).load()).toEqual([])
})

function open(name: string, on?: Spool) {
  const own = on ?? new Spool(spool, name, 1 << 20)
  const places = new KeptPlaces(spool, 'zeek', logs, own)
  const clock = () => micros(1_790_834_400_000_000)
  const follower = new LogFollower({ kind: 'zeek', path: logs, places: places.load(), clock, say: () => undefined })
  places.follow(() => follower.places())
  const outbox = new Outbox({
    ...{ observer: follower, places, spool: own, heartbeatMs: 30_000, clocks: { wall: clock, steady: () => 0 } },
    ...{ takeLosses: () => ({}), say: () => undefined, onKept: () => undefined },
  })
  return { spool: own, places, follower, outbox }
}

function run(url: string): Promise<unknown[]> {
  const script = `const { sensorRun } = await import(${JSON.stringify(DOOR)}); process.exitCode = await sensorRun(process.argv.slice(1))`
  const args = ['--zeek', logs, '--to', url, '--spool', spool, '--every', '0.1']
  sensor = spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...args], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...process.env, PENSTOCK_SENSOR_TOKEN: 'secret' },
  })
  return once(sensor, 'exit')
}

async function kill(): Promise<void> {
  const gone = once(sensor!, 'exit')
  sensor!.kill('SIGKILL')
  await gone
}

function cell(judge: (body: Sent) => number): Promise<string> {
  return new Promise((resolve) => {
    const made = createServer((request, answer) => {
      let text = ''
      request.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8')
      })
      request.on('end', () => {
        const body = JSON.parse(text) as Sent
        answer.statusCode = judge(body)
        answer.setHeader('content-type', 'application/json')
        answer.end(JSON.stringify({ storedTo: body.batches.at(-1)?.seq ?? -1 }))
      })
    })
    server = made
    made.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(made.address() as AddressInfo).port}`))
  })
}
