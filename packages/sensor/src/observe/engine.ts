// The packet engine: records in, facts into the ledger. One call per window of records; nothing is allocated per packet.
import type { RecordColumns } from '@penstock/sensor/capture'
import { AT, Ledger, OFFSET } from '@penstock/sensor/facts'
import {
  BYTES,
  FIRST,
  FLAGS,
  FLOATS,
  FRAME,
  FRAME_LENGTH,
  FRAME_OFFSET,
  HAS_SPOKEN,
  INTS,
  LAST,
  MAC_HIGH,
  MAC_LOW,
  MAC_ROW,
  PACKETS,
  PROTOCOL,
  SENT_FIRST,
  SLOT,
  TARGET_MAC_ROW,
  UPPER_SLOT,
  VLAN,
} from '@penstock/sensor/flow'
import { decodeLink, Frame, MALFORMED, OK } from '@penstock/sensor/link'
import { decodeIpv4, decodeIpv6, LINK } from '@penstock/sensor/network'
import { AskedNames, ETHERNET, IP, ipProtocol, weighPort } from '@penstock/sensor/protocols'
import { Slab } from '@penstock/sensor/tables'
import { readDatagram } from './datagram.ts'
import { HeldSegments } from './held-segments.ts'
import { readLinkFrame } from './link-frame.ts'
import type { Reading } from './reading.ts'
import { readSegment, release } from './segment.ts'

const TCP = 6
const UDP = 17
/** A later IP fragment carries no ports; its packets are counted under this number. */
const FRAGMENT = 255
const SLAB_SLOTS = 2048
/** Packets between two looks at the room for new flows. */
const STRIDE = 1024

export interface EngineOptions {
  /** Hard cap of flows; the least recently used are given up beyond it. */
  readonly maxFlows: number
  /** Seed of all hashes. It never changes what comes out. */
  readonly seed: number
}

export class Engine implements Reading {
  readonly ledger: Ledger
  readonly slab: Slab
  readonly held: HeldSegments
  readonly frame = new Frame()
  readonly askedNames = new AskedNames()
  packets = 0
  malformed = 0
  evictedFlows = 0
  readonly skipped = new Map<string, number>()
  /** Bytes on the wire; first and last instant. */
  readonly totals = new Float64Array([0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])

  constructor(options: EngineOptions) {
    this.slab = new Slab(Math.min(SLAB_SLOTS, options.maxFlows >> 3))
    this.held = new HeldSegments(this.slab)
    this.ledger = new Ledger(options.maxFlows, options.seed, weighPort, (kind) => (kind >> 8 === LINK ? ETHERNET : IP))
  }

  /** Reads rows `from` to `to - 1`; row 0 of the window is packet `frameBase + 1` of its file. */
  decode(bytes: Uint8Array, view: DataView, columns: RecordColumns, from: number, to: number, frameBase: number): void {
    for (let row = from; row < to; ) {
      // Room is made at fixed packet counts, so that the size of the reads changes nothing, not even what is given up.
      const done = this.packets % STRIDE
      if (done === 0 && !this.ledger.flows.reserve(STRIDE)) this.evict(STRIDE)
      const stop = Math.min(to, row + STRIDE - done)
      this.decodeRows(bytes, view, columns, row, stop, frameBase)
      row = stop
    }
  }

  private decodeRows(
    bytes: Uint8Array,
    view: DataView,
    columns: RecordColumns,
    from: number,
    to: number,
    frameBase: number,
  ): void {
    const { offset, length, wireLength, link, fileOffset } = columns
    const instants = columns.at
    const { wire } = this.ledger
    const { floats } = wire
    const { totals } = this
    for (let row = from; row < to; row += 1) {
      const at = offset[row]!
      wire.frame = frameBase + row + 1
      wire.length = length[row]!
      floats[AT] = instants[row]!
      floats[OFFSET] = fileOffset[row]!
      totals[0]! += wireLength[row]!
      if (instants[row]! < totals[1]!) totals[1] = instants[row]!
      if (instants[row]! > totals[2]!) totals[2] = instants[row]!
      this.packet(bytes, view, link[row]!, at, at + length[row]!, wireLength[row]!)
    }
    this.packets += to - from
  }

  private packet(bytes: Uint8Array, view: DataView, link: number, at: number, end: number, onWire: number): void {
    const { frame } = this
    const verdict = decodeLink(link, bytes, view, at, end, frame)
    if (verdict !== OK) {
      this.refuse(verdict, link)
      return
    }
    if (frame.type === 0x0800) {
      if (decodeIpv4(bytes, view, frame) !== OK) {
        this.odd('ipv4-header')
        return
      }
      this.ipPacket(bytes, view, onWire)
      return
    }
    if (frame.type === 0x86dd) {
      if (decodeIpv6(bytes, view, frame) !== OK) {
        this.odd('ipv6-header')
        return
      }
      frame.source = this.ledger.addresses.ipv6Row(view, frame.sourceAt)
      frame.target = this.ledger.addresses.ipv6Row(view, frame.targetAt)
      this.ipPacket(bytes, view, onWire)
      return
    }
    if (frame.hasMac === 0) {
      this.skip('no-address')
      return
    }
    readLinkFrame(this, bytes, view, onWire)
  }

