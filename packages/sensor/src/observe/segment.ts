// TCP segments: put in order, trimmed of what was sent twice. One that comes early waits for the bytes in front of it.
// Source: RFC 9293 §3.4.
import { AT, OFFSET } from '@penstock/sensor/facts'
import {
  FLAGS,
  GAVE_UP,
  HAS_ENDED,
  HAS_SEQ,
  HAS_SPOKEN,
  INTS,
  IS_HOLDING,
  IS_LOST,
  IS_SHALLOW,
  NEXT_SEQ,
  PROTOCOL,
  SENT_SYN,
  SKIP,
} from '@penstock/sensor/flow'
import { NONE } from '@penstock/sensor/protocols'
import type { Reading } from './reading.ts'
import { drop, readStream } from './stream.ts'

const BOTH_HAVE_SPOKEN = HAS_SPOKEN * 3
const FIN = 0x01
const SYN = 0x02
const RST = 0x04
const ACK = 0x10
/** A retransmission reaches back at most a window; a larger step is a new connection on the same ports. */
const FARTHEST_BACK = 1 << 24
/** A segment waits for at most this many bytes in front of it. */
const FARTHEST_AHEAD = 1 << 20

export function readSegment(
  engine: Reading,
  bytes: Uint8Array,
  view: DataView,
  tcp: number,
  header: number,
  flow: number,
  side: number,
): void {
  const { frame, ledger } = engine
  const { ints } = ledger.flows
  const base = flow * INTS
  const bits = bytes[tcp + 13]!
  const before = ints[base + FLAGS]!
  if ((bits & RST) === 0) ints[base + FLAGS] = before | (HAS_SPOKEN << side)
  if ((before & BOTH_HAVE_SPOKEN) !== BOTH_HAVE_SPOKEN && (bits & RST) === 0)
    engine.streams.note(ints, base, (ints[base + FLAGS]! & BOTH_HAVE_SPOKEN) === BOTH_HAVE_SPOKEN, (bits & SYN) !== 0)
  const seq = view.getInt32(tcp + 4)
  if (bits & (FIN | RST)) ints[base + FLAGS]! |= bits & RST ? HAS_ENDED * 3 : HAS_ENDED << side
  if (bits & SYN) {
    const client = bits & ACK ? 1 - side : side
    ints[base + FLAGS] =
      (ints[base + FLAGS]! & ~((IS_LOST << side) | (HAS_ENDED * 3))) | (HAS_SEQ << side) | (SENT_SYN << client)
    ints[base + NEXT_SEQ + side] = (seq + 1) | 0
    drop(engine, flow, side)
    engine.held.forget(flow * 2 + side)
    ints[base + FLAGS]! &= ~(IS_HOLDING << side)
    return
  }
  if (ints[base + FLAGS]! & (IS_HOLDING << (1 - side)) && bits & ACK)
    acknowledged(engine, view.getInt32(tcp + 8), flow, 1 - side)
  const length = frame.payloadLength - header
  if (length <= 0 || ints[base + FLAGS]! & (GAVE_UP | IS_SHALLOW)) return
  const at = tcp + header
  if (at >= frame.payloadEnd) return
  const isWhole = at + length === frame.payloadEnd
  if (isWhole && isAhead(engine, flow, side, seq) && wait(engine, bytes, seq, at, frame.payloadEnd, flow, side)) return
  take(engine, bytes, view, seq, at, frame.payloadEnd, length, flow, side)
  if (
    ints[base + FLAGS]! & (IS_HOLDING << side) &&
    !isAhead(engine, flow, side, engine.held.peek(flow * 2 + side)!.seq)
  ) {
    release(engine, flow, side)
  }
}

/** Reads a segment that is next, or behind a gap that will not be filled. */
function take(
  engine: Reading,
  bytes: Uint8Array,
  view: DataView,
  seq: number,
  at: number,
  end: number,
  length: number,
  flow: number,
  side: number,
): void {
  const from = inOrder(engine, flow, side, seq, length, at)
  if (from >= 0 && from < end) readStream(engine, bytes, view, from, end, at + length, flow, side)
}

