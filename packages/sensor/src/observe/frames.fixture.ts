// Frames in memory become batches, as a file would.
import type { ObservationBatch } from '@penstock/model/observations'
import { bytes, fileSource, pcapHeader, pcapRecord } from '@penstock/sensor/encoders'
import { type ObserveOptions, observeStream } from './index.ts'

const START = 1_790_834_400_000_000

/** A capture of these frames, a millisecond apart and of Ethernet unless told. */
export function captureOf(
  frames: readonly Uint8Array[],
  { linkType = 1, stepMicros = 1000 }: { linkType?: number; stepMicros?: number } = {},
): Uint8Array {
  return bytes(pcapHeader(undefined, linkType), ...frames.map((frame, n) => pcapRecord(START + n * stepMicros, frame)))
}

export function observe(file: Uint8Array, options: ObserveOptions = {}): ObservationBatch[] {
  return [...observeStream(fileSource(file), options)]
}

/** All of one capture in one batch. */
export function observeFrames(frames: readonly Uint8Array[], options: ObserveOptions = {}): ObservationBatch {
  const batches = observe(captureOf(frames), options)
  if (batches.length !== 1) throw new Error(`${batches.length} batches`)
  return batches[0]!
}
