// The sensor against tcpdump and tshark on one made capture: CPU and memory as ratios, taken in the same run, interleaved.
// Exit 1 below the floors; 0 with a note when a program to compare with is missing.
//   node bench/sensor/run.ts [packets] [rounds]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateCapture } from './generate.ts'
import { type Cost, measure, median } from './measure.ts'

const FLOOR_RATIO = 12
const FLOOR_RSS_MB = 200
const READ = fileURLToPath(new URL('./read.ts', import.meta.url))

const packets = Number(process.argv[2] ?? 3_000_000)
const rounds = Number(process.argv[3] ?? 3)
const folder = mkdtempSync(join(tmpdir(), 'penstock-bench-'))
try {
  process.exitCode = await run(join(folder, 'bench.pcap'))
} finally {
  rmSync(folder, { recursive: true })
}

async function run(path: string): Promise<number> {
  const made = generateCapture(path, packets)
  print(`capture: ${made} packets, ${(statSync(path).size / 1e6).toFixed(0)} MB`)
  const programs: readonly (readonly [string, string, readonly string[]])[] = [
    ['penstock', process.execPath, [READ, path]],
    ['tcpdump -nn -r', 'tcpdump', ['-nn', '-r', path]],
    ['tshark -n -q -z conv,ip', 'tshark', ['-n', '-q', '-z', 'conv,ip', '-r', path]],
  ]
  const present = programs.filter(([, command]) => spawnSync(command, ['--version']).error === undefined)
  for (const [name] of programs.filter((program) => !present.includes(program)))
    print(`${name}: not installed, left out`)
  await measure(process.execPath, [READ, path])
  const costs = new Map<string, Cost[]>(present.map(([name]) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, command, args] of present) costs.get(name)!.push(await measure(command, args))
  }
  return judge(costs, made)
}

function judge(costs: ReadonlyMap<string, readonly Cost[]>, made: number): number {
  const own = costs.get('penstock')!
  const ownCpu = median(own.map((cost) => cost.cpuSeconds))
  print(`report: ${own[0]!.output}`)
  for (const [name, list] of costs) {
    const cpu = median(list.map((cost) => cost.cpuSeconds))
    const rss = Math.max(...list.map((cost) => cost.maxRssMb))
    const rate = (made / cpu / 1e6).toFixed(3)
    print(
      `${name.padEnd(24)} ${cpu.toFixed(2)} CPU s  ${rate} M packets/CPU s  ${rss.toFixed(0)} MB  ratio ${(cpu / ownCpu).toFixed(1)}`,
    )
  }
  const rss = Math.max(...own.map((cost) => cost.maxRssMb))
  const tshark = costs.get('tshark -n -q -z conv,ip')
  const ratio = tshark === undefined ? null : median(tshark.map((cost) => cost.cpuSeconds)) / ownCpu
  const faults = [
    ...(ratio !== null && ratio < FLOOR_RATIO
      ? [`${ratio.toFixed(1)} × tshark is below the floor of ${FLOOR_RATIO} ×`]
      : []),
    ...(rss > FLOOR_RSS_MB ? [`${rss.toFixed(0)} MB is above the floor of ${FLOOR_RSS_MB} MB`] : []),
  ]
  for (const fault of faults) print(`below the floor: ${fault}`)
  return faults.length === 0 ? 0 : 1
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
