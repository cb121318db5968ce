// EtherNet/IP messages: identity lists, and the CIP messages inside of Send RR Data and Send Unit Data.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { ETHERNET_IP } from '../ids.ts'
import { cipMessage } from './cip.ts'
import { HEADER } from './decode.ts'
import { claimListIdentity } from './identity.ts'
import { COMMAND_BASE } from './names.ts'

const CONNECTED_DATA = 0x00b1
const UNCONNECTED_DATA = 0x00b2
const LIST_IDENTITY_ITEM = 0x000c

/** Reads one whole message; `side` sent it. Source: The CIP Networks Library, Volume 2, chapter 2-4 to 2-6. */
export function enipMessage(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const command = view.getUint16(at, true)
  const body = at + HEADER
  switch (command) {
    case 0x04:
    case 0x63:
    case 0x64:
      listing(ledger, bytes, view, body, end, flow, side, command)
      return
    case 0x65: {
      // A request carries no session yet; the answer brings one.
      const isRequest = view.getInt32(at + 4, true) === 0
      session(ledger, flow, side, isRequest, command)
      return
    }
    case 0x66:
      session(ledger, flow, side, true, command)
      return
    case 0x6f:
    case 0x70:
      items(ledger, bytes, view, at, end, flow, side)
      return
    default:
  }
}

function session(ledger: Ledger, flow: number, side: number, isRequest: boolean, command: number): void {
  const client = isRequest ? side : 1 - side
  setClient(ledger.flows, flow, client)
  if (isRequest) ledger.functions.ask(flow, client, ETHERNET_IP, COMMAND_BASE + command)
  else ledger.functions.answer(flow, client, ETHERNET_IP, COMMAND_BASE + command)
}

// An empty body asks; an answer brings a count of items.
function listing(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  body: number,
  end: number,
  flow: number,
  side: number,
  command: number,
): void {
  session(ledger, flow, side, body === end, command)
  if (command !== 0x63 || end - body < 2) return
  let at = body + 2
  for (let n = view.getUint16(body, true); n > 0 && at + 4 <= end; n -= 1) {
    const stop = at + 4 + view.getUint16(at + 2, true)
    if (stop > end) {
      ledger.odd('enip-length', flow, 'item beyond the message')
      return
    }
    if (view.getUint16(at, true) === LIST_IDENTITY_ITEM)
      claimListIdentity(ledger, bytes, view, at + 4, stop, flow, side)
    at = stop
  }
}

// Interface handle (4), timeout (2), then the common packet format: count (2), items of type (2), length (2), data.
function items(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const body = at + HEADER
  if (end - body < 8) {
    ledger.odd('enip-length', flow, 'no common packet format')
    return
  }
  let item = body + 8
  for (let n = Math.min(view.getUint16(body + 6, true), 8); n > 0 && item + 4 <= end; n -= 1) {
    const type = view.getUint16(item, true)
    const from = item + 4
    const to = from + view.getUint16(item + 2, true)
    if (to > end) {
      ledger.odd('enip-length', flow, 'item beyond the message')
      return
    }
    if (type === UNCONNECTED_DATA) {
      // The sender's context comes back in the answer and pairs the two.
      const key = view.getInt32(at + 12, true) ^ Math.imul(view.getInt32(at + 16, true), 31)
      cipMessage(ledger, bytes, view, from, to, flow, side, key, false)
    } else if (type === CONNECTED_DATA && to - from > 2) {
      cipMessage(ledger, bytes, view, from + 2, to, flow, side, 0x4000_0000 | view.getUint16(from, true), true)
    }
    item = to
  }
}

/** True when a datagram is implicit I/O: two items, a sequenced address and connected data. */
export function looksLikeCipIo(view: DataView, at: number, end: number): boolean {
  return (
    end - at >= 18 &&
    view.getUint16(at, true) === 2 &&
    view.getUint16(at + 2, true) === 0x8002 &&
    view.getUint16(at + 4, true) === 8 &&
    view.getUint16(at + 14, true) === CONNECTED_DATA &&
    at + 18 + view.getUint16(at + 16, true) <= end
  )
}
