// IP packets in pieces, and IPv6 packets behind extension headers, made of whole frames. Sources: RFC 791 §3.2, RFC 8200 §4,
// RFC 4302 §2.
import { be16, be32, bytes, zeros } from './bytes.ts'
import { internetChecksum } from './checksum.ts'

const ETHERNET = 14
const IPV4 = 20
const IPV6 = 40
const UNIT = 8

export interface Piece {
  /** Bytes of the packet's payload that this piece carries: from `start` to before `end`. */
  readonly start: number
  readonly end: number
  /** More follow; unless told, all pieces but the one that reaches the end. */
  readonly more?: boolean
  /** Bytes in the place of the packet's own. */
  readonly data?: Uint8Array
}

/** Frames that carry the pieces of the IPv4 or IPv6 packet of an untagged frame, in the order given. */
export function piecesOf(frame: Uint8Array, pieces: readonly Piece[], id: number): Uint8Array[] {
  const isIpv6 = frame[12] === 0x86
  const front = frame.subarray(0, ETHERNET)
  const packet = frame.subarray(ETHERNET)
  const header = packet.subarray(0, isIpv6 ? IPV6 : IPV4)
  const length = isIpv6 ? (packet[4]! << 8) | packet[5]! : ((packet[2]! << 8) | packet[3]!) - IPV4
  const payload = packet.subarray(header.length, header.length + length)
  return pieces.map((piece) => {
    const data = piece.data ?? payload.subarray(piece.start, piece.end)
    const more = piece.more ?? piece.end < length
    const made = isIpv6
      ? ipv6Piece(header, data, piece.start, more, id)
      : ipv4Piece(header, data, piece.start, more, id)
    return bytes(front, made)
  })
}

/** Pieces that cover `length` bytes, each of at most `size` (a multiple of 8). */
export function piecesOfSize(length: number, size: number): Piece[] {
  const pieces: Piece[] = []
  for (let start = 0; start < length; start += size) pieces.push({ start, end: Math.min(length, start + size) })
  return pieces
}

/** Bytes that the IP packet of an untagged frame carries. */
export function ipPayloadLength(frame: Uint8Array): number {
  return frame[12] === 0x86 ? (frame[18]! << 8) | frame[19]! : ((frame[16]! << 8) | frame[17]!) - IPV4
}

export const EXTENSION = { hopByHop: 0, routing: 43, fragment: 44, authentication: 51, destination: 60 } as const

/** The frame of an IPv6 packet with extension headers of these kinds put in front of what it carries. */
export function withExtensions(frame: Uint8Array, kinds: readonly (keyof typeof EXTENSION)[]): Uint8Array {
  const header = frame.subarray(ETHERNET, ETHERNET + IPV6)
  const payload = frame.subarray(ETHERNET + IPV6, ETHERNET + IPV6 + ipPayloadLength(frame))
  const chain: Uint8Array[] = []
  let next = header[6]!
  for (const kind of [...kinds].reverse()) {
    chain.unshift(extension(kind, next))
    next = EXTENSION[kind]
  }
  const extended = bytes(...chain, payload)
  return bytes(frame.subarray(0, ETHERNET), ipv6Header(header, next, extended.length), extended)
}

function extension(kind: keyof typeof EXTENSION, next: number): Uint8Array {
  switch (kind) {
    // One option of padding (PadN) fills the header to eight octets.
    case 'hopByHop':
    case 'destination':
      return bytes(next, 0, 1, 4, zeros(4))
    // Type 4 (segment routing) with no segment left, and one address.
    case 'routing':
      return bytes(next, 2, 4, 0, zeros(20))
    // An atomic fragment: first and last at once.
    case 'fragment':
      return bytes(next, 0, be16(0), be32(77))
    // Length counts words of four octets less two.
    case 'authentication':
      return bytes(next, 4, be16(0), be32(1), be32(1), zeros(12))
  }
}

function ipv4Piece(header: Uint8Array, data: Uint8Array, start: number, more: boolean, id: number): Uint8Array {
  const flags = (more ? 0x2000 : 0) | (start / UNIT)
  const front = bytes(header[0]!, header[1]!, be16(IPV4 + data.length), be16(id), be16(flags), header[8]!, header[9]!)
  const ends = header.subarray(12)
  return bytes(front, be16(internetChecksum(front, ends)), ends, data)
}

function ipv6Piece(header: Uint8Array, data: Uint8Array, start: number, more: boolean, id: number): Uint8Array {
  const fragment = bytes(header[6]!, 0, be16(start | (more ? 1 : 0)), be32(id))
  return bytes(ipv6Header(header, EXTENSION.fragment, fragment.length + data.length), fragment, data)
}

function ipv6Header(header: Uint8Array, next: number, length: number): Uint8Array {
  return bytes(header.subarray(0, 4), be16(length), next, header.subarray(7))
}
