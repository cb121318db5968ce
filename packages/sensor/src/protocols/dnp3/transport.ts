// Segments of the transport function become fragments of the application. Source: IEEE 1815-2012 §8.2: an octet in front of the data with
// FIN, FIR and a sequence number.
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, UPPER_FILL, UPPER_SLOT } from '@penstock/sensor/flow'
import { SLOT_BYTES, type Slab } from '@penstock/sensor/tables'
import { application } from './application.ts'
import { MOST_DATA, takeData } from './decode.ts'

export const FIN = 0x80
export const FIR = 0x40
export const SEQUENCE = 0x3f
/** In front of a fragment in a slot: the sequence number that is next, and both addresses. */
const NOTE_OCTETS = 5

/** User data of one link frame without its CRCs; read before the next frame comes. */
const scratch = new Uint8Array(MOST_DATA)
const scratchView = new DataView(scratch.buffer)

/** The segment that was taken last, and the fragment that it made whole. */
export const taken: { head: number; bytes: Uint8Array; view: DataView; at: number; end: number } = {
  head: 0,
  bytes: scratch,
  view: scratchView,
  at: 0,
  end: 0,
}

/** What a link frame brought. */
export const WHOLE = 0
const PART = 1
export const BROKEN = 2

/** Reads the user data of the frame at `at`, which `side` sent. */
export function userData(
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  flow: number,
  side: number,
): void {
  if (takeSegment(ledger, slab, bytes, view, at, flow, side) !== WHOLE) return
  const destination = view.getUint16(at + 4, true)
  const source = view.getUint16(at + 6, true)
  application(ledger, taken.bytes, taken.view, taken.at, taken.end, source, destination, flow, side)
  drop(ledger, slab, flow, side)
}

/** Takes the segment in a frame of user data. When it made a fragment WHOLE, that stands in `taken` until `drop`. */
export function takeSegment(
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  flow: number,
  side: number,
): number {
  const octets = takeData(bytes, at, scratch, 0)
  if (octets < 1) {
    if (octets < 0) ledger.odd('dnp3-crc', flow, 'a block of user data has another CRC than it must have')
    else ledger.odd('dnp3-length', flow, 'a frame of user data is empty')
    drop(ledger, slab, flow, side)
    return BROKEN
  }
  const head = scratch[0]!
  taken.head = head
  if ((head & (FIN | FIR)) === (FIN | FIR)) {
    drop(ledger, slab, flow, side)
    taken.bytes = scratch
    taken.view = scratchView
    taken.at = 1
    taken.end = octets
    return WHOLE
  }
  const slot = append(ledger, slab, octets, view.getInt32(at + 4, true), flow, side)
  if (slot < 0 || (head & FIN) === 0) return PART
  taken.bytes = slab.bytes
  taken.view = slab.view
  taken.at = slot + NOTE_OCTETS
  taken.end = slot + ledger.flows.ints[flow * INTS + UPPER_FILL + side]!
  return WHOLE
}

/** Puts a segment behind those before it; gives their slot, or -1 when it does not follow. `addresses` are both of them. */
function append(ledger: Ledger, slab: Slab, octets: number, addresses: number, flow: number, side: number): number {
  const { ints } = ledger.flows
  const at = flow * INTS + side
  const head = scratch[0]!
  if (head & FIR) begin(ledger, slab, head & SEQUENCE, addresses, flow, side)
  const slot = ints[at + UPPER_SLOT]!
  if (slot < 0) {
    if ((head & FIR) === 0) ledger.odd('dnp3-transport', flow, 'a segment without those before it')
    return -1
  }
  const fill = ints[at + UPPER_FILL]!
  const isNext = slab.bytes[slot] === (head & SEQUENCE) && slab.view.getInt32(slot + 1, true) === addresses
  if (!isNext || fill + octets - 1 > SLOT_BYTES) {
    ledger.odd('dnp3-transport', flow, isNext ? 'a fragment without end' : 'a segment out of its sequence')
    drop(ledger, slab, flow, side)
    return -1
  }
  for (let n = 1; n < octets; n += 1) slab.bytes[slot + fill + n - 1] = scratch[n]!
  slab.bytes[slot] = (head + 1) & SEQUENCE
  ints[at + UPPER_FILL] = fill + octets - 1
  return slot
}

function begin(ledger: Ledger, slab: Slab, sequence: number, addresses: number, flow: number, side: number): void {
  const { ints } = ledger.flows
  const at = flow * INTS + side
  if (ints[at + UPPER_SLOT] === -1) ints[at + UPPER_SLOT] = slab.take()
  const slot = ints[at + UPPER_SLOT]!
  if (slot < 0) {
    ledger.odd('memory-bound', flow, 'no slot left for a message in segments')
    return
  }
  slab.bytes[slot] = sequence
  slab.view.setInt32(slot + 1, addresses, true)
  ints[at + UPPER_FILL] = NOTE_OCTETS
}

/** Forgets what `side` has sent of a fragment. */
export function drop(ledger: Ledger, slab: Slab, flow: number, side: number): void {
  const { ints } = ledger.flows
  const at = flow * INTS + UPPER_SLOT + side
  if (ints[at]! >= 0) slab.give(ints[at]!)
  ints[at] = -1
}
