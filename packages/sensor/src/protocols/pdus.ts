// Protocols whose every PDU can be told as a line. A further one is a function of its room and a line here.
import type { Ledger } from '@penstock/sensor/facts'
import type { JsonLines } from '@penstock/sensor/lines'
import { MODBUS, protocolName } from './ids.ts'
import { modbusPdu } from './modbus/index.ts'

/** Writes the members of one whole message that `side` sent. Allocates nothing and never throws. */
export type PduWriter = (
  lines: JsonLines,
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
) => void

const WRITERS: ReadonlyMap<number, PduWriter> = new Map([[MODBUS, modbusPdu]])

/** Their names outside. */
export function pduProtocols(): readonly string[] {
  return [...WRITERS.keys()].map((protocol) => protocolName(protocol)!)
}

/** The protocol of a name, and what writes it; undefined for a name that is not among `pduProtocols`. */
export function pduWriter(name: string): { readonly protocol: number; readonly write: PduWriter } | undefined {
  for (const [protocol, write] of WRITERS) if (protocolName(protocol) === name) return { protocol, write }
  return undefined
}
