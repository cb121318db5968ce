// The sensor against others on one made capture: CPU and memory as ratios, taken in the same run, interleaved. What runs is what
// `penstock sensor read` runs. Exit 1 below the floors; what is not installed is left out and named.
//   node bench/sensor/run.ts [packets, or a folder of captures] [rounds]
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateCapture, generateFlood } from './generate.ts'
import { type Cost, measure, median } from './measure.ts'
import { replicateCaptures } from './replicate.ts'

/** How often the same capture is read by one process to tell its warm rate: start and compilation fall away in the difference. */
const WARM_READS = 4
/** Floors of CPU against others (theirs by ours), of memory, and of memory against a tenth of the capture. */
const FLOORS: ReadonlyMap<string, number> = new Map([
  ['tshark -z conv,ip', 12],
  ['ndpiReader -q', 1],
])
/** `tshark -T fields` against `--pdus`, both told to write every Modbus PDU. */
const FLOOR_OF_PDUS = 25
const FLOOR_OF_LIMIT = 0.2
const FLOOR_RSS_MB = 200
const FLOOR_GROWTH = 1.1
/** What captures of a folder are replicated to. */
const REPLICATED_BYTES = 300_000_000
/** Packets a second through a pipe from `tcpdump`, by the clock; every one of them is in the report. */
const FLOOR_PIPED = 500_000
const FLOOD_CONNECTIONS = 1_000_000
const FLOOR_FLOOD_RSS_MB = 500

const MODBUS_FIELDS = ['-Y', 'modbus', '-T', 'fields'].concat(
  ['frame.number', 'ip.src', 'ip.dst', 'mbtcp.trans_id', 'mbtcp.unit_id', 'modbus.func_code'].flatMap((field) => [
    '-e',
    field,
  ]),
)

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const LIMIT = fileURLToPath(new URL('./limit.c', import.meta.url))
// As `penstock` starts its own processes.
process.env['NODE_COMPILE_CACHE'] = join(ROOT, 'node_modules/.cache/node')

const PIPE = 'tcpdump | penstock'

interface Program {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

const given = process.argv[2] ?? '4000000'
const rounds = Number(process.argv[3] ?? 5)
const folder = mkdtempSync(join(tmpdir(), 'penstock-bench-'))
try {
  process.exitCode = await run()
} finally {
  rmSync(folder, { recursive: true })
}

async function run(): Promise<number> {
  const path = join(folder, 'bench.pcap')
  const short = join(folder, 'tenth.pcap')
  const made = makeCaptures(path, short)
  print(`capture: ${made} packets, ${(statSync(path).size / 1e6).toFixed(0)} MB, read in ${rounds} rounds`)
  const reader = await readerCommand()
  const own = (...files: readonly string[]): Program => ({ name: 'penstock', ...reader(files) })
  const warm = { ...own(...Array.from({ length: WARM_READS }, () => path)), name: 'penstock, warm' }
  const pdus = { name: 'penstock --pdus', ...reader([path, '--pdus', 'modbus-tcp']) }
  const piped = pipes(path, short, reader(['-']))
  const programs = [own(path), warm, { ...own(short), name: 'penstock, a tenth' }, pdus, ...piped, ...others(path)]
  await measure(own(path).command, own(path).args)
  const costs = new Map<string, Cost[]>(programs.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, command, args } of programs) costs.get(name)!.push(await measure(command, args))
  }
  const flood = join(folder, 'flood.pcap')
  generateFlood(flood, FLOOD_CONNECTIONS)
  const flooded = await measure(own(flood).command, own(flood).args)
  return judge(costs, made, flooded.maxRssMb)
}

/** The capture and a tenth of it; answers how many packets the whole has. */
function makeCaptures(path: string, short: string): number {
  if (existsSync(given)) {
    const { packets, replicas, leftOut } = replicateCaptures(given, path, REPLICATED_BYTES)
    replicateCaptures(given, short, REPLICATED_BYTES / 10)
    print(`${given} ${replicas} times${leftOut.length === 0 ? '' : `, without ${leftOut.join(', ')}`}`)
    return packets
  }
  const packets = Number(given)
  if (!(packets >= 10)) throw new Error(`${given} is no folder and no number of packets`)
  generateCapture(short, packets / 10)
  return generateCapture(path, packets)
}

async function readerCommand(): Promise<(files: readonly string[]) => { command: string; args: readonly string[] }> {
  const { READER_ENVIRONMENT, READER_FLAGS, readerFile } = (await import(join(ROOT, 'scripts/reader.mjs'))) as {
    readonly READER_ENVIRONMENT: Readonly<Record<string, string>>
    readonly READER_FLAGS: readonly string[]
    readonly readerFile: (node: string) => string | null
  }
  const file = readerFile(process.execPath)
  if (file === null) throw new Error('scripts/reader.mjs could not make the reader')
  const settings = Object.entries(READER_ENVIRONMENT).map(([name, value]) => `${name}=${value}`)
  return (files) => ({ command: 'env', args: [...settings, process.execPath, ...READER_FLAGS, file, ...files] })
}

/** The capture and a tenth of it as a live source hands them on; the difference tells the rate without the start. */
function pipes(path: string, short: string, reader: Omit<Program, 'name'>): Program[] {
  if (spawnSync('tcpdump', ['--version']).error !== undefined) return []
  const piped = (name: string, file: string): Program => ({
    name,
    command: 'bash',
    args: ['-c', 'tcpdump -r "$0" -w - | "$@" | head -1', file, reader.command, ...reader.args],
  })
  return [piped(PIPE, path), piped(`${PIPE}, a tenth`, short)]
}

