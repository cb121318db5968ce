// Sigma rules against events: the whole SigmaHQ set read, then mixed events and process creations parsed and matched by the indexed engine,
// beside the literal engine in the same run, whose matches must be the same. Exit 1 below a floor.
//   node --expose-gc bench/detect/run.ts [events] [rounds] [samples folder]
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type DetectionEngine,
  indexedEngine,
  literalEngine,
  type SigmaRule,
  windowsEvent,
} from '@penstock/model/detections'
import { loadRules } from '@penstock/server/detections'
import { isProcessCreation, loadTemplates, makeLines } from './generate.ts'

/** Events a second of processor time, seconds, megabytes, and times as fast as the literal engine. */
const FLOORS = { mixed: 50_000, processes: 70_000, loadS: 2, megabytes: 300, mixedRatio: 3, processesRatio: 10 }
const [count = '20000', rounds = '5', samples = fileURLToPath(new URL('../../../shared/samples/', import.meta.url))] =
  process.argv.slice(2)
const EVENTS = Number(count)
const ROUNDS = Number(rounds)
/** The literal engine takes long; a part of the events tells its pace. */
const LITERAL_EVENTS = Math.ceil(EVENTS / 20)

if (existsSync(join(samples, 'sigmahq-rules'))) process.exitCode = run()
else print(`${samples} is not there: no rules and events to measure with`)

function run(): number {
  const faults: string[] = []
  const [folder, loadS] = timed(() => loadRules([join(samples, 'sigmahq-rules')]))
  const rules = folder.rules.map(({ rule }) => rule)
  const templates = loadTemplates(samples)
  const processTemplates = templates.filter(isProcessCreation)
  const mixed = makeLines(templates, EVENTS, 7)
  const processes = makeLines(processTemplates, EVENTS, 11)
  const processRules = rules.filter(
    ({ source }) => source.category === 'process_creation' && source.product === 'windows',
  )
  print(
    `${rules.length} rules read, ${folder.faults.length} faults; ${templates.length} public events, ${processTemplates.length} of them processes`,
  )
  print(
    `lines of ${bytesOf(mixed)} (mixed) and ${bytesOf(processes)} bytes (processes); ${ROUNDS} rounds of ${EVENTS}, processor time, medians\n`,
  )
  const [, jsonS] = timed(() => processes.map((line) => JSON.parse(line) as unknown).length)
  print('| What | Value | Floor |\n|---|---|---|')
  print(
    `| how busy the machine is: \`JSON.parse\` of a process creation | ${((jsonS / EVENTS) * 1e6).toFixed(1)} µs | |`,
  )
  hold('rules read', loadS, FLOORS.loadS, 's', faults)
  measure('mixed', rules, mixed, { pace: FLOORS.mixed, ratio: FLOORS.mixedRatio }, faults)
  measure(
    'process creations',
    processRules,
    processes,
    { pace: FLOORS.processes, ratio: FLOORS.processesRatio },
    faults,
  )
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  hold('memory in use: rules, both engines, events', (heapUsed + external) / 1e6, FLOORS.megabytes, 'MB', faults)
  print(`| memory that the process holds, garbage of reading with it | ${(rss / 1e6).toFixed(0)} MB | |`)
  for (const fault of faults) print(`below its floor: ${fault}`)
  return faults.length === 0 ? 0 : 1
}

function measure(
  name: string,
  rules: readonly SigmaRule[],
  lines: readonly string[],
  floor: { readonly pace: number; readonly ratio: number },
  faults: string[],
): void {
  const [indexed, prepareS] = timed(() => {
    const engine = indexedEngine(rules)
    matchAll(engine, lines.slice(0, 200))
    return engine
  })
  const paces: number[] = []
  const literalPaces: number[] = []
  let matches = 0
  let parsedS = 0
  const literal = literalEngine(rules)
  const few = lines.slice(0, LITERAL_EVENTS)
  for (let round = 0; round < ROUNDS; round += 1) {
    const [found, seconds] = timed(() => matchAll(indexed, lines))
    matches = found.length
    paces.push(lines.length / seconds)
    const [expected, literalS] = timed(() => matchAll(literal, few))
    literalPaces.push(few.length / literalS)
    parsedS = timed(() => lines.map((line) => windowsEvent(JSON.parse(line) as Record<string, unknown>)).length)[1]
    if (matchAll(indexed, few).join() !== expected.join())
      faults.push(`${name}: matches differ from the literal engine's`)
  }
  const pace = median(paces)
  const ratio = pace / median(literalPaces)
  const label = `${name}, ${rules.length} rules`
  print(`| ${label}: parsed and matched | ${thousands(pace)} events/s | ≥ ${thousands(floor.pace)} |`)
  print(
    `| against the literal engine (${thousands(median(literalPaces))} events/s) | ${ratio.toFixed(1)} × | ≥ ${floor.ratio} × |`,
  )
  print(
    `| matches an event; parsing alone; first 200 events with their indexes | ${(matches / lines.length).toFixed(3)}; ${((parsedS / lines.length) * 1e6).toFixed(1)} µs; ${prepareS.toFixed(2)} s | |`,
  )
  if (pace < floor.pace) faults.push(`${label}: pace`)
  if (ratio < floor.ratio) faults.push(`${label}: ratio`)
}

/** Every match as `index:id`. */
function matchAll(engine: DetectionEngine, lines: readonly string[]): readonly string[] {
  const matches: string[] = []
  for (const [at, line] of lines.entries()) {
    const event = windowsEvent(JSON.parse(line) as Record<string, unknown>)
    if (event !== null) for (const { id } of engine.match(event)) matches.push(`${at}:${id}`)
  }
  return matches
}

function hold(name: string, value: number, floor: number, unit: string, faults: string[]): void {
  print(`| ${name} | ${value.toFixed(2)} ${unit} | ≤ ${floor} ${unit} |`)
  if (value > floor) faults.push(name)
}

function timed<Value>(work: () => Value): readonly [Value, number] {
  const started = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(started)
  return [value, (user + system) / 1e6]
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function bytesOf(lines: readonly string[]): number {
  return Math.round(lines.reduce((sum, line) => sum + line.length, 0) / lines.length)
}

function thousands(value: number): string {
  return `${(value / 1000).toFixed(1)} k`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
