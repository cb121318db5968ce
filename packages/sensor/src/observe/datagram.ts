// UDP datagrams: recognised by content, the few with depth read whole.
import { FLAGS, GAVE_UP, HAS_SPOKEN, INTS, IS_SHALLOW, PROTOCOL, setClient, TRIES } from '@penstock/sensor/flow'
import { BAD_TUNNEL, openVxlan } from '@penstock/sensor/network'
import {
  ETHERNET_IP,
  enipMessage,
  looksLikeCipIo,
  looksLikeEnip,
  NONE,
  protocolOf,
  readerOf,
  readNames,
  recogniseUdp,
  sideOf,
  suggestedBy,
  tellsNames,
  VXLAN,
} from '@penstock/sensor/protocols'
import type { PduTap } from './pdu-tap.ts'
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
  if (engine.tap !== null && protocol !== NONE) {
    tell(engine, engine.tap, protocol, bytes, view, at, end, flow, side)
    return
  }
  if (tellsNames(protocol)) {
    readNames(ledger, protocol, bytes, view, at, end, flow, side, frame.vlan)
    return
  }
  if (protocol === VXLAN) {
    tunnel(engine, bytes, view, at, flow)
    return
  }
  const reader = readerOf(protocol)?.datagram
  if (reader !== undefined) {
    reader(ledger, bytes, view, at, end, flow, side, engine.slab)
    return
  }
  if (looksLikeEnip(bytes, view, at, end)) {
    ints[flow * INTS + PROTOCOL] = ETHERNET_IP
    if (engine.tap !== null) tell(engine, engine.tap, ETHERNET_IP, bytes, view, at, end, flow, side)
    else enipMessage(ledger, bytes, view, at, end, flow, side)
    return
  }
  if (protocol === NONE) recognise(engine, bytes, view, at, end, flow, side)
}

function recognise(
  engine: Reading,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const { flows } = engine.ledger
  const { ints } = flows
  const base = flow * INTS
  const ports = flows.word(flow, 2)
  const expected =
    engine.ledger.expected.size === 0 ? NONE : engine.ledger.expected.arrive(flows, flow, engine.ledger.wire)
  const suggested = suggestedBy(UDP, ports >>> 16) || suggestedBy(UDP, ports & 0xffff)
  const answer =
    expected !== NONE
      ? expected
      : looksLikeCipIo(view, at, end)
        ? ETHERNET_IP
        : recogniseUdp(bytes, view, at, end, suggested)
  const protocol = protocolOf(answer)
  if (protocol === NONE) {
    ints[base + TRIES]! += 1
    if (ints[base + TRIES]! >= MOST_TRIES) ints[base + FLAGS]! |= GAVE_UP
    return
  }
  ints[base + PROTOCOL] = protocol
  if (sideOf(answer) !== 0) setClient(flows, flow, sideOf(answer) === 1 ? side : 1 - side)
  const reader = readerOf(protocol)?.datagram
  if (engine.tap !== null) tell(engine, engine.tap, protocol, bytes, view, at, end, flow, side)
  else if (tellsNames(protocol)) readNames(engine.ledger, protocol, bytes, view, at, end, flow, side, engine.frame.vlan)
  else if (protocol === VXLAN) tunnel(engine, bytes, view, at, flow)
  else if (reader !== undefined) reader(engine.ledger, bytes, view, at, end, flow, side, engine.slab)
  else ints[base + FLAGS]! |= IS_SHALLOW
}

/** Hands a datagram to who takes those of one protocol; a flow of another is passed over from here on. */
function tell(
  engine: Reading,
  tap: PduTap,
  protocol: number,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const { ledger, slab } = engine
  if (protocol === VXLAN) tunnel(engine, bytes, view, at, flow)
  else if (protocol === tap.carrier) tap.datagram(ledger, slab, bytes, view, at, end, flow, side)
  else ledger.flows.ints[flow * INTS + FLAGS]! |= IS_SHALLOW
}

function tunnel(engine: Reading, bytes: Uint8Array, view: DataView, at: number, flow: number): void {
  if (openVxlan(bytes, view, engine.frame, at, engine.inside) === BAD_TUNNEL) engine.badTunnel(flow)
}
