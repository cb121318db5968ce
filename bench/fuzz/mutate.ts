// Valid exchanges, changed: what a decoder is given has passed the first checks and then lies. Grown from the made samples.
import type { allSamples } from '@penstock/sensor/encoders'

type Sample = ReturnType<typeof allSamples>[number]

const ETHERNET = 14
const TCP = 6
const UDP = 17
/** Numbers that lengths and counts go wrong with. */
const EDGES = [0, 1, 2, 3, 4, 7, 8, 0x7f, 0x80, 0xfe, 0xff, 0x100, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x7fff_ffff, -1, -2]

/** Deterministic numbers (mulberry32). */
export class Dice {
  private state: number

  constructor(seed: number) {
    this.state = seed | 0
  }

  /** Whole number from 0 to `most - 1`. */
  below(most: number): number {
    this.state = (this.state + 0x6d2b_79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000) * most)
  }
}

/** One case: frames, and the protocol of the sample that they were grown from. */
export interface Case {
  readonly protocol: string
  readonly frames: readonly Uint8Array[]
}

/** Frames of one sample, changed in one to six ways, between addresses that no other case near it has. */
export function mutated(samples: readonly Sample[], dice: Dice, place: number): Case {
  const { protocol, frames: whole } = samples[dice.below(samples.length)]!
  let frames = whole.map((frame) => moved(frame, place))
  for (let n = 1 + dice.below(6); n > 0 && frames.length > 0; n -= 1) frames = change(frames, samples, dice)
  return { protocol, frames }
}

function change(frames: Uint8Array[], samples: readonly Sample[], dice: Dice): Uint8Array[] {
  const n = dice.below(frames.length)
  const frame = frames[n]!
  const from = bodyOf(frame)
  const at = dice.below(5) === 0 ? dice.below(frame.length) : from + dice.below(Math.max(1, frame.length - from))
  switch (dice.below(12)) {
    case 0:
    case 1:
    case 2:
      if (at < frame.length) frame[at]! ^= 1 << dice.below(8)
      return frames
    case 3:
    case 4:
      if (at < frame.length) frame[at] = dice.below(3) === 0 ? dice.below(256) : EDGES[dice.below(EDGES.length)]! & 255
      return frames
    case 5:
      wordAt(frame, at, EDGES[dice.below(EDGES.length)]!, dice)
      return frames
    case 6:
      return replaced(frames, n, [frame.slice(0, at)])
    case 7: {
      const piece = frame.slice(at, at + 1 + dice.below(64))
      return replaced(frames, n, [withBody(frame, at, at, piece)])
    }
    case 8:
      return replaced(frames, n, [
        withBody(frame, at, Math.min(frame.length, at + 1 + dice.below(32)), new Uint8Array(0)),
      ])
    case 9: {
      const other = samples[dice.below(samples.length)]!.frames
      const donor = other[dice.below(other.length)]!
      return replaced(frames, n, [withBody(frame, at, frame.length, donor.slice(bodyOf(donor) + dice.below(16)))])
    }
    case 10:
      return dice.below(2) === 0
        ? replaced(frames, n, [frame, frame.slice()])
        : swapped(frames, n, dice.below(frames.length))
    default:
      return replaced(frames, n, cut(frame, at))
  }
}

function replaced(frames: Uint8Array[], n: number, by: readonly Uint8Array[]): Uint8Array[] {
  return [...frames.slice(0, n), ...by, ...frames.slice(n + 1)]
}

function swapped(frames: Uint8Array[], a: number, b: number): Uint8Array[] {
  const out = [...frames]
  out[a] = frames[b]!
  out[b] = frames[a]!
  return out
}

function wordAt(frame: Uint8Array, at: number, value: number, dice: Dice): void {
  const width = dice.below(2) === 0 ? 2 : 4
  if (at + width > frame.length) return
  const view = new DataView(frame.buffer, frame.byteOffset)
  const isLittle = dice.below(2) === 0
  if (width === 2) view.setUint16(at, value & 0xffff, isLittle)
  else view.setInt32(at, value, isLittle)
}

/** The frame with bytes `from` to `to` replaced, and the lengths of IP and UDP that follow from it: what is behind them stays believable. */
function withBody(frame: Uint8Array, from: number, to: number, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.min(60_000, from + body.length + frame.length - to))
  out.set(frame.subarray(0, from))
  out.set(body.subarray(0, out.length - from), from)
  const rest = Math.max(0, out.length - from - body.length)
  out.set(frame.subarray(to, to + rest), out.length - rest)
  if (!isIpv4(out) || from < ETHERNET + 20) return out
  const view = new DataView(out.buffer)
  view.setUint16(16, out.length - ETHERNET)
  if (out[23] === UDP && out.length >= bodyOf(out)) view.setUint16(38, out.length - ETHERNET - 20)
  return out
}

/** A TCP segment as two, cut at a byte of its data. */
function cut(frame: Uint8Array, at: number): Uint8Array[] {
  const from = bodyOf(frame)
  if (!isIpv4(frame) || frame[23] !== TCP || from < 54 || at <= from || at >= frame.length) return [frame]
  const second = withBody(frame, from, at, new Uint8Array(0))
  const view = new DataView(second.buffer)
  view.setInt32(38, (view.getInt32(38) + at - from) | 0)
  return [withBody(frame, at, frame.length, new Uint8Array(0)), second]
}

/** Both addresses moved by the same amount, so that cases do not share flows. */
function moved(frame: Uint8Array, place: number): Uint8Array {
  const out = frame.slice()
  const [high, low] = [(place >> 8) & 255, place & 255]
  if (isIpv4(out)) {
    out[27]! ^= high
    out[28]! ^= low
    out[31]! ^= high
    out[32]! ^= low
  } else if (out.length > 12) {
    out[9]! ^= high
    out[10]! ^= low
  }
  return out
}

function isIpv4(frame: Uint8Array): boolean {
  return frame.length >= 42 && frame[12] === 8 && frame[13] === 0 && frame[14] === 0x45
}

/** Where the data of TCP or UDP begins, or of what the frame carries. */
function bodyOf(frame: Uint8Array): number {
  if (!isIpv4(frame)) return Math.min(frame.length, ETHERNET)
  if (frame[23] === UDP) return 42
  if (frame[23] !== TCP || frame.length < 54) return 34
  return Math.min(frame.length, 34 + ((frame[46]! >> 4) << 2))
}
