// The rest of one side of a stream is not read: it is sealed, or nothing more of use comes in the clear.
import type { Ledger } from '@penstock/sensor/facts'
import { FLAGS, INTS, IS_SHALLOW, IS_SKIPPING, SKIP } from '@penstock/sensor/flow'

/** More than any flow sends. */
const FOR_GOOD = 0x7fff_ffff

/** Passes over all that `side` still sends; when both sides are left, the flow is no longer looked at. */
export function leave(ledger: Ledger, flow: number, side: number): void {
  const { ints } = ledger.flows
  const flags = flow * INTS + FLAGS
  ints[flow * INTS + SKIP + side] = FOR_GOOD
  ints[flags]! |= IS_SKIPPING << side
  if ((ints[flags]! & (IS_SKIPPING * 3)) === IS_SKIPPING * 3) ints[flags]! |= IS_SHALLOW
}
