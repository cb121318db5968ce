// The long form: node --expose-gc bench/fuzz/run.ts [cases] [seed]. Ends with 1 when something threw, stalled or grew.
import { fuzz } from './fuzz.ts'

const MOST_GROWN_BYTES = 64 << 20
const SLOWEST = 25

const [cases = 10_000_000, seed = 1] = process.argv.slice(2).map(Number)
const { faults, ...told } = await fuzz(cases, seed)
const beyond = [
  ...faults,
  ...(told.slowest > SLOWEST ? [`a group took ${told.slowest.toFixed(1)} times the median`] : []),
  ...(told.grownBytes > MOST_GROWN_BYTES ? [`grew by ${told.grownBytes} bytes`] : []),
]
process.stdout.write(`${JSON.stringify({ ...told, casesPerSecond: Math.round(told.cases / told.seconds) })}\n`)
for (const fault of beyond) process.stdout.write(`${fault}\n`)
process.exitCode = beyond.length === 0 ? 0 : 1
