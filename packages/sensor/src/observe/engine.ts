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
  HAS_ENDED,
  HAS_SPOKEN,
  INTS,
  IS_SHALLOW,
  IS_TLS,
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
import {
  ALL_MACS,
  decodeEthernet,
  decodeLabels,
  decodeLink,
  Frame,
  frameBehindLabels,
  MALFORMED,
  NO_MACS,
  NO_VLAN,
  OK,
  TYPE_LABELS,
} from '@penstock/sensor/link'
import {
  BAD_TUNNEL,
  COMPLETE,
  decodeIpv4,
  decodeIpv6,
  FRAME_INSIDE,
  Fragments,
  Inside,
  isTunnel,
  LABELS_INSIDE,
  LINK,
  NOTHING_INSIDE,
  NOTHING_YET,
  OPENED_MIRROR,
  openTunnel,
  passExtensions,
} from '@penstock/sensor/network'
import { AskedNames, ERSPAN, ETHERNET, IP, ipProtocol, remembersNothing, weighPort } from '@penstock/sensor/protocols'
import { Slab } from '@penstock/sensor/tables'
import { readDatagram } from './datagram.ts'
import { DUPLICATE_WINDOW_MICROS, Duplicates } from './duplicates.ts'
import { HeldSegments } from './held-segments.ts'
import { readLinkFrame } from './link-frame.ts'
import type { PduTap } from './pdu-tap.ts'
import type { Reading } from './reading.ts'
import { readSegment, release } from './segment.ts'
import type { Share } from './share.ts'
import { Streams } from './streams.ts'

const TCP = 6
const UDP = 17
/** A later IP fragment that cannot be put together carries no ports; it is counted under this number. */
const FRAGMENT = 255
const SLAB_SLOTS = 2048
/** Packets of several interfaces are written a little out of order; further back than this is a clock that was set. */
const BACK_MICROS = 2_000_000
/** A plant network is not without a packet for this long: the clock was set, or the capture paused. */
const FORWARD_MICROS = 3_600_000_000
/** Packets between two looks at the room for new flows. */
const STRIDE = 1024
/** Tunnels within tunnels that are opened; more than a provider's network around a mirror session has is meant to tire the reader. */
const MOST_TUNNELS = 4

export interface EngineOptions {
  /** Hard cap of flows; the least recently used are given up beyond it. */
  readonly maxFlows: number
  /** Seed of all hashes. It never changes what comes out. */
  readonly seed: number
  /** Two sightings of a packet less than this apart are one; 0 keeps all. Default 1,000. */
  readonly duplicateMicros?: number | undefined
  readonly tap?: PduTap
  /** Reads no other packets than those of this share. */
  readonly share?: Share | undefined
}

export class Engine implements Reading {
  readonly ledger: Ledger
  readonly slab: Slab
  readonly held: HeldSegments
  readonly frame = new Frame()
  readonly inside = new Inside()
  private readonly duplicates: Duplicates
  /** Last instant of the file before, until the first packet of this one is read; else below any instant. */
  private endOfFile = Number.NEGATIVE_INFINITY
  /** Packets inside of others for whose flows there is room. */
  private roomInside = 0
  /** Nothing of the packet being read was left out when it was captured. */
  private isWhole = true
  readonly fragments: Fragments
  readonly askedNames = new AskedNames()
  readonly tap: PduTap | null
  private readonly share: Share | null
  /** What is odd about the packet being read is this reader's to note. */
  private isOwn = true
  packets = 0
  malformed = 0
  evictedFlows = 0
  /** Packets that were another sighting of one. */
  copies = 0
  /** What was seen of TCP, added up. */
  readonly streams = new Streams()
  readonly skipped = new Map<string, number>()
  /** Bytes on the wire; first and last instant; instant of the packet before, no number at the beginning of a file. */
  readonly totals = new Float64Array([0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])

