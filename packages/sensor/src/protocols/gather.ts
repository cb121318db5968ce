// Parts of one message of an upper layer, put together in a slot of their side: segments of COTP, chunks of OPC UA.
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, UPPER_FILL, UPPER_SLOT } from '@penstock/sensor/flow'
import { SLOT_BYTES, type Slab } from '@penstock/sensor/tables'

/** Adds `bytes[from..to)` to what `side` has sent of its message; what goes beyond the slot is left out. */
export function gather(
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
): void {
  const { ints } = ledger.flows
  const at = flow * INTS + side
  if (ints[at + UPPER_SLOT] === -1) {
    ints[at + UPPER_SLOT] = slab.take()
    ints[at + UPPER_FILL] = 0
  }
  const slot = ints[at + UPPER_SLOT]!
  if (slot === -1) {
    ledger.odd('memory-bound', flow, 'no slot left for a message in segments')
    return
  }
  const fill = ints[at + UPPER_FILL]!
  const room = Math.min(to - from, SLOT_BYTES - fill)
  for (let n = 0; n < room; n += 1) slab.bytes[slot + fill + n] = bytes[from + n]!
  ints[at + UPPER_FILL] = fill + room
}