  private ipPacket(bytes: Uint8Array, view: DataView, onWire: number): void {
    const { frame } = this
    const { protocol, payloadAt } = frame
    // Only a packet that was captured whole can be blamed for promising more than it holds.
    if (frame.payloadLength > frame.payloadEnd - payloadAt && this.ledger.wire.length === onWire) this.odd('ip-length')
    if (frame.fragment !== 0) this.skip('ip-fragment')
    if (frame.fragment === 2) {
      this.plainIp(FRAGMENT, onWire)
      return
    }
    if (protocol === TCP) {
      if (frame.payloadEnd - payloadAt < 20) {
        this.odd('tcp-header')
        return
      }
      const header = (bytes[payloadAt + 12]! >> 4) << 2
      if (header < 20 || header > frame.payloadLength) {
        this.odd('tcp-header')
        return
      }
      const ports = view.getInt32(payloadAt)
      const side = sideOfSource(frame.source, frame.target, ports)
      const flow = this.touch(side, ports, (frame.family << 8) | TCP, onWire)
      readSegment(this, bytes, view, payloadAt, header, flow, side)
      return
    }
    if (protocol === UDP) {
      if (frame.payloadEnd - payloadAt < 8) {
        this.odd('udp-header')
        return
      }
      const ports = view.getInt32(payloadAt)
      const side = sideOfSource(frame.source, frame.target, ports)
      const flow = this.touch(side, ports, (frame.family << 8) | UDP, onWire)
      readDatagram(this, bytes, view, flow, side)
      return
    }
    this.plainIp(protocol, onWire)
  }

  private plainIp(protocol: number, onWire: number): void {
    const { frame, ledger } = this
    const side = frame.source <= frame.target ? 0 : 1
    const flow = this.touch(side, 0, (frame.family << 8) | protocol, onWire)
    ledger.flows.ints[flow * INTS + PROTOCOL] = ipProtocol(protocol)
    ledger.flows.ints[flow * INTS + FLAGS]! |= HAS_SPOKEN << side
  }

  /** Finds or makes the flow of the packet that `side` sent and counts the packet. `ports` are the packet's own order. */
  touch(side: number, ports: number, kind: number, onWire: number): number {
    const { frame, ledger } = this
    const { flows, wire } = ledger
    // A link type is no pair of ports and is not turned.
    const ordered = side === 0 || frame.family === 0 ? ports : (ports << 16) | (ports >>> 16)
    const flow =
      side === 0
        ? flows.of(frame.source, frame.target, ordered, kind)
        : flows.of(frame.target, frame.source, ordered, kind)
    const { ints, floats } = flows
    const at = flow * INTS
    const f = flow * FLOATS + side
    if (flows.isNew && side === 0) ints[at + FLAGS] = SENT_FIRST
    if (ints[at + PACKETS] === 0 && ints[at + PACKETS + 1] === 0) flows.touch(flow)
    if (frame.hasMac === 1) {
      const own = at + side
      if (
        ints[own + MAC_LOW] !== frame.sourceMacLow ||
        ints[own + MAC_HIGH] !== frame.sourceMacHigh ||
        ints[own + VLAN] !== frame.vlan ||
        ints[own + MAC_ROW] === -1
      ) {
        this.changeSender(flow, side)
      }
    }
    if (ints[at + PACKETS + side] === 0) {
      ints[at + FRAME + side] = wire.frame
      ints[at + FRAME_LENGTH + side] = wire.length
      floats[f + FIRST] = wire.floats[AT]!
      floats[f + FRAME_OFFSET] = wire.floats[OFFSET]!
    }
    ints[at + PACKETS + side]! += 1
    floats[f + LAST] = wire.floats[AT]!
    floats[f + BYTES]! += onWire
    return flow
  }

  private changeSender(flow: number, side: number): void {
    const { frame, ledger } = this
    const { ints } = ledger.flows
    const at = flow * INTS
    ledger.settleSide(flow, side)
    ints[at + MAC_HIGH + side] = frame.sourceMacHigh
    ints[at + MAC_LOW + side] = frame.sourceMacLow
    ints[at + MAC_ROW + side] = ledger.addresses.macRow(frame.sourceMacHigh, frame.sourceMacLow)
    ints[at + VLAN + side] = frame.vlan
    ints[at + TARGET_MAC_ROW + 1 - side] = ledger.addresses.macRow(frame.targetMacHigh, frame.targetMacLow)
  }

  /** Reads the segments that still wait for bytes in front of them; the end of a batch waits for nobody. */
  releaseHeld(): void {
    for (const key of this.held.keys()) release(this, key >> 1, key & 1)
  }

  /** Gives up the least recently used flows so that `more` new ones fit, and a sixteenth of the table beyond. */
  private evict(more: number): void {
    const { ledger } = this
    const { flows } = ledger
    ledger.settle()
    const count = Math.min(flows.size, more + (flows.maxFlows >> 4))
    for (let n = 0; n < count; n += 1) {
      const flow = flows.leastRecent()
      for (let side = 0; side < 2; side += 1) {
        const slot = flows.ints[flow * INTS + SLOT + side]!
        const upper = flows.ints[flow * INTS + UPPER_SLOT + side]!
        if (slot >= 0) this.slab.give(slot)
        if (upper >= 0) this.slab.give(upper)
        this.held.forget(flow * 2 + side)
      }
      flows.remove(flow)
    }
    this.evictedFlows += count
    flows.reserve(more)
  }

  private refuse(verdict: number, link: number): void {
    if (verdict === MALFORMED) this.odd('link-header')
    else this.skip(`link-type-${link}`)
  }

  /** Notes a packet that does not hold together below any flow. */
  odd(kind: string): void {
    const { frame, ledger } = this
    this.malformed += 1
    ledger.anomalies.note(kind, frame.sourceMacHigh, frame.sourceMacLow, 'header does not fit the frame', ledger.wire)
  }

  skip(reason: string): void {
    this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + 1)
  }
}

/** Side 0 is the lower address, then the lower port. */
function sideOfSource(source: number, target: number, ports: number): number {
  if (source !== target) return source < target ? 0 : 1
  return ports >>> 16 <= (ports & 0xffff) ? 0 : 1
}
