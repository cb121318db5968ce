// What COTP carries, message by message, for who tells each of one protocol.
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, UPPER_FILL } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import type { PduSink } from '../pdu-sink.ts'
import { DATA } from './decode.ts'
import { IN_PLACE, release, wholeWith } from './segments.ts'

/** Tells one whole message above COTP, when it is of its protocol. */
export type UpperTeller = (
  sink: PduSink,
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
) => void

export function isoOnTcpPdu(
  tell: UpperTeller,
  sink: PduSink,
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const data = at + 5 + bytes[at + 4]!
  if (bytes[at + 4]! < 2 || data >= end || (bytes[at + 5]! & 0xf0) !== DATA) return
  const slot = wholeWith(ledger, slab, bytes, at, data, end, flow, side)
  if (slot === IN_PLACE) tell(sink, ledger, bytes, view, data, end, flow, side)
  if (slot < 0) return
  const { ints } = ledger.flows
  tell(sink, ledger, slab.bytes, slab.view, slot, slot + ints[flow * INTS + UPPER_FILL + side]!, flow, side)
  release(ledger, slab, slot, flow, side)
}
