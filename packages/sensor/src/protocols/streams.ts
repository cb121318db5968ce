// Protocols on TCP that are read message by message: where a message ends, and what to do with a whole one.
import type { Ledger } from '@penstock/sensor/facts'
import type { Slab } from '@penstock/sensor/tables'
import { enipLength, enipMessage, looksLikeEnip } from './ethernet-ip/index.ts'
import { httpLength, httpMessage, LONGEST_HEAD, looksLikeHttp } from './http/index.ts'
import * as id from './ids.ts'
import { isoOnTcpMessage, looksLikeIsoOnTcp, tpktLength } from './iso-on-tcp/index.ts'
import { looksLikeModbus, modbusLength, modbusMessage } from './modbus/index.ts'
import { readerOf } from './readers.ts'
import { looksLikeTls, tlsLength, tlsRecord } from './tls/index.ts'
import { NOT_MINE } from './verdicts.ts'

/** The longest head from which a binary protocol tells its length. */
const BINARY_HEAD = 24

/** Bytes of the message that begins at `at`, NEED_MORE or NOT_MINE. */
export function messageLength(protocol: number, bytes: Uint8Array, view: DataView, at: number, end: number): number {
  switch (protocol) {
    case id.MODBUS:
      return modbusLength(bytes, view, at, end)
    case id.ETHERNET_IP:
      return enipLength(bytes, view, at, end)
    case id.ISO_ON_TCP:
    case id.S7COMM:
    case id.S7COMM_PLUS:
    case id.MMS:
    case id.RDP:
      return tpktLength(bytes, view, at, end)
    case id.TLS:
      return tlsLength(bytes, view, at, end)
    case id.HTTP:
    case id.MCP:
      return httpLength(bytes, at, end)
    default:
      return readerOf(protocol)?.stream?.length(bytes, view, at, end) ?? NOT_MINE
  }
}

/** Reads one whole message that `side` sent. */
export function message(
  protocol: number,
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  switch (protocol) {
    case id.MODBUS:
      modbusMessage(ledger, bytes, view, at, end, flow, side)
      return
    case id.ETHERNET_IP:
      enipMessage(ledger, bytes, view, at, end, flow, side)
      return
    case id.TLS:
      tlsRecord(ledger, slab, bytes, view, at, end, flow, side)
      return
    case id.HTTP:
    case id.MCP:
      httpMessage(ledger, bytes, at, end, flow, side)
      return
    case id.ISO_ON_TCP:
    case id.S7COMM:
    case id.S7COMM_PLUS:
    case id.MMS:
    case id.RDP:
      isoOnTcpMessage(ledger, slab, bytes, view, at, end, flow, side)
      return
    default:
      readerOf(protocol)?.stream?.message(ledger, slab, bytes, view, at, end, flow, side)
  }
}

/** True when bytes at the start of a segment begin a message of this protocol beyond doubt. */
export function looksLike(protocol: number, bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  switch (protocol) {
    case id.MODBUS:
      return looksLikeModbus(bytes, view, at, end)
    case id.ETHERNET_IP:
      return looksLikeEnip(bytes, view, at, end)
    case id.TLS:
      return looksLikeTls(bytes, view, at, end)
    case id.HTTP:
    case id.MCP:
      return looksLikeHttp(bytes, at, end)
    case id.ISO_ON_TCP:
    case id.S7COMM:
    case id.S7COMM_PLUS:
    case id.MMS:
    case id.RDP:
      return looksLikeIsoOnTcp(bytes, view, at, end)
    default:
      return readerOf(protocol)?.stream?.looksLike(bytes, view, at, end) ?? false
  }
}

/** Bytes from which a message surely tells its length. */
export function headBytes(protocol: number): number {
  if (protocol === id.HTTP || protocol === id.MCP) return LONGEST_HEAD
  return readerOf(protocol)?.stream?.headBytes ?? BINARY_HEAD
}

/** True for a protocol whose room keeps nothing of a flow beside its row, so that the row may be another flow's as soon as it ended. */
export function remembersNothing(protocol: number): boolean {
  return protocol === id.NONE || protocol === id.HTTP || protocol === id.MCP || protocol === id.TLS
}

/** True for a protocol that `recognise` names and whose messages are read. */
export function isReadOn(protocol: number): boolean {
  return protocol === id.HTTP || protocol === id.MCP || readerOf(protocol)?.stream !== undefined
}

/** The stream protocol behind a suggestion of a port: ports 102 and 3389 suggest S7 and RDP, whose carrier has to be read first. */
export function streamOf(suggested: number): number {
  if (suggested === id.MODBUS || suggested === id.ETHERNET_IP || suggested === id.HTTP) return suggested
  if (suggested === id.S7COMM || suggested === id.RDP) return id.ISO_ON_TCP
  return readerOf(suggested)?.stream === undefined ? id.NONE : suggested
}
