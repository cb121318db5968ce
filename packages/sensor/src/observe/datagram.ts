// UDP datagrams: recognised by content, the few with depth read whole.
import { FLAGS, GAVE_UP, HAS_SPOKEN, INTS, IS_SHALLOW, PROTOCOL, setClient, TRIES } from '@penstock/sensor/flow'
import {
  ETHERNET_IP,
  enipMessage,
  looksLikeCipIo,
  looksLikeEnip,
  NONE,
  protocolOf,
  recogniseUdp,
  sideOf,
  suggestedBy,
} from '@penstock/sensor/protocols'
import type { Reading } from './reading.ts'

const UDP = 17
const MOST_TRIES = 8

export function readDatagram(engine: Reading, bytes: Uint8Array, view: DataView, flow: number, side: number): void {
  const { frame, ledger } = engine
  const { ints } = ledger.flows
  const flags = flow * INTS + FLAGS
  ints[flags]! |= HAS_SPOKEN << side
  if (ints[flags]! & (GAVE_UP | IS_SHALLOW)) return
  const at = frame.payloadAt + 8
  const length = view.getUint16(frame.payloadAt + 4)
  const end = length >= 8 ? Math.min(frame.payloadAt + length, frame.payloadEnd) : frame.payloadEnd
  if (end <= at) return
  const protocol = ints[flow * INTS + PROTOCOL]!
  if (protocol === ETHERNET_IP || looksLikeEnip(bytes, view, at, end)) {
    if (looksLikeEnip(bytes, view, at, end)) {
      ints[flow * INTS + PROTOCOL] = ETHERNET_IP
      enipMessage(ledger, bytes, view, at, end, flow, side)
      return
    }
    return
  }
  if (looksLikeCipIo(view, at, end)) {
    name(engine, flow, ETHERNET_IP)
    return
  }
  const ports = ledger.flows.word(flow, 2)
  const suggested = suggestedBy(UDP, ports >>> 16) || suggestedBy(UDP, ports & 0xffff)
  const answer = recogniseUdp(bytes, view, at, end, suggested)
  if (protocolOf(answer) !== NONE) {
    name(engine, flow, protocolOf(answer))
    if (sideOf(answer) !== 0) setClient(ledger.flows, flow, sideOf(answer) === 1 ? side : 1 - side)
    return
  }
  ints[flow * INTS + TRIES]! += 1
  if (ints[flow * INTS + TRIES]! >= MOST_TRIES) ints[flags]! |= GAVE_UP
}

function name(engine: Reading, flow: number, protocol: number): void {
  const { ints } = engine.ledger.flows
  ints[flow * INTS + PROTOCOL] = protocol
  ints[flow * INTS + FLAGS]! |= IS_SHALLOW
}
