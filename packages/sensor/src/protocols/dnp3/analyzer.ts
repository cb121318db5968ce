// Link frames of DNP3: who is the master, and what is handed up. Source: IEEE 1815-2012 §9.2.4.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { DNP3 } from '../ids.ts'
import { hasCrc } from './crc.ts'
import { dnp3Length, HEADER_OCTETS } from './decode.ts'
import { LINK } from './names.ts'
import { userData } from './transport.ts'

const DIRECTION = 0x80
const PRIMARY = 0x40
const CONFIRMED_DATA = 3
const UNCONFIRMED_DATA = 4

/** Reads one whole link frame; `side` sent it. */
export function dnp3Message(
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  _end: number,
  flow: number,
  side: number,
): void {
  if (!hasCrc(bytes, at, at + HEADER_OCTETS - 2)) {
    ledger.odd('dnp3-crc', flow, 'the header of a frame has another CRC than it must have')
    return
  }
  const control = bytes[at + 3]!
  setClient(ledger.flows, flow, control & DIRECTION ? side : 1 - side)
  if ((control & PRIMARY) === 0) return
  const code = control & 15
  if (code === CONFIRMED_DATA || code === UNCONFIRMED_DATA) userData(ledger, slab, bytes, view, at, flow, side)
  else ledger.functions.unsure(flow, side, DNP3, LINK | code)
}

/** Reads the link frames of one datagram. */
export function dnp3Datagram(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  slab: Slab,
): void {
  for (let next = at; next < end; ) {
    const length = dnp3Length(bytes, view, next, end)
    if (length <= 0 || length > end - next) {
      ledger.odd('dnp3-length', flow, `${end - next} bytes of a datagram are no whole frame`)
      return
    }
    dnp3Message(ledger, slab, bytes, view, next, next + length, flow, side)
    next += length
  }
}