  constructor(options: EngineOptions) {
    this.slab = new Slab(Math.min(SLAB_SLOTS, options.maxFlows >> 3))
    this.held = new HeldSegments(this.slab)
    this.duplicates = new Duplicates(options.duplicateMicros ?? DUPLICATE_WINDOW_MICROS)
    this.fragments = new Fragments(options.seed)
    this.tap = options.tap ?? null
    this.share = options.share ?? null
    this.ledger = new Ledger(options.maxFlows, options.seed, weighPort, (kind) => (kind >> 8 === LINK ? ETHERNET : IP))
  }

  /** What follows is another file: a clock that differs from that of the one before says nothing. */
  nextFile(): void {
    this.endOfFile = this.totals[3]!
    this.totals[3] = Number.NaN
  }

  /** Reads rows `from` to `to - 1`; row 0 of the window is packet `frameBase + 1` of its file. */
  decode(bytes: Uint8Array, view: DataView, columns: RecordColumns, from: number, to: number, frameBase: number): void {
    // A file that begins before the last one ended is not the rest of that capture: what is alike in both was sent or recorded twice.
    if (from < to && columns.at[from]! < this.endOfFile) this.duplicates.forget()
    this.endOfFile = Number.NEGATIVE_INFINITY
    for (let row = from; row < to; ) {
      // Room is made at fixed packet counts, so that the size of the reads changes nothing, not even what is given up.
      const done = this.packets % STRIDE
      if (done === 0) {
        if (this.ledger.flows.isTight(STRIDE)) this.retire()
        if (!this.ledger.flows.reserve(STRIDE)) this.evict(STRIDE)
        this.roomInside = 0
      }
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
      if (instants[row]! - totals[3]! > FORWARD_MICROS || totals[3]! - instants[row]! > BACK_MICROS)
        this.noteJump(instants[row]!)
      totals[3] = instants[row]!
      if (instants[row]! < totals[1]!) totals[1] = instants[row]!
      if (instants[row]! > totals[2]!) totals[2] = instants[row]!
      this.packet(bytes, view, link[row]!, at, at + length[row]!, wireLength[row]!)
    }
    this.packets += to - from
  }

  private packet(bytes: Uint8Array, view: DataView, link: number, at: number, end: number, onWire: number): void {
    const { frame, share } = this
    if (share !== null) this.isOwn = share.isFirst
    const verdict = decodeLink(link, bytes, view, at, end, frame)
    if (verdict !== OK) {
      this.refuse(verdict, link)
      return
    }
    this.isWhole = end - at === onWire
    this.network(bytes, view, onWire)
    if (this.inside.kind !== NOTHING_INSIDE) this.open()
  }

  // A tunnel was counted as the conversation that it is; what it holds is read like any other packet, and may hold one again.
  private open(): void {
    const { frame, inside } = this
    if (this.share !== null) this.share.hasTunnels = true
    for (let depth = 1; inside.kind !== NOTHING_INSIDE; depth += 1) {
      const { kind, bytes, view, at, end, length } = inside
      inside.kind = NOTHING_INSIDE
      if (depth > MOST_TUNNELS) {
        this.skip('tunnel-too-deep')
        return
      }
      if (this.roomInside === 0) this.makeRoomInside()
      this.roomInside -= 1
      this.isWhole = this.isWhole && !inside.isCut && end - at >= length
      frame.family = 0
      if (kind === FRAME_INSIDE) {
        if (decodeEthernet(bytes, view, at, end, frame) !== OK) {
          this.odd('tunnel-frame')
          return
        }
        if (frame.vlan === NO_VLAN) frame.vlan = inside.vlan
      } else {
        frame.hasMac = NO_MACS
        frame.vlan = inside.vlan
        frame.at = at
        frame.end = end
        frame.type = bytes[at]! >> 4 === 6 ? 0x86dd : 0x0800
        if (kind === LABELS_INSIDE && decodeLabels(bytes, at, end, frame) !== OK) {
          this.odd('mpls-labels')
          return
        }
      }
      this.network(bytes, view, Math.max(length, end - at))
    }
  }

  // Beside the room that the packets of this stride have.
  private makeRoomInside(): void {
    if (!this.ledger.flows.reserve(STRIDE * 2)) this.evict(STRIDE * 2)
    this.roomInside = STRIDE
  }

