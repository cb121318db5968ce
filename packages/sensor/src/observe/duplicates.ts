// The same packet seen twice: a mirror of both directions, or of several VLANs, hands on what passes two of its ports twice, and a router
// between them changes TTL, checksum, MAC addresses and tag. What is compared is what no forwarding changes, so the copy of a packet is told
// from one that was sent again: that one comes later than the window, or with another IP identification or checksum.
// Allocates nothing per packet; a fixed table holds what was seen last.
import { AT, type Wire } from '@penstock/sensor/facts'
import { type Frame, NO_MACS } from '@penstock/sensor/link'

/** Copies come from the same switch; the fastest retransmission that a network shows takes longer. */
export const DUPLICATE_WINDOW_MICROS = 1000

/** Pairs of places. A packet that is pushed out by others before its copy comes is not known again. */
const SETS = 2048
/** Bytes from the beginning that are looked at; the checksum of TCP and UDP speaks for the rest, and the last word for what has none. */
const MOST_BYTES = 128
/** Of TCP the header and options: the same bytes of a stream cannot be sent twice with different ones and both be taken. */
const MOST_TCP_BYTES = 32
const TCP = 6
const C1 = 0x9e37_79b1
const C2 = 0x85eb_ca6b
const TYPE_ARP = 0x0806
const ARP_BYTES = 28

export class Duplicates {
  private readonly windowMicros: number
  private readonly keys = new Int32Array(SETS * 4)
  private readonly instants = new Float64Array(SETS * 2).fill(Number.NEGATIVE_INFINITY)
  private first = 0
  private second = 0

  /** @param windowMicros two sightings less than this apart are one packet; 0 to keep all */
  constructor(windowMicros: number) {
    this.windowMicros = windowMicros
  }

  /** What comes now is no copy of anything before. */
  forget(): void {
    this.instants.fill(Number.NEGATIVE_INFINITY)
  }

  /** True when the IP packet in `frame` was seen just before. Its header was read: IPv4 when `family` says so, else IPv6. */
  isPacketCopy(view: DataView, frame: Frame, wire: Wire): boolean {
    if (this.windowMicros === 0) return false
    const { at, payloadEnd, protocol } = frame
    const length = payloadEnd - at
    if (frame.family === 4) {
      // Identification and fragment; addresses; version, service and length. TTL and the header's checksum change on the way.
      // Spread over all bits before the body comes: neighbours whose ports differ as their addresses do are no copies of each other.
      this.first = Math.imul(
        Math.imul(view.getInt32(at + 4) ^ (length << 8) ^ protocol, C1) ^ view.getInt32(at + 12),
        C2,
      )
      this.second = Math.imul(view.getInt32(at + 16), C2) ^ view.getInt32(at)
      this.body(view, at + 20, payloadEnd, protocol === TCP ? MOST_TCP_BYTES : MOST_BYTES)
    } else {
      this.first = Math.imul(view.getInt32(at) ^ protocol, C1) ^ length
      this.second = view.getInt32(at + 4) & ~0xff
      this.body(view, at + 8, payloadEnd, MOST_BYTES)
    }
    return this.isKnown(wire)
  }

  /** The same for a frame without IP: no router passes it on, so its addresses count, and filling does not. */
  isFrameCopy(bytes: Uint8Array, view: DataView, frame: Frame, wire: Wire): boolean {
    if (this.windowMicros === 0 || frame.hasMac === NO_MACS) return false
    const { at } = frame
    let end = frame.type === TYPE_ARP ? Math.min(frame.end, at + ARP_BYTES) : frame.end
    while (end > at && bytes[end - 1] === 0) end -= 1
    this.first = Math.imul(frame.sourceMacLow ^ frame.type, C1) ^ ((frame.sourceMacHigh << 16) | frame.targetMacHigh)
    this.second = Math.imul(frame.targetMacLow, C2) ^ (end - at)
    this.body(view, at, end, MOST_BYTES)
    return this.isKnown(wire)
  }

  /** Two sums side by side, each over every other word: neither waits for the other. A step never makes two sums of one word alike. */
  private body(view: DataView, from: number, end: number, most: number): void {
    let { first, second } = this
    const stop = Math.min(end, from + most)
    let at = from
    for (; at + 8 <= stop; at += 8) {
      first = Math.imul(first ^ (first >>> 15) ^ view.getInt32(at), C1)
      second = Math.imul(second ^ (second >>> 13) ^ view.getInt32(at + 4), C2)
    }
    if (at + 4 <= stop) {
      first = Math.imul(first ^ (first >>> 15) ^ view.getInt32(at), C1)
      at += 4
    }
    if (stop < end) second = Math.imul(second ^ (second >>> 13) ^ view.getInt32(end - 4), C2)
    else for (; at < stop; at += 1) second = Math.imul(second ^ (second >>> 13) ^ view.getUint8(at), C2)
    this.first = first ^ (second >>> 16)
    this.second = second
  }

  private isKnown(wire: Wire): boolean {
    const instant = wire.floats[AT]!
    const { keys, instants, windowMicros } = this
    const first = this.first
    const { second } = this
    const set = ((first ^ (first >>> 16)) & (SETS - 1)) << 1
    for (let way = set; way < set + 2; way += 1) {
      if (keys[way << 1] !== first || keys[(way << 1) + 1] !== second) continue
      if (Math.abs(instant - instants[way]!) < windowMicros) return true
    }
    // The newer one stands in front, by when it came: a clock that was set back would keep what is old.
    const place = set << 1
    keys[place + 2] = keys[place]!
    keys[place + 3] = keys[place + 1]!
    instants[set + 1] = instants[set]!
    keys[place] = first
    keys[place + 1] = second
    instants[set] = instant
    return false
  }
}
