// A TCP stream in order is cut into messages. They are read where they lie; only the unfinished end of a segment is copied
// to a slot.
import {
  FILL,
  FLAGS,
  INTS,
  IS_LOST,
  IS_SHALLOW,
  IS_SKIPPING,
  IS_TENTATIVE,
  IS_TLS,
  PROTOCOL,
  SKIP,
  SLOT,
  UPPER_SLOT,
  WANT,
} from '@penstock/sensor/flow'
import {
  headBytes,
  looksLike,
  message,
  messageLength,
  NEED_MORE,
  NONE,
  NOT_MINE,
  TLS,
} from '@penstock/sensor/protocols'
import { SLOT_BYTES, type Slab } from '@penstock/sensor/tables'
import type { Reading } from './reading.ts'
import { recogniseStream } from './recognise-stream.ts'

/** Reads the next bytes of one side. `cut` is where they would end had all of them been captured. */
export function readStream(
  engine: Reading,
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  cut: number,
  flow: number,
  side: number,
): void {
  const { ints } = engine.ledger.flows
  const base = flow * INTS
  let from = skipOver(engine, start, end, flow, side)
  if (from >= end) return
  if (ints[base + PROTOCOL] === NONE && !recogniseStream(engine, bytes, view, from, end, flow, side)) return
  if (engine.tap !== null && isPassedOver(engine, flow)) return
  if (ints[base + FLAGS]! & (IS_LOST << side)) {
    if (!looksLike(reader(engine, flow), bytes, view, from, end)) return
    ints[base + FLAGS]! &= ~(IS_LOST << side)
  }
  if (ints[base + SLOT + side]! >= 0) from = finish(engine, bytes, from, end, flow, side)
  for (;;) {
    from = skipOver(engine, from, end, flow, side)
    // A message may end what is read, or be followed by bytes whose end nobody told.
    if (from >= end || ints[base + FLAGS]! & (IS_SHALLOW | (IS_LOST << side))) return
    const length = messageLength(reader(engine, flow), bytes, view, from, end)
    if (length === NOT_MINE) {
      lose(engine, flow, side)
      return
    }
    if (length === NEED_MORE || from + length > end) {
      keep(engine, bytes, from, end, cut, length, flow, side)
      return
    }
    prove(engine, bytes, view, from, from + length, flow)
    hand(engine, engine.slab, bytes, view, from, from + length, flow, side)
    from += length
  }
}

/** What reads the flow's messages: its protocol, or TLS around it. */
function reader(engine: Reading, flow: number): number {
  const { ints } = engine.ledger.flows
  return ints[flow * INTS + FLAGS]! & IS_TLS ? TLS : ints[flow * INTS + PROTOCOL]!
}

/** True for a flow whose messages nobody takes. What only its port suggests has still to prove it. */
function isPassedOver(engine: Reading, flow: number): boolean {
  const { ints } = engine.ledger.flows
  const flags = flow * INTS + FLAGS
  if (ints[flags]! & IS_TENTATIVE || reader(engine, flow) === engine.tap!.carrier) return false
  drop(engine, flow, 0)
  drop(engine, flow, 1)
  ints[flags]! |= IS_SHALLOW
  return true
}

/** Has one whole message read, or told. */
function hand(
  engine: Reading,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const { ledger, tap } = engine
  const protocol = reader(engine, flow)
  if (tap === null) message(protocol, ledger, slab, bytes, view, at, end, flow, side)
  else if (protocol === tap.carrier) tap.message(ledger, slab, bytes, view, at, end, flow, side)
}

/** Place behind the bytes that have to be passed over. */
function skipOver(engine: Reading, from: number, end: number, flow: number, side: number): number {
  const { ints } = engine.ledger.flows
  const base = flow * INTS
  if ((ints[base + FLAGS]! & (IS_SKIPPING << side)) === 0) return from
  const skip = Math.min(ints[base + SKIP + side]!, end - from)
  ints[base + SKIP + side]! -= skip
  if (ints[base + SKIP + side] === 0) ints[base + FLAGS]! &= ~(IS_SKIPPING << side)
  return from + skip
}

/** Copies the begun message at the end of a segment to a slot, or notes how many bytes of it to pass over. */
function keep(
  engine: Reading,
  bytes: Uint8Array,
  from: number,
  end: number,
  cut: number,
  length: number,
  flow: number,
  side: number,
): void {
  const { ints } = engine.ledger.flows
  const base = flow * INTS + side
  if (cut > end || length > SLOT_BYTES) {
    if (length === NEED_MORE) ints[flow * INTS + FLAGS]! |= IS_LOST << side
    else passOver(engine, flow, side, from + length - cut)
    engine.ledger.odd(
      cut > end ? 'cut-by-snap-length' : 'message-too-long',
      flow,
      `${end - from} bytes of ${length} could be read`,
    )
    return
  }
  const slot = engine.slab.take()
  if (slot < 0) {
    ints[flow * INTS + FLAGS]! |= IS_LOST << side
    engine.ledger.odd('memory-bound', flow, 'no slot left for a split message')
    return
  }
  const target = engine.slab.bytes
  for (let n = 0; n < end - from; n += 1) target[slot + n] = bytes[from + n]!
  ints[base + SLOT] = slot
  ints[base + FILL] = end - from
  ints[base + WANT] = length
}

