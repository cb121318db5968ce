// Contingencies of a made plant, with timelines, against the same outages played one by one as whole reports. Ratios in the same run.
//   node bench/process/run.ts [functions] [units]
import {
  type ProcessNetwork,
  pairedContingencies,
  playOutage,
  processNetworkOf,
  type Ranking,
  singleContingencies,
} from '@penstock/model/process'
import { generateFunctions } from './generate.ts'

/** Seconds of processor that N-1 of 2,000 functions and 5,000 units may take. */
const LIMIT_SINGLE_S = 10
/** And pairs of the 300 units with most downstream. */
const LIMIT_PAIRED_S = 480
const OUT_H = 24
const PLAYED_WHOLE = 200

const functionCount = Number(process.argv[2] ?? 2000)
const unitCount = Number(process.argv[3] ?? 5000)
const network = processNetworkOf({ functions: generateFunctions(functionCount, unitCount - functionCount, 1) })

const single = timed(() => ended(singleContingencies(network, { hours: OUT_H })))
const paired = timed(() => ended(pairedContingencies(network, { hours: OUT_H })))
const whole = timed(() => playWhole(network))
const one = single.seconds / network.units.length
print(`${network.functions.length} functions, ${network.units.length} units, each out for ${OUT_H} h`)
print(
  `N-1: ${single.seconds.toFixed(2)} CPU s, ${single.value.ranking.length} cost a target, ${(one * 1e6).toFixed(0)} us a unit`,
)
print(
  `N-2: ${paired.seconds.toFixed(2)} CPU s of ${paired.value.compared} pairs, ${paired.value.ranking.length} cost more than either`,
)
print(
  `one outage told whole: ${((whole.seconds / PLAYED_WHOLE) * 1e6).toFixed(0)} us, ${(whole.seconds / PLAYED_WHOLE / one).toFixed(1)} times one of N-1`,
)
process.exitCode = single.seconds < LIMIT_SINGLE_S && paired.seconds < LIMIT_PAIRED_S ? 0 : 1

function ended(steps: Generator<unknown, Ranking>): Ranking {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value
}

function playWhole({ units }: ProcessNetwork): void {
  for (let at = 0; at < PLAYED_WHOLE; at += 1) {
    const unit = units[Math.floor((at * units.length) / PLAYED_WHOLE)]!
    playOutage(network, [{ unit, fromH: 0, toH: OUT_H }])
  }
}

function timed<Value>(work: () => Value): { readonly value: Value; readonly seconds: number } {
  const before = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(before)
  return { value, seconds: (user + system) / 1e6 }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
