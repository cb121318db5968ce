// Writes a plan as a capture stream: microseconds, little endian, in time order.
import { bytes, pcapHeader, pcapRecord } from '@penstock/sensor/encoders'
import { mergeScripts } from './merge.ts'
import type { TrafficPlan } from './plan.ts'
import { listScenes } from './scenes.ts'

export interface TrafficSummary {
  readonly packets: number
  /** Bytes written, file and record headers included. */
  readonly bytes: number
  /** Flow or unregistered device to the number (from 1) of its first frame in this file. */
  readonly flows: Readonly<Record<string, number>>
}

export interface WriteOptions {
  /** False leaves out the file header, so that a window can follow another in one file or pipe. */
  readonly header?: boolean
}

const CHUNK_BYTES = 65_536

/**
 * Calls `write` with chunks of about 64 KiB, each a fresh array. Same plan, same bytes. The window is cut at its end, so
 * that the next one can follow; a session that was still closing is cut with it.
 */
export function writeTraffic(
  plan: TrafficPlan,
  write: (chunk: Uint8Array) => void,
  options: WriteOptions = {},
): TrafficSummary {
  const until = plan.startAt + Math.round(plan.durationS * 1_000_000)
  const scenes = listScenes(plan.plant, { from: plan.startAt, until, seed: plan.seed })
  const flows: Record<string, number> = {}
  const chunk = new Chunk(write)
  let packets = 0
  if (options.header !== false) chunk.add(pcapHeader())
  for (const step of mergeScripts(scenes.map((scene) => scene.script))) {
    if (step.at >= until) break
    packets += 1
    const { flow } = scenes[step.script]!
    if (flow !== null) flows[flow] ??= packets
    chunk.add(pcapRecord(step.at, step.frame))
  }
  chunk.flush()
  return { packets, bytes: chunk.total, flows }
}

class Chunk {
  total = 0
  readonly #write: (chunk: Uint8Array) => void
  #parts: Uint8Array[] = []
  #size = 0

  constructor(write: (chunk: Uint8Array) => void) {
    this.#write = write
  }

  add(part: Uint8Array): void {
    this.#parts.push(part)
    this.#size += part.length
    this.total += part.length
    if (this.#size >= CHUNK_BYTES) this.flush()
  }

  flush(): void {
    if (this.#size === 0) return
    this.#write(bytes(...this.#parts))
    this.#parts = []
    this.#size = 0
  }
}
