// MMS (IEC 61850-8-1, ISO 9506) recognised above COTP: by its object identifier in a connect, by its PDU tags afterwards.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'

/** 1.0.9506.2.1, the MMS abstract syntax, as the presentation layer's context list carries it. */
const ABSTRACT_SYNTAX = [0x28, 0xca, 0x22, 0x02, 0x01]
const CONNECT_SPDU = 0x0d
const ACCEPT_SPDU = 0x0e

/** True when the session message is MMS. Notes the client where the PDU says it. */
export function mmsMessage(
  ledger: Ledger,
  bytes: Uint8Array,
  at: number,
  end: number,
  flow: number,
  side: number,
): boolean {
  const first = bytes[at]
  if (first === CONNECT_SPDU || first === ACCEPT_SPDU) {
    if (!holds(bytes, at, Math.min(end, at + 512), ABSTRACT_SYNTAX)) return false
    setClient(ledger.flows, flow, first === CONNECT_SPDU ? side : 1 - side)
    return true
  }
  // Give-tokens and data transfer SPDU, then the presentation's user data: 61 l 30 l 02 01 ctx a0 l PDU.
  if (first !== 1 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1 || bytes[at + 3] !== 0 || bytes[at + 4] !== 0x61)
    return false
  let next = at + 5
  next = afterLength(bytes, next, end)
  if (bytes[next] !== 0x30) return false
  next = afterLength(bytes, next + 1, end)
  if (bytes[next] !== 0x02 || bytes[next + 1] !== 1 || bytes[next + 3] !== 0xa0) return false
  next = afterLength(bytes, next + 4, end)
  const pdu = bytes[next]
  if (pdu === undefined || next >= end) return false
  if (pdu === 0xa0) setClient(ledger.flows, flow, side)
  else if (pdu === 0xa1 || pdu === 0xa2 || pdu === 0xa3) setClient(ledger.flows, flow, 1 - side)
  return (pdu >= 0xa0 && pdu <= 0xaf) || pdu === 0x8b || pdu === 0x8c
}

/** Place behind a BER length at `at`; `end` when it does not fit. */
function afterLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] ?? 0
  const next = first < 0x80 ? at + 1 : at + 1 + (first & 0x7f)
  return Math.min(next, end)
}

function holds(bytes: Uint8Array, from: number, to: number, what: readonly number[]): boolean {
  for (let at = from; at + what.length <= to; at += 1) {
    let n = 0
    while (n < what.length && bytes[at + n] === what[n]) n += 1
    if (n === what.length) return true
  }
  return false
}