/** True when bytes in front of `seq` are missing, and not because they are passed over anyway. */
function isAhead(engine: Reading, flow: number, side: number, seq: number): boolean {
  const { ints } = engine.ledger.flows
  const base = flow * INTS
  if ((ints[base + FLAGS]! & (HAS_SEQ << side)) === 0) return false
  const ahead = (seq - ints[base + NEXT_SEQ + side]!) | 0
  return ahead > 0 && ahead < FARTHEST_AHEAD && ints[base + SKIP + side]! < ahead
}

/** Keeps a segment until the bytes in front of it come. False when it has to be read now. */
function wait(
  engine: Reading,
  bytes: Uint8Array,
  seq: number,
  at: number,
  end: number,
  flow: number,
  side: number,
): boolean {
  const { ints } = engine.ledger.flows
  const flags = flow * INTS + FLAGS
  if (ints[flags]! & (IS_HOLDING << side)) {
    // A second one in front of the same hole: what is missing was lost.
    release(engine, flow, side)
    if (!isAhead(engine, flow, side, seq)) return false
  }
  if (!engine.held.hold(flow * 2 + side, seq, bytes, at, end, engine.ledger.wire)) return false
  ints[flags]! |= IS_HOLDING << side
  return true
}

// The receiver has what is in front of the waiting segment: it is missing from the capture only.
function acknowledged(engine: Reading, ack: number, flow: number, side: number): void {
  const held = engine.held.peek(flow * 2 + side)
  if (held !== undefined && ((ack - held.seq) | 0) > 0) release(engine, flow, side)
}

/** Reads the segment that waits, as the packet that it came in. */
export function release(engine: Reading, flow: number, side: number): void {
  const key = flow * 2 + side
  const held = engine.held.peek(key)
  engine.ledger.flows.ints[flow * INTS + FLAGS]! &= ~(IS_HOLDING << side)
  if (held === undefined) return
  const { wire } = engine.ledger
  const { frame, length } = wire
  const [at, offset] = [wire.floats[AT]!, wire.floats[OFFSET]!]
  wire.frame = held.frame
  wire.length = held.frameLength
  wire.floats[AT] = held.at
  wire.floats[OFFSET] = held.offset
  const { slab } = engine
  take(engine, slab.bytes, slab.view, held.seq, held.slot, held.slot + held.length, held.length, flow, side)
  wire.frame = frame
  wire.length = length
  wire.floats[AT] = at
  wire.floats[OFFSET] = offset
  engine.held.forget(key)
}

/** Place of the first byte that was not read before, or -1 when there is none. Moves the expected sequence number on. */
function inOrder(engine: Reading, flow: number, side: number, seq: number, length: number, at: number): number {
  const { ints } = engine.ledger.flows
  const base = flow * INTS
  const next = base + NEXT_SEQ + side
  let from = at
  if (ints[base + FLAGS]! & (HAS_SEQ << side)) {
    const ahead = (seq - ints[next]!) | 0
    if (ahead < 0 && ahead > -FARTHEST_BACK) {
      if (-ahead >= length) return -1
      from = at - ahead
    } else if (ahead !== 0) {
      gap(engine, flow, side, ahead)
    }
  }
  ints[base + FLAGS]! |= HAS_SEQ << side
  ints[next] = (seq + length) | 0
  return from
}

// Bytes are missing. When they all belong to a message that is passed over anyway, nothing is lost.
function gap(engine: Reading, flow: number, side: number, ahead: number): void {
  const { ints } = engine.ledger.flows
  const skip = flow * INTS + SKIP + side
  if (ahead > 0 && ints[skip]! >= ahead) {
    ints[skip]! -= ahead
    return
  }
  engine.streams.gap(ahead)
  drop(engine, flow, side)
  if (ints[flow * INTS + PROTOCOL] === NONE) return
  // Who looks for the beginning of the next message anyway (a body without a told end) loses nothing more.
  if (ints[flow * INTS + FLAGS]! & (IS_LOST << side)) return
  ints[flow * INTS + FLAGS]! |= IS_LOST << side
  engine.ledger.odd('tcp-gap', flow, 'bytes of a stream are not in the capture')
}
