// A large capture in two shares of its hosts (`observe/share.ts`), each read by a thread of its own or one after the other: what comes out does not
// depend on that. Where what is said of a device would be in both shares, all is read in one piece.
import { addressOf, type ValueSeen } from '@penstock/model/observations'
import { Share } from '@penstock/sensor/observe'
import { arrangedSources } from '@penstock/sensor/others'
import { concluded, type ReadOptions, readCaptures, sumCaptures } from './read-captures.ts'
import type { SensorReport } from './shape.ts'
import { answerAsThread, type ShareRead, type ShareTask, startThread } from './share-thread.ts'
import { stateKey } from './sum.ts'

/**
 * Reads captures as `readCaptures` does, in two shares. `entry` is a program that calls `readShareInThread` when it is started as a thread; null
 * to read both shares here. Every path is that of a file, and can be read twice.
 */
export async function readShares(
  paths: readonly string[],
  options: ReadOptions = {},
  entry: string | null = null,
): Promise<SensorReport> {
  const { maxFlows, duplicateMicros, hasValues, room, seed } = options
  const task: ShareTask = {
    paths,
    ...(maxFlows === undefined ? {} : { maxFlows }),
    ...(duplicateMicros === undefined ? {} : { duplicateMicros }),
    ...(hasValues === undefined ? {} : { hasValues }),
    ...(room === undefined ? {} : { room }),
    ...(seed === undefined ? {} : { seed }),
  }
  const thread = entry === null ? null : startThread(entry, task)
  const share = new Share(0)
  const first = sumCaptures(paths, { ...options, share })
  const second = (await thread) ?? readSecondShare(task)
  if (share.hasTunnels || second.hasTunnels || !areApart(first.sum.stateKeys, first.values, second))
    return readCaptures(paths, options)
  first.sum.add(second.batch)
  for (const row of second.values) first.values.push(row)
  return concluded(paths, first, options)
}

/** In a thread that `readShares` started: reads the second share, answers, and gives true. */
export function readShareInThread(): boolean {
  return answerAsThread(readSecondShare)
}

/** The second share, read here. Packets and bytes are counted by the first one, which also reads what is no capture. */
function readSecondShare({ paths, ...options }: ShareTask): ShareRead {
  const share = new Share(1)
  const { sum, values } = sumCaptures(arrangedSources(paths).captures, { ...options, share })
  const { malformed, skipped, streams } = sum
  const nothing = { seq: 0, isLast: true, packets: 0, bytes: 0, firstAt: null, lastAt: null }
  const batch = { ...nothing, malformed, skipped, streams: { ...streams }, ...sum.takeRows() }
  return { batch, values, hasTunnels: share.hasTunnels }
}

/** True when no device has states or readings of the same kind in both shares: how often they changed cannot be told from the two. */
function areApart(
  states: ReadonlySet<string>,
  values: readonly ValueSeen[],
  { batch, values: others }: ShareRead,
): boolean {
  if (batch.states?.some((row) => states.has(stateKey(row))) === true) return false
  const points = new Set(values.map(pointKey))
  return !others.some((row) => points.has(pointKey(row)))
}

function pointKey({ server, protocol, point }: ValueSeen): string {
  return `${addressOf(server)}|${protocol}|${point}`
}
