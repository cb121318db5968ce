// Changed exchanges read by one live sensor that goes on and on: nothing throws, nothing stalls, nothing grows.
import {
  allSamples,
  bytes,
  pcapHeader,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
  pcapRecord,
} from '@penstock/sensor/encoders'
import { LiveObserver } from '@penstock/sensor/observe'
import { Dice, mutated } from './mutate.ts'

/** Cases that are read and cut together. */
const GROUP = 512
/** One in so many groups is read from two kinds of file, in which other bytes stand around the frames: what is read must be the same. */
const GROUPS_A_COMPARISON = 4
/** Groups after which memory may grow no more: a tenth of them, or these. */
const MOST_WARM = 100
const MAX_FLOWS = 4096
const START = 1_790_834_400_000_000
/** Rows that a frame may leave in a batch: both ends, a conversation a layer, and what its messages say. */
const MOST_ROWS_A_FRAME = 64

export interface Fuzzed {
  readonly cases: number
  /** Seeds from the one that was given on, one a group: a piece that begins at the next one does none of this again. */
  readonly seeds: number
  /** Cases by the protocol of the sample that they were grown from, as its dissector calls it. */
  readonly byProtocol: Readonly<Record<string, number>>
  readonly frames: number
  readonly seconds: number
  /** CPU time of the slowest group a byte, as a multiple of the median. */
  readonly slowest: number
  readonly mostRowsAFrame: number
  /** Heap and buffers at the end, beyond those after a first tenth, or a hundred groups; in bytes. */
  readonly grownBytes: number
  /** What went wrong, with the group that does it again; empty when nothing did. */
  readonly faults: readonly string[]
}

/** Reads `cases` cases of this seed, or as many as `mostSeconds` allow; the same seed gives the same cases, whatever went before. */
export async function fuzz(cases: number, seed: number, mostSeconds = Number.POSITIVE_INFINITY): Promise<Fuzzed> {
  const samples = allSamples()
  const faults: string[] = []
  const costs: number[] = []
  const byProtocol: Record<string, number> = {}
  let frames = 0
  let mostRowsAFrame = 0
  let early: number | null = null
  const groups = Math.ceil(cases / GROUP)
  let observer = opened()
  const begun = performance.now()
  for (let group = 0; group < groups; group += 1) {
    const dice = new Dice(seed + group)
    const grown = Array.from({ length: GROUP }, (_, n) => mutated(samples, dice, group * GROUP + n))
    for (const { protocol } of grown) byProtocol[protocol] = (byProtocol[protocol] ?? 0) + 1
    const made = grown.flatMap((one) => one.frames)
    const capture = bytes(...made.map((frame, n) => pcapRecord(START + (group * 5000 + n) * 1000, frame)))
    frames += made.length
    const before = process.cpuUsage()
    try {
      observer.push(capture)
      const batch = observer.cut()
      const rows = Object.values(batch).reduce<number>(
        (sum, value) => sum + (Array.isArray(value) ? value.length : 0),
        0,
      )
      mostRowsAFrame = Math.max(mostRowsAFrame, rows / made.length)
      if (rows > made.length * MOST_ROWS_A_FRAME)
        faults.push(`seed ${seed + group}: ${rows} rows of ${made.length} frames`)
      if (group % GROUPS_A_COMPARISON === 0 && toldFrom(pcapOf(made)) !== toldFrom(pcapngOf(made)))
        faults.push(`seed ${seed + group}: a decoder reads beyond its frame`)
    } catch (error) {
      faults.push(`seed ${seed + group}: ${error instanceof Error ? error.stack : String(error)}`)
      observer = opened()
    }
    const { user, system } = process.cpuUsage(before)
    costs.push((user + system) / capture.length)
    if (group === Math.floor(Math.min(groups, MOST_WARM * 10) / 10)) early = held()
    if (faults.length >= 10 || performance.now() - begun > mostSeconds * 1000) break
  }
  const warm = costs.slice(Math.min(20, costs.length >> 1)).sort((a, b) => a - b)
  const grownBytes = held() - (early ?? held())
  const slowest = warm.at(-1)! / warm[warm.length >> 1]!
  return {
    cases: costs.length * GROUP,
    seeds: costs.length,
    byProtocol,
    frames,
    seconds: (performance.now() - begun) / 1000,
    slowest,
    mostRowsAFrame,
    grownBytes,
    faults,
  }
}

function pcapOf(frames: readonly Uint8Array[]): Uint8Array {
  return bytes(pcapHeader(), ...frames.map((frame, n) => pcapRecord(START + n * 1000, frame)))
}

function pcapngOf(frames: readonly Uint8Array[]): Uint8Array {
  const packets = frames.map((frame, n) => pcapngPacket(0, START + n * 1000, frame))
  return bytes(pcapngSection(), pcapngInterface('fuzz'), ...packets)
}

/** What a sensor says of a whole capture, but for the places in the file. */
function toldFrom(capture: Uint8Array): string {
  const observer = new LiveObserver({ maxFlows: MAX_FLOWS, seed: 1 })
  observer.push(capture)
  observer.end()
  return JSON.stringify(observer.cut(), (name, value: unknown) => (name === 'offset' ? undefined : value))
}

function opened(): LiveObserver {
  const observer = new LiveObserver({ maxFlows: MAX_FLOWS, seed: 1 })
  observer.push(pcapHeader())
  return observer
}

function held(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
