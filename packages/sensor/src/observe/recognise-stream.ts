// Which protocol a TCP flow speaks, from the first bytes of its segments; ports only order the search.
import {
  FLAGS,
  GAVE_UP,
  INTS,
  IS_SHALLOW,
  IS_TENTATIVE,
  IS_TLS,
  PROTOCOL,
  STATE,
  setClient,
  TRIES,
} from '@penstock/sensor/flow'
import {
  ETHERNET_IP,
  HTTPS,
  ISO_ON_TCP,
  isReadOn,
  looksLikeEnip,
  looksLikeIsoOnTcp,
  looksLikeModbus,
  MODBUS,
  mayOpenTls,
  messageLength,
  NEED_MORE,
  NONE,
  opensTls,
  protocolOf,
  recogniseTcp,
  sideOf,
  streamByForm,
  streamOf,
  suggestedBy,
} from '@penstock/sensor/protocols'
import type { Reading } from './reading.ts'

const TCP = 6
const MOST_TRIES = 12
/** Modbus has a weak head: away from its port two segments in a row must look like it. */
const MODBUS_PROOFS = 2

/** Names the flow's protocol if these bytes do. True when messages can be read from here on. */
export function recogniseStream(
  engine: Reading,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): boolean {
  const { flows } = engine.ledger
  const { ints } = flows
  const base = flow * INTS
  const ports = flows.word(flow, 2)
  if (engine.ledger.expected.size > 0) {
    const expected = engine.ledger.expected.arrive(flows, flow, engine.ledger.wire)
    if (expected !== NONE) return become(engine, flow, expected)
  }
  const suggested = suggestedBy(TCP, ports >>> 16) || suggestedBy(TCP, ports & 0xffff)
  if (looksLikeModbus(bytes, view, at, end)) {
    ints[base + STATE]! += 1
    if (suggested === MODBUS || ints[base + STATE]! >= MODBUS_PROOFS) return become(engine, flow, MODBUS)
  } else {
    ints[base + STATE] = 0
  }
  if (looksLikeIsoOnTcp(bytes, view, at, end)) return become(engine, flow, ISO_ON_TCP)
  if (looksLikeEnip(bytes, view, at, end)) return become(engine, flow, ETHERNET_IP)
  const answer = recogniseTcp(bytes, view, at, end, suggested)
  if (protocolOf(answer) !== NONE) {
    become(engine, flow, protocolOf(answer))
    if (opensTls(bytes, at, end)) ints[base + FLAGS]! |= IS_TLS
    else if (!isReadOn(protocolOf(answer))) ints[base + FLAGS]! |= IS_SHALLOW
    if (sideOf(answer) !== 0) setClient(flows, flow, sideOf(answer) === 1 ? side : 1 - side)
    return (ints[base + FLAGS]! & IS_SHALLOW) === 0
  }
  const byForm = streamByForm(bytes, view, at, end)
  if (byForm !== NONE) return become(engine, flow, byForm)
  if (mayOpenTls(bytes, at, end)) {
    ints[base + FLAGS]! |= IS_TLS | IS_TENTATIVE
    return become(engine, flow, HTTPS)
  }
  const stream = streamOf(suggested)
  if (stream !== NONE) {
    const length = messageLength(stream, bytes, view, at, end)
    if (length === NEED_MORE || at + length > end) {
      ints[base + FLAGS]! |= IS_TENTATIVE
      return become(engine, flow, stream)
    }
  }
  ints[base + TRIES]! += 1
  if (ints[base + TRIES]! >= MOST_TRIES) ints[base + FLAGS]! |= GAVE_UP
  return false
}

function become(engine: Reading, flow: number, protocol: number): boolean {
  const { ints } = engine.ledger.flows
  ints[flow * INTS + PROTOCOL] = protocol
  ints[flow * INTS + STATE] = 0
  return true
}