  /** Reads what stands behind the link header. */
  private network(bytes: Uint8Array, view: DataView, onWire: number): void {
    const { frame } = this
    if (frame.type === 0x0800) {
      if (decodeIpv4(bytes, view, frame) !== OK) {
        this.odd('ipv4-header')
        return
      }
      if (this.share !== null && !this.isOfShare(this.share, view)) return
      if (this.duplicates.isPacketCopy(view, frame, this.ledger.wire)) {
        this.copies += 1
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
      // Whose packet it is hangs on its addresses; a copy's are known already, so asking early changes nothing.
      frame.source = this.ledger.addresses.ipv6Row(view, frame.sourceAt)
      frame.target = this.ledger.addresses.ipv6Row(view, frame.targetAt)
      if (this.share !== null && !this.isOfShare(this.share, view)) return
      if (this.duplicates.isPacketCopy(view, frame, this.ledger.wire)) {
        this.copies += 1
        return
      }
      this.ipPacket(bytes, view, onWire)
      return
    }
    if (this.share !== null && !this.share.takesLinkFrame()) return
    if (this.duplicates.isFrameCopy(bytes, view, frame, this.ledger.wire)) {
      this.copies += 1
      return
    }
    if (frame.type === TYPE_LABELS) this.openLabels(bytes, view)
    if (frame.hasMac === ALL_MACS) readLinkFrame(this, bytes, view, onWire)
    else if (this.inside.kind === NOTHING_INSIDE) this.skip('no-address')
  }

  private isOfShare(share: Share, view: DataView): boolean {
    this.isOwn = share.isMine(view, this.frame)
    return this.isOwn
  }

  // Labels say nothing of what is behind them; a pseudowire's frame is taken for one when it looks like one.
  private openLabels(bytes: Uint8Array, view: DataView): void {
    const { frame, inside } = this
    const at = frameBehindLabels(bytes, view, frame.at, frame.end)
    if (at < 0) return
    inside.kind = FRAME_INSIDE
    inside.bytes = bytes
    inside.view = view
    inside.at = at
    inside.end = frame.end
    inside.length = frame.end - at
    inside.vlan = NO_VLAN
    inside.isCut = false
  }

  private ipPacket(bytes: Uint8Array, view: DataView, onWire: number): void {
    const { frame } = this
    // Only a packet that was captured whole can be blamed for promising more than it holds.
    if (frame.payloadLength > frame.payloadEnd - frame.payloadAt && this.isWhole) this.odd('ip-length')
    if (frame.fragment !== 0) this.fragment(bytes, view, onWire)
    else this.transport(bytes, view, onWire)
  }

  // A piece counts for the flow of its packet; what the packet carries is read with the last piece.
  private fragment(bytes: Uint8Array, view: DataView, onWire: number): void {
    const { frame, fragments, ledger } = this
    if (frame.payloadEnd - frame.payloadAt < frame.payloadLength) {
      this.skip('ip-fragment')
      if (frame.fragment === 2) this.plainIp(FRAGMENT, onWire)
      else this.transport(bytes, view, onWire)
      return
    }
    const verdict = fragments.add(bytes, frame, ledger.wire.floats[AT]!)
    if (fragments.oddity !== null) {
      this.malformed += 1
      ledger.anomalies.note(fragments.oddity, frame.source, frame.target, 'pieces of an IP packet', ledger.wire)
    }
    if (verdict === COMPLETE) this.wholeAgain(onWire)
    else this.countPiece(bytes, view, onWire)
  }

  private wholeAgain(onWire: number): void {
    const { frame, fragments } = this
    fragments.recall()
    frame.fragment = 0
    frame.protocol = fragments.protocol
    frame.payloadAt = fragments.at
    frame.payloadEnd = fragments.at + fragments.length
    frame.payloadLength = fragments.length
    if (passExtensions(fragments.bytes, fragments.view, frame) !== OK || frame.fragment !== 0) {
      this.odd('ip-header')
      return
    }
    this.addHeld(this.transport(fragments.bytes, fragments.view, onWire))
  }

  private countPiece(bytes: Uint8Array, view: DataView, onWire: number): void {
    const { frame, fragments } = this
    fragments.recall()
    if (frame.fragment === 1 && passExtensions(bytes, view, frame) === OK) {
      const hasPorts = frame.protocol === TCP || frame.protocol === UDP
      if (!hasPorts) fragments.opened(frame.protocol, 0)
      else if (frame.payloadEnd - frame.payloadAt >= 4) fragments.opened(frame.protocol, view.getInt32(frame.payloadAt))
    }
    if (fragments.carries === NOTHING_YET) {
      fragments.hold(onWire)
      return
    }
    const { ports, carries } = fragments
    if (carries !== TCP && carries !== UDP) {
      this.addHeld(this.plainIp(carries, onWire))
      return
    }
    const side = sideOfSource(frame.source, frame.target, ports)
    this.addHeld(this.touch(side, ports, (frame.family << 8) | carries, onWire))
  }

  // Pieces that came before the first one, counted with the flow that it names.
  private addHeld(flow: number): void {
    const { frame, fragments, ledger } = this
    if (flow < 0 || fragments.heldPackets === 0) return
    const { ints, floats } = ledger.flows
    const side = frame.source === ledger.flows.word(flow, 0) ? 0 : 1
    ints[flow * INTS + PACKETS + side]! += fragments.heldPackets
    floats[flow * FLOATS + BYTES + side]! += fragments.heldBytes
  }

  /** Reads what an IP packet carries. Gives its flow, or -1 when the header does not hold together. */
  private transport(bytes: Uint8Array, view: DataView, onWire: number): number {
    const { frame } = this
    const { protocol, payloadAt } = frame
    if (protocol === TCP) {
      if (frame.payloadEnd - payloadAt < 20) {
        this.odd('tcp-header')
        return -1
      }
      const header = (bytes[payloadAt + 12]! >> 4) << 2
      if (header < 20 || header > frame.payloadLength) {
        this.odd('tcp-header')
        return -1
      }
      const ports = view.getInt32(payloadAt)
      const side = sideOfSource(frame.source, frame.target, ports)
      const flow = this.touch(side, ports, (frame.family << 8) | TCP, onWire)
      readSegment(this, bytes, view, payloadAt, header, flow, side)
      return flow
    }
    if (protocol === UDP) {
      if (frame.payloadEnd - payloadAt < 8) {
        this.odd('udp-header')
        return -1
      }
      const ports = view.getInt32(payloadAt)
      const side = sideOfSource(frame.source, frame.target, ports)
      const flow = this.touch(side, ports, (frame.family << 8) | UDP, onWire)
      readDatagram(this, bytes, view, flow, side)
      return flow
    }
    const flow = this.plainIp(protocol, onWire)
    if (isTunnel(protocol)) {
      const verdict = openTunnel(bytes, view, frame, this.inside)
      if (verdict === OPENED_MIRROR) this.ledger.flows.ints[flow * INTS + PROTOCOL] = ERSPAN
      else if (verdict === BAD_TUNNEL) this.badTunnel(flow)
    }
    return flow
  }

  private plainIp(protocol: number, onWire: number): number {
    const { frame, ledger } = this
    const side = frame.source <= frame.target ? 0 : 1
    const flow = this.touch(side, 0, (frame.family << 8) | protocol, onWire)
    ledger.flows.ints[flow * INTS + PROTOCOL] = ipProtocol(protocol)
    ledger.flows.ints[flow * INTS + FLAGS]! |= HAS_SPOKEN << side
    return flow
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
    if (frame.hasMac !== NO_MACS) {
      const own = at + side
      if (
        ints[own + MAC_LOW] !== frame.sourceMacLow ||
        ints[own + MAC_HIGH] !== frame.sourceMacHigh ||
        ints[own + VLAN] !== frame.vlan
      ) {
        this.changeSender(flow, side)
      }
    }
    if (ints[at + PACKETS + side] === 0) {
      ints[at + FRAME + side] = wire.frame
      ints[at + FRAME_LENGTH + side] = wire.length
      floats[f + FIRST] = wire.floats[AT]!
      floats[f + LAST] = wire.floats[AT]!
      floats[f + FRAME_OFFSET] = wire.floats[OFFSET]!
    }
    ints[at + PACKETS + side]! += 1
    // Clocks may go back: the first is the earliest, the last the latest.
    if (wire.floats[AT]! < floats[f + FIRST]!) floats[f + FIRST] = wire.floats[AT]!
    if (wire.floats[AT]! > floats[f + LAST]!) floats[f + LAST] = wire.floats[AT]!
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
    if (frame.hasMac !== ALL_MACS) return
    ints[at + TARGET_MAC_ROW + 1 - side] = ledger.addresses.macRow(frame.targetMacHigh, frame.targetMacLow)
  }

  /** What was not read or not kept below the protocols, by reason. */
  passedOver(): Map<string, number> {
    const { skipped, fragments, ledger } = this
    return new Map([
      ...skipped,
      ['ip-fragment', (skipped.get('ip-fragment') ?? 0) + fragments.lost],
      ['duplicate', this.copies],
      ['flows-given-up', this.evictedFlows],
      ['addresses-beyond-table', ledger.addresses.overflow],
    ])
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
      this.remove(flows.leastRecent())
    }
    this.evictedFlows += count
    flows.reserve(more)
  }

