// Frames without IP: discovery, address resolution, real-time data. They make flows between MAC addresses.
import { FLAGS, HAS_SPOKEN, INTS, PROTOCOL } from '@penstock/sensor/flow'
import { LINK } from '@penstock/sensor/network'
import {
  arpPacket,
  cdpPacket,
  dcpFrame,
  isDcp,
  linkProtocol,
  lldpUnit,
  readerOf,
  TYPE_ARP,
  TYPE_CDP,
  TYPE_LLDP,
  TYPE_PROFINET,
} from '@penstock/sensor/protocols'
import type { Reading } from './reading.ts'

/** Sets DCP apart from the real-time data of the same ethertype. */
const DCP_BIT = 0x10_0000

export function readLinkFrame(engine: Reading, bytes: Uint8Array, view: DataView, onWire: number): void {
  const { frame, ledger } = engine
  const { type } = frame
  const frameId = type === TYPE_PROFINET && frame.end - frame.at >= 2 ? view.getUint16(frame.at) : -1
  const isDiscovery = isDcp(frameId)
  frame.source = ledger.addresses.macRow(frame.sourceMacHigh, frame.sourceMacLow)
  frame.target = ledger.addresses.macRow(frame.targetMacHigh, frame.targetMacLow)
  const side = frame.source <= frame.target ? 0 : 1
  const flow = engine.touch(side, isDiscovery ? type | DCP_BIT : type, LINK << 8, onWire)
  const at = flow * INTS
  ledger.flows.ints[at + PROTOCOL] = linkProtocol(type, frameId)
  ledger.flows.ints[at + FLAGS]! |= HAS_SPOKEN << side
  if (engine.tap !== null) {
    if (ledger.flows.ints[at + PROTOCOL] === engine.tap.carrier)
      engine.tap.frame(ledger, engine.slab, bytes, view, frame.at, frame.end, flow, side)
    return
  }
  if (type === TYPE_ARP) arpPacket(ledger, bytes, view, frame, flow, side)
  else if (type === TYPE_LLDP) lldpUnit(ledger, bytes, view, frame, flow)
  else if (type === TYPE_CDP) cdpPacket(ledger, bytes, view, frame, flow)
  else if (isDiscovery) dcpFrame(ledger, bytes, view, frame, flow, side, engine.askedNames)
  else readerOf(ledger.flows.ints[at + PROTOCOL]!)?.frame?.(ledger, bytes, view, frame, flow, side)
}
