// A capture of 1 GB and more read in one piece and in two shares by two threads. What they say must be the same, to the last octet. Exit 1 when
// it is not, or below the floor. Beside it two readers at once that share nothing: more than they gain no split can give here. Linux only.
//   node bench/sensor/workers.ts [packets] [rounds]
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateCapture } from './generate.ts'
import { median } from './measure.ts'

/** Time by the clock of one piece against two threads. */
const FLOOR = 1.5
const GOAL = 1.7
const POLL_MS = 10
const TICK_SECONDS = 0.01
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

interface Reading {
  readonly wallSeconds: number
  readonly cpuSeconds: number
  /** CPU seconds of the thread that took most. */
  readonly busiestSeconds: number
  readonly maxRssMb: number
  readonly digest: string
}

const packets = Number(process.argv[2] ?? 7_000_000)
const rounds = Number(process.argv[3] ?? 5)
const folder = mkdtempSync(join(tmpdir(), 'penstock-workers-'))
try {
  process.exitCode = await run(join(folder, 'large.pcap'))
} finally {
  rmSync(folder, { recursive: true })
}

async function run(path: string): Promise<number> {
  generateCapture(path, packets)
  const load = loadavg()[0]!.toFixed(1)
  print(`${packets} packets, ${(statSync(path).size / 1e6).toFixed(0)} MB, ${rounds} rounds, load average ${load}`)
  const ways: readonly (readonly [name: string, args: readonly string[]])[] = [
    ['in one piece', [path]],
    ['in two shares', [path, '--workers', '2']],
  ]
  const start = await readerCommand()
  const readings = new Map<string, Reading[]>(ways.map(([name]) => [name, []]))
  const beside: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, args] of ways) readings.get(name)!.push(await measure(start, args, path))
    const both = await Promise.all([measure(start, [path], path), measure(start, [path], path)])
    beside.push(Math.max(...both.map(({ wallSeconds }) => wallSeconds)))
  }
  const of = (name: string, field: Exclude<keyof Reading, 'digest'>): number =>
    median(readings.get(name)!.map((one) => one[field]))
  for (const [name] of ways) {
    const seconds = `${of(name, 'wallSeconds').toFixed(2)} s, ${of(name, 'cpuSeconds').toFixed(2)} CPU s`
    const busiest = `its busiest thread ${of(name, 'busiestSeconds').toFixed(2)}`
    print(`${name.padEnd(24)} ${seconds} (${busiest}), ${of(name, 'maxRssMb').toFixed(0)} MB`)
  }
  const ratio = (field: 'wallSeconds' | 'busiestSeconds'): number => of(ways[0]![0], field) / of(ways[1]![0], field)
  print(
    `two threads against one piece: ${ratio('wallSeconds').toFixed(2)} × by the clock (floor ${FLOOR}, goal ${GOAL}),`,
  )
  print(`${ratio('busiestSeconds').toFixed(2)} × by the busiest thread: what a machine with two idle cores would show`)
  const most = (2 * of(ways[0]![0], 'wallSeconds')) / median(beside)
  print(`two readers that share nothing, at once: ${most.toFixed(2)} × the work of one: what this machine has for two`)
  const digests = new Set([...readings.values()].flat().map(({ digest }) => digest))
  if (digests.size > 1) print(`${digests.size} different texts`)
  return digests.size === 1 && ratio('wallSeconds') >= FLOOR ? 0 : 1
}

async function readerCommand(): Promise<{ readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv }> {
  const { READER_ENVIRONMENT, READER_FLAGS, readerFile } = (await import(join(ROOT, 'scripts/reader.mjs'))) as {
    readonly READER_ENVIRONMENT: Readonly<Record<string, string>>
    readonly READER_FLAGS: readonly string[]
    readonly readerFile: (node: string) => string | null
  }
  const file = readerFile(process.execPath)
  if (file === null) throw new Error('scripts/reader.mjs could not make the reader')
  const cache = { NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/node') }
  return { args: [...READER_FLAGS, file], env: { ...process.env, ...cache, ...READER_ENVIRONMENT } }
}

function measure(
  start: Awaited<ReturnType<typeof readerCommand>>,
  args: readonly string[],
  path: string,
): Promise<Reading> {
  const input = openSync(path, 'r')
  const begun = performance.now()
  const child = spawn(process.execPath, [...start.args, ...args], { env: start.env, stdio: [input, 'pipe', 'inherit'] })
  closeSync(input)
  const threads = new Map<string, number>()
  let maxRssMb = 0
  const timer = setInterval(() => {
    maxRssMb = Math.max(maxRssMb, look(child.pid!, threads))
  }, POLL_MS)
  const text: Buffer[] = []
  child.stdout!.on('data', (part: Buffer) => text.push(part))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      clearInterval(timer)
      const seconds = [...threads.values()].map((ticks) => ticks * TICK_SECONDS)
      // Only the name of the file may differ.
      const said = Buffer.concat(text).toString().replaceAll(path, '-')
      resolve({
        wallSeconds: (performance.now() - begun) / 1000,
        cpuSeconds: seconds.reduce((sum, one) => sum + one, 0),
        busiestSeconds: Math.max(...seconds),
        maxRssMb,
        digest: createHash('sha256').update(said).digest('hex'),
      })
    })
  })
}

/** Notes what each thread took so far, in ticks; gives the most memory so far. */
function look(pid: number, threads: Map<string, number>): number {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const fields = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ')[1]!.split(' ')
      threads.set(thread, Number(fields[11]) + Number(fields[12]))
    }
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