  /** Forgets TCP connections that ended a while ago, so that many short ones take no more room than those at once. Nothing is lost. */
  private retire(): void {
    const { ledger } = this
    const { flows } = ledger
    const isOver = (flow: number): boolean => {
      const flags = flows.ints[flow * INTS + FLAGS]!
      if ((flags & (HAS_ENDED * 3)) !== HAS_ENDED * 3 || !flows.isIdle(flow)) return false
      return (flags & (IS_SHALLOW | IS_TLS)) !== 0 || remembersNothing(flows.ints[flow * INTS + PROTOCOL]!)
    }
    ledger.settleFlows(isOver)
    for (let flow = flows.leastRecent(); flow >= 0; ) {
      const next = flows.usedAfter(flow)
      if (isOver(flow)) this.remove(flow)
      flow = next
    }
  }

  private remove(flow: number): void {
    const { flows } = this.ledger
    for (let side = 0; side < 2; side += 1) {
      const slot = flows.ints[flow * INTS + SLOT + side]!
      const upper = flows.ints[flow * INTS + UPPER_SLOT + side]!
      if (slot >= 0) this.slab.give(slot)
      if (upper >= 0) this.slab.give(upper)
      this.held.forget(flow * 2 + side)
    }
    flows.remove(flow)
  }

