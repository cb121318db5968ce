// COTP: who connects, and whole messages of what it carries, put together from their segments.
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, PROTOCOL, setClient, UPPER_FILL } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { ISO_ON_TCP, MMS, RDP, S7COMM, S7COMM_PLUS } from '../ids.ts'
import { mmsMessage } from '../mms/index.ts'
import { isRdpConnection, rdpClientData, rdpConnection } from '../rdp/index.ts'
import { s7Message } from '../s7comm/index.ts'
import { s7PlusMessage } from '../s7comm-plus/index.ts'
import { CONNECT_CONFIRM, CONNECT_REQUEST, DATA } from './decode.ts'
import { IN_PLACE, release, wholeWith } from './segments.ts'

/** Reads one whole TPKT packet; `side` sent it. */
export function isoOnTcpMessage(
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const header = bytes[at + 4]!
  const kind = bytes[at + 5]! & 0xf0
  const data = at + 5 + header
  if (data > end || header < 2) {
    ledger.odd('cotp-length', flow, `header of ${header} bytes in ${end - at}`)
    return
  }
  if (kind === CONNECT_REQUEST || kind === CONNECT_CONFIRM) {
    connect(ledger, bytes, view, at, end, flow, side, kind)
    return
  }
  if (kind !== DATA || data === end) return
  const slot = wholeWith(ledger, slab, bytes, at, data, end, flow, side)
  if (slot === IN_PLACE) message(ledger, bytes, view, data, end, flow, side)
  if (slot < 0) return
  message(ledger, slab.bytes, slab.view, slot, slot + ledger.flows.ints[flow * INTS + UPPER_FILL + side]!, flow, side)
  release(ledger, slab, slot, flow, side)
}

function message(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const first = bytes[at]
  if (first === 0x32) {
    if (s7Message(ledger, bytes, view, at, end, flow, side)) become(ledger, flow, S7COMM)
  } else if (first === 0x72) {
    if (s7PlusMessage(ledger, bytes, view, at, end, flow, side)) become(ledger, flow, S7COMM_PLUS)
  } else if (mmsMessage(ledger, bytes, at, end, flow, side)) {
    become(ledger, flow, MMS)
  } else if (first === 0x7f && bytes[at + 1] === 0x65) {
    become(ledger, flow, RDP)
    rdpClientData(ledger, bytes, view, at, end, flow, side)
  }
}

function connect(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  kind: number,
): void {
  setClient(ledger.flows, flow, kind === CONNECT_REQUEST ? side : 1 - side)
  // RDP writes a cookie or a negotiation structure behind the fixed header; COTP parameters there begin with 0xc0 to 0xc2.
  const extra = at + 11
  if (extra >= end) return
  if (!isRdpConnection(bytes, extra, end)) return
  become(ledger, flow, RDP)
  rdpConnection(ledger, bytes, view, extra, end, flow)
}

function become(ledger: Ledger, flow: number, protocol: number): void {
  const at = flow * INTS + PROTOCOL
  if (ledger.flows.ints[at] === ISO_ON_TCP) ledger.flows.ints[at] = protocol
}
