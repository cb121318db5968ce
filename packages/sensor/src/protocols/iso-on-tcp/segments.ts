// Messages above COTP, put together from their segments where they have several. Source: RFC 905 (ISO 8073) §13.7.
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, UPPER_SLOT } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { gather } from '../gather.ts'

const END_OF_MESSAGE = 0x80

/** The message lies where it was captured. */
export const IN_PLACE = -2
/** Segments are still to come, or there is no room for them. */
const NOT_WHOLE = -1

/** Where the message lies that the segment `bytes[data..end)` of the packet at `at` ends: a slot, IN_PLACE or NOT_WHOLE. */
export function wholeWith(
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  at: number,
  data: number,
  end: number,
  flow: number,
  side: number,
): number {
  const { ints } = ledger.flows
  const upper = flow * INTS + UPPER_SLOT + side
  const isLast = (bytes[at + 6]! & END_OF_MESSAGE) !== 0
  if (isLast && ints[upper] === -1) return IN_PLACE
  gather(ledger, slab, bytes, data, end, flow, side)
  return isLast ? ints[upper]! : NOT_WHOLE
}

/** Gives the slot of a message back once it was read. */
export function release(ledger: Ledger, slab: Slab, slot: number, flow: number, side: number): void {
  slab.give(slot)
  ledger.flows.ints[flow * INTS + UPPER_SLOT + side] = -1
}
