// Heads of QUIC's long packets, and frames of the first ones. Sources: RFC 9000 §16 (numbers), §17.2.2 (Initial), §19 (frames);
// RFC 9369 §3.2 (version 2).
import { VERSION_1, VERSION_2 } from './keys.ts'

const LONGEST_ID = 20
const PADDING = 0
const PING = 1
const ACKNOWLEDGEMENT = 2
const ACKNOWLEDGEMENT_ECN = 3
const CRYPTO = 6
const MOST_RANGES = 64

/** Places in a long head. */
export class LongHead {
  version = 0
  isInitial = false
  connectionAt = 0
  connectionEnd = 0
  /** Where the packet number begins, and where the packet ends. */
  numberAt = 0
  packetEnd = 0
}

/** Fills `out` from the packet at `at`; false when it is no packet with a long head of a known version. */
export function longHead(bytes: Uint8Array, view: DataView, at: number, end: number, out: LongHead): boolean {
  if (end - at < 7 || (bytes[at]! & 0xc0) !== 0xc0) return false
  out.version = view.getUint32(at + 1)
  if (out.version !== VERSION_1 && out.version !== VERSION_2) return false
  const kind = (bytes[at]! >> 4) & 3
  out.isInitial = kind === (out.version === VERSION_2 ? 1 : 0)
  const target = bytes[at + 5]!
  out.connectionAt = at + 6
  out.connectionEnd = out.connectionAt + target
  if (target > LONGEST_ID || out.connectionEnd >= end) return false
  const source = bytes[out.connectionEnd]!
  let next = out.connectionEnd + 1 + source
  if (source > LONGEST_ID || next >= end) return false
  if (!out.isInitial) return true
  const token = numberAt(bytes, next, end)
  next += widthAt(bytes, next) + token
  if (token < 0 || next >= end) return false
  const length = numberAt(bytes, next, end)
  out.numberAt = next + widthAt(bytes, next)
  out.packetEnd = out.numberAt + length
  return length >= 20 && out.packetEnd <= end
}

/** Calls back for each piece of the handshake in the frames of an Initial packet: its offset and place. False when a frame has no place there. */
export function eachCrypto(frames: Uint8Array, each: (offset: number, from: number, to: number) => void): boolean {
  const end = frames.length
  let at = 0
  while (at < end) {
    const type = frames[at]!
    at += 1
    if (type === PADDING || type === PING) continue
    if (type === CRYPTO) {
      const offset = numberAt(frames, at, end)
      at += widthAt(frames, at)
      const length = numberAt(frames, at, end)
      at += widthAt(frames, at)
      if (offset < 0 || length < 0 || at + length > end) return false
      each(offset, at, at + length)
      at += length
    } else if (type === ACKNOWLEDGEMENT || type === ACKNOWLEDGEMENT_ECN) {
      at = behindAcknowledgement(frames, at, end, type === ACKNOWLEDGEMENT_ECN)
      if (at < 0) return false
    } else return false
  }
  return true
}

// Largest, delay, count of ranges, first range, then gap and length of each; three counters behind them with ECN.
function behindAcknowledgement(bytes: Uint8Array, from: number, end: number, hasEcn: boolean): number {
  let at = from
  let numbers = 4
  for (let n = 0; n < numbers; n += 1) {
    const value = numberAt(bytes, at, end)
    if (value < 0) return -1
    if (n === 2) {
      if (value > MOST_RANGES) return -1
      numbers += value * 2 + (hasEcn ? 3 : 0)
    }
    at += widthAt(bytes, at)
  }
  return at
}

/** A number of 1, 2, 4 or 8 octets, as its first two bits say; -1 when it does not fit or is beyond 2^32. */
function numberAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || at + widthAt(bytes, at) > end) return -1
  let value = bytes[at]! & 0x3f
  for (let n = 1; n < widthAt(bytes, at); n += 1) value = value * 256 + bytes[at + n]!
  return value > 0xffff_ffff ? -1 : value
}

function widthAt(bytes: Uint8Array, at: number): number {
  return 1 << ((bytes[at] ?? 0) >> 6)
}