/** What is compared with, as far as it is here. */
function others(path: string): Program[] {
  const flows = join(folder, 'flows')
  mkdirSync(flows)
  const limit = join(folder, 'limit')
  const hasLimit = spawnSync('cc', ['-O2', '-o', limit, LIMIT]).status === 0
  const programs: readonly (Program & { readonly from: string })[] = [
    { name: 'tcpdump -nn -r', command: 'tcpdump', args: ['-nn', '-r', path], from: 'tcpdump' },
    { name: 'tshark -z conv,ip', command: 'tshark', args: ['-n', '-q', '-z', 'conv,ip', '-r', path], from: 'tshark' },
    { name: 'tshark -T fields', command: 'tshark', args: ['-n', '-r', path, ...MODBUS_FIELDS], from: 'tshark' },
    { name: 'ndpiReader -q', command: 'ndpiReader', args: ['-q', '-i', path], from: 'libndpi-bin' },
    { name: 'nfpcapd', command: 'nfpcapd', args: ['-r', path, '-w', flows], from: 'nfdump' },
    { name: 'C loop', command: limit, args: [path], from: 'a C compiler, `cc`' },
    { name: 'C loop, warm', command: limit, args: Array.from({ length: WARM_READS }, () => path), from: '`cc`' },
  ]
  return programs.filter(({ name, command, from }) => {
    const isHere = command === limit ? hasLimit : spawnSync(command, ['--version']).error === undefined
    if (!isHere) print(`${name}: left out, ${from} is not installed`)
    return isHere
  })
}

function judge(costs: ReadonlyMap<string, readonly Cost[]>, made: number, floodedMb: number): number {
  const cpu = (name: string): number => median(costs.get(name)!.map((cost) => cost.cpuSeconds))
  const rss = (name: string): number => median(costs.get(name)!.map((cost) => cost.maxRssMb))
  const faults: string[] = []
  const hold = (isKept: boolean, fault: string): void => {
    if (!isKept) faults.push(fault)
  }
  for (const name of costs.keys()) {
    const ratio = cpu(name) / cpu('penstock')
    print(`${name.padEnd(20)} ${cpu(name).toFixed(2)} CPU s  ${rss(name).toFixed(0)} MB  ratio ${ratio.toFixed(2)}`)
    const floor = FLOORS.get(name) ?? 0
    hold(ratio >= floor, `${ratio.toFixed(2)} × ${name}, floor ${floor}`)
  }
  const nanos = (name: string): number => ((cpu(`${name}, warm`) - cpu(name)) / (WARM_READS - 1) / made) * 1e9
  const own = nanos('penstock')
  print(`penstock, warm: ${own.toFixed(0)} ns a packet`)
  if (costs.has('C loop, warm')) {
    const share = nanos('C loop') / own
    print(
      `C loop, warm: ${nanos('C loop').toFixed(0)} ns a packet, of which penstock has ${(share * 100).toFixed(0)} %`,
    )
    hold(share >= FLOOR_OF_LIMIT, `${(share * 100).toFixed(0)} % of the C loop, floor ${FLOOR_OF_LIMIT * 100} %`)
  }
  if (costs.has(PIPE)) {
    const wall = (name: string): number => median(costs.get(name)!.map(({ wallSeconds }) => wallSeconds))
    const rate = (made * 0.9) / (wall(PIPE) - wall(`${PIPE}, a tenth`))
    const lost = costs.get(PIPE)!.map(({ output }) => made - Number(/^-: (\d+) packets/m.exec(output)?.[1] ?? 0))
    print(`through a pipe from tcpdump: ${(rate / 1e6).toFixed(2)} M packets a second, ${Math.max(...lost)} lost`)
    hold(rate >= FLOOR_PIPED, `${rate.toFixed(0)} packets a second through a pipe, floor ${FLOOR_PIPED}`)
    hold(Math.max(...lost) === 0, `${Math.max(...lost)} packets lost in a pipe`)
  }
  if (costs.has('tshark -T fields')) {
    const ratio = cpu('tshark -T fields') / cpu('penstock --pdus')
    print(`every Modbus PDU: ${ratio.toFixed(1)} × tshark -T fields`)
    hold(ratio >= FLOOR_OF_PDUS, `${ratio.toFixed(1)} × tshark -T fields, floor ${FLOOR_OF_PDUS}`)
  }
  const growth = rss('penstock') / rss('penstock, a tenth')
  print(`memory against a tenth of the capture: ${growth.toFixed(2)}`)
  hold(growth <= FLOOR_GROWTH, `${growth.toFixed(2)} of the memory of a tenth, at most ${FLOOR_GROWTH}`)
  hold(rss('penstock') <= FLOOR_RSS_MB, `${rss('penstock').toFixed(0)} MB, at most ${FLOOR_RSS_MB} MB`)
  print(`memory of ${FLOOD_CONNECTIONS} connections of as many addresses: ${floodedMb.toFixed(0)} MB`)
  hold(floodedMb <= FLOOR_FLOOD_RSS_MB, `${floodedMb.toFixed(0)} MB of a flood, at most ${FLOOR_FLOOD_RSS_MB} MB`)
  for (const fault of faults) print(`below the floor: ${fault}`)
  return faults.length === 0 ? 0 : 1
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
