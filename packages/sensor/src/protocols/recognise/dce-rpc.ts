// DCE/RPC: connection-oriented version 5 and connectionless version 4, told apart by interface where a bind or a packet
// names one. Source: The Open Group C706, chapter 12; OPC Data Access interfaces: OPC Foundation, DA 3.00.
import * as id from '../ids.ts'
import { fromClient, fromServer, UNKNOWN } from './answer.ts'

/** Version 5 on TCP. */
export function recogniseDceRpc(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end - at < 16 || bytes[at] !== 5 || bytes[at + 1]! > 1 || bytes[at + 2]! > 19) return UNKNOWN
  const isLittle = bytes[at + 4] === 0x10
  if (!isLittle && bytes[at + 4] !== 0) return UNKNOWN
  const fragment = view.getUint16(at + 8, isLittle)
  if (fragment < 16 || view.getUint16(at + 6) !== 0) return UNKNOWN
  const kind = bytes[at + 2]!
  if (kind === 11 || kind === 14) return fromClient(isOpcBind(view, at, end, isLittle) ? id.OPC_DA : id.DCERPC)
  if (kind === 0 || kind === 16) return fromClient(id.DCERPC)
  return kind === 2 || kind === 3 || kind === 12 || kind === 13 || kind === 15 ? fromServer(id.DCERPC) : UNKNOWN
}

/** Version 4 on UDP; PROFINET's context manager is the interface dea0000x-6c97-11d1-8271-00a02442df7d. */
export function recogniseDceRpcUdp(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end - at < 80 || bytes[at] !== 4 || bytes[at + 1]! > 10 || (bytes[at + 4]! & 0xef) !== 0) return UNKNOWN
  const isLittle = bytes[at + 4] === 0x10
  const kind = bytes[at + 1]!
  const isProfinet = view.getUint16(at + 28, isLittle) === 0x6c97 && view.getUint16(at + 30, isLittle) === 0x11d1
  const protocol = isProfinet ? id.PROFINET : id.DCERPC
  // Request, ping, acknowledgement and cancel come from the client.
  return kind === 0 || kind === 1 || kind === 7 || kind === 8 ? fromClient(protocol) : fromServer(protocol)
}

// Bind: header (16), fragment sizes (4), group (4), count (4), then contexts: id (2), transfers (2), interface (16), version (4).
function isOpcBind(view: DataView, at: number, end: number, isLittle: boolean): boolean {
  const context = at + 28
  if (end - context < 24) return false
  const first = view.getUint32(context + 4, isLittle)
  const isDataAccess = (first & 0xffffff00) === 0x39c13a00 && view.getUint16(context + 8, isLittle) === 0x011e
  return isDataAccess || (first === 0x13486d50 && view.getUint16(context + 8, isLittle) === 0x4821)
}
