// The long form: node --expose-gc bench/fuzz/run.ts [cases] [seed] [file] [seconds]. Ends with 1 when something threw, stalled or grew. With a file
// it is a piece: its line is added there, and the sum of all pieces is told beside it.
import { fuzz } from './fuzz.ts'
import { addPiece } from './pieces.ts'

const MOST_GROWN_BYTES = 64 << 20
const SLOWEST = 25

const [cases = 10_000_000, seed = 1] = process.argv.slice(2, 4).map(Number)
const [file, seconds] = process.argv.slice(4)
const fuzzed = await fuzz(cases, seed, seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds))
const { faults, ...told } = fuzzed
const beyond = [
  ...faults,
  ...(told.slowest > SLOWEST ? [`a group took ${told.slowest.toFixed(1)} times the median`] : []),
  ...(told.grownBytes > MOST_GROWN_BYTES ? [`grew by ${told.grownBytes} bytes`] : []),
]
const casesPerSecond = Math.round(told.cases / told.seconds)
process.stdout.write(`${JSON.stringify({ ...told, seed, nextSeed: seed + told.seeds, casesPerSecond })}\n`)
for (const fault of beyond) process.stdout.write(`${fault}\n`)
if (file !== undefined) {
  const all = addPiece(file, { ...fuzzed, seed, faults: beyond })
  process.stdout.write(`all pieces: ${JSON.stringify(all)}\n`)
}
process.exitCode = beyond.length === 0 ? 0 : 1