  private refuse(verdict: number, link: number): void {
    if (verdict === MALFORMED) this.odd('link-header')
    else this.skip(`link-type-${link}`)
  }

  /** The clock of the capture went back, or so far forward that it was set or the capture paused. */
  private noteJump(at: number): void {
    const { ledger, totals } = this
    if (this.share?.isFirst === false) return
    const seconds = (at - totals[3]!) / 1_000_000
    const kind = seconds < 0 ? 'clock-back' : 'clock-forward'
    ledger.anomalies.note(
      kind,
      0,
      0,
      `the clock of the capture went by ${seconds.toFixed(1)} s from one packet to the next`,
      ledger.wire,
    )
  }

  badTunnel(flow: number): void {
    this.malformed += 1
    this.ledger.odd('tunnel-header', flow, 'a tunnel whose header does not fit what it carries')
  }

  /** Notes a packet that does not hold together below any flow. */
  odd(kind: string): void {
    const { frame, ledger } = this
    if (!this.isOwn) return
    this.malformed += 1
    ledger.anomalies.note(kind, frame.sourceMacHigh, frame.sourceMacLow, 'header does not fit the frame', ledger.wire)
  }

  skip(reason: string): void {
    if (!this.isOwn) return
    this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + 1)
  }
}

/** Side 0 is the lower address, then the lower port. */
function sideOfSource(source: number, target: number, ports: number): number {
  if (source !== target) return source < target ? 0 : 1
  return ports >>> 16 <= (ports & 0xffff) ? 0 : 1
}
