// Frames in memory as a capture, for tests of protocol rooms.
import { bytes, pcapHeader, pcapRecord } from '@penstock/sensor/encoders'

const START = 1_790_834_400_000_000

/** A capture of these frames, a millisecond apart or what `stepMicros` says. */
export function captureOf(frames: readonly Uint8Array[], stepMicros = 1000): Uint8Array {
  return bytes(pcapHeader(), ...frames.map((frame, n) => pcapRecord(START + n * stepMicros, frame)))
}

/** True when no letter of the text moves a cursor. */
export function isPrintable(text: string): boolean {
  return Array.from(text).every((letter) => letter >= ' ' && letter !== '\u007f')
}