function passOver(engine: Reading, flow: number, side: number, count: number): void {
  if (count <= 0) return
  const { ints } = engine.ledger.flows
  ints[flow * INTS + SKIP + side] = count
  ints[flow * INTS + FLAGS]! |= IS_SKIPPING << side
}

/** Goes on with the message in the slot; gives the place of the first byte behind it. */
function finish(engine: Reading, bytes: Uint8Array, start: number, end: number, flow: number, side: number): number {
  const { slab } = engine
  const { ints } = engine.ledger.flows
  const base = flow * INTS + side
  const slot = ints[base + SLOT]!
  let from = start
  if (ints[base + WANT] === NEED_MORE) {
    from = fill(engine, bytes, from, end, base, headBytes(reader(engine, flow)))
    const length = messageLength(reader(engine, flow), slab.bytes, slab.view, slot, slot + ints[base + FILL]!)
    if (length === NOT_MINE || length > SLOT_BYTES) {
      lose(engine, flow, side)
      return end
    }
    if (length === NEED_MORE) return from
    ints[base + WANT] = length
    // The head may have reached into the next message.
    if (ints[base + FILL]! > length) {
      from -= ints[base + FILL]! - length
      ints[base + FILL] = length
    }
  }
  from = fill(engine, bytes, from, end, base, ints[base + WANT]!)
  if (ints[base + FILL]! < ints[base + WANT]!) return from
  ints[base + SLOT] = -1
  const stop = slot + ints[base + WANT]!
  prove(engine, slab.bytes, slab.view, slot, stop, flow)
  hand(engine, slab, slab.bytes, slab.view, slot, stop, flow, side)
  slab.give(slot)
  return from
}

function fill(engine: Reading, bytes: Uint8Array, from: number, end: number, base: number, want: number): number {
  const { ints } = engine.ledger.flows
  const have = ints[base + FILL]!
  const count = Math.max(0, Math.min(want - have, end - from))
  const target = engine.slab.bytes
  const slot = ints[base + SLOT]!
  for (let n = 0; n < count; n += 1) target[slot + have + n] = bytes[from + n]!
  ints[base + FILL] = have + count
  return from + count
}

// A protocol that only the port had suggested stands or falls with its first whole message.
function prove(engine: Reading, bytes: Uint8Array, view: DataView, from: number, end: number, flow: number): void {
  const { ints } = engine.ledger.flows
  const base = flow * INTS
  if ((ints[base + FLAGS]! & IS_TENTATIVE) === 0) return
  const isProven = looksLike(reader(engine, flow), bytes, view, from, end)
  ints[base + FLAGS]! &= ~IS_TENTATIVE
  if (!isProven) giveUpGuess(engine, flow)
}

function giveUpGuess(engine: Reading, flow: number): void {
  const { ints } = engine.ledger.flows
  ints[flow * INTS + FLAGS]! &= ~(IS_TENTATIVE | IS_TLS)
  ints[flow * INTS + PROTOCOL] = NONE
}

function lose(engine: Reading, flow: number, side: number): void {
  const { ledger } = engine
  const { ints } = ledger.flows
  const base = flow * INTS
  drop(engine, flow, side)
  if (ints[base + FLAGS]! & IS_TENTATIVE) {
    giveUpGuess(engine, flow)
    return
  }
  engine.malformed += 1
  ints[base + FLAGS]! |= IS_LOST << side
  ledger.odd('not-of-its-protocol', flow, 'bytes that do not begin a message of the protocol of their stream')
}

/** Forgets unfinished messages of one side. */
export function drop(engine: Reading, flow: number, side: number): void {
  const { ints } = engine.ledger.flows
  const base = flow * INTS + side
  if (ints[base + SLOT]! >= 0) engine.slab.give(ints[base + SLOT]!)
  if (ints[base + UPPER_SLOT]! >= 0) engine.slab.give(ints[base + UPPER_SLOT]!)
  ints[base + SLOT] = -1
  ints[base + UPPER_SLOT] = -1
  ints[base + SKIP] = 0
  ints[flow * INTS + FLAGS]! &= ~(IS_SKIPPING << side)
}
