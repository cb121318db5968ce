// The packet that is being read. One object lives for the whole capture; decoders fill its integers in place.

/** Pseudo ethertypes above 16 bits, for frames that carry none: LLC by its destination SAP, SNAP by its protocol id. */
export const LLC = 0x1_0000
export const CISCO_SNAP = 0x2_0000
export const NO_VLAN = -1
/** Which link addresses a frame has: none (raw, loopback), both, or only its sender's (cooked). */
export const NO_MACS = 0
export const ALL_MACS = 1
export const SOURCE_MAC = 2

export class Frame {
  /** NO_MACS, ALL_MACS or SOURCE_MAC. */
  hasMac = NO_MACS
  /** First two octets. */
  sourceMacHigh = 0
  /** Last four octets as a signed word. */
  sourceMacLow = 0
  targetMacHigh = 0
  targetMacLow = 0
  /** Innermost VLAN id, or -1; a priority tag (id 0) is none. */
  vlan = NO_VLAN
  /** Ethertype, or one of the pseudo types. */
  type = 0
  /** First byte behind the link header and end of what was captured. */
  at = 0
  end = 0

  /** IP: 4, 6, or 0 when the frame holds none. */
  family = 0
  /** IPv4: the address. IPv6: filled by the reader of addresses with its row. */
  source = 0
  target = 0
  /** IPv6: where the 16 octets stand. */
  sourceAt = 0
  targetAt = 0
  /** IP protocol number of the last header. */
  protocol = 0
  /** Bytes of the IP payload that are there, and how many the header promised. */
  payloadAt = 0
  payloadEnd = 0
  payloadLength = 0
  /** 0: whole; 1: a first fragment, 2: a later one. The payload of a fragment is the part of the packet that it carries. */
  fragment = 0
  /** What tells the fragments of one packet, where this one begins in it in bytes, and whether more follow. */
  fragmentId = 0
  fragmentOffset = 0
  hasMore = false
}

/** Verdicts of link and network decoders. */
export const OK = 0
export const MALFORMED = 1
export const UNKNOWN_LINK = 2
