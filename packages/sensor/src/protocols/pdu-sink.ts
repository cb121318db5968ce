// What a room that tells its PDUs as lines is handed, and what it is.
import type { Ledger } from '@penstock/sensor/facts'
import type { JsonLines } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'

/** Where lines go. */
export interface PduSink {
  /** Begins the line of one PDU of so many octets that `side` sent: its place and its ends. Who calls writes the rest and ends it. */
  begin(ledger: Ledger, octets: number, flow: number, side: number): JsonLines
}

/** Tells the PDUs in what a flow carried, each as a line of its own. Allocates nothing on its usual way and never throws. */
export type PduTeller = (
  sink: PduSink,
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
) => void
