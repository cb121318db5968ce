// FINS: the header of a command or response, and the frame around it on TCP.
// Sources: Omron W227-E1 §3-3 (header); W421-E1 §7-4 (FINS/TCP header).
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'

/** ICF, reserved, gateway count, destination (network, node, unit), source (the same), service id, command. */
export const HEADER = 12
export const TCP_HEADER = 16
const MAGIC = 0x46494e53
/** W421 §7-4: command (4) and error (4) count, a FINS frame is at most 2,012 octets, some makers' stacks allow more. */
const LONGEST_TCP = 8192

/** Commands of the TCP header. */
export const TCP_CLIENT_NODE = 0
export const TCP_FRAME = 2

/** Bytes of the TCP message that begins at `at`, or a verdict. */
export function finsTcpLength(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end - at < 8) return isPrefix(bytes, at, end) ? NEED_MORE : NOT_MINE
  if (view.getUint32(at) !== MAGIC) return NOT_MINE
  const length = view.getUint32(at + 4)
  return length < 8 || length > LONGEST_TCP ? NOT_MINE : 8 + length
}

export function looksLikeFinsTcp(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  return end - at >= TCP_HEADER && finsTcpLength(bytes, view, at, end) > 0 && view.getUint32(at + 8) <= 6
}

/** True when `bytes[at..end)` has the form of a header: bits of the first octet, the reserved one, the gateway count. */
export function isHeader(bytes: Uint8Array, at: number, end: number): boolean {
  return end - at >= HEADER && (bytes[at]! & 0xbe) === 0x80 && bytes[at + 1] === 0 && bytes[at + 2]! <= 7
}

/** Bit 6 of the first octet. */
export function isResponse(bytes: Uint8Array, at: number): boolean {
  return (bytes[at]! & 0x40) !== 0
}

/**
 * Where in or behind an address a message goes: `network << 16 | node << 8 | unit`, 0 for the addressed CPU itself. On Ethernet a node is
 * the last octet of its own address, so such a node is the device that was addressed, whatever number its network bears.
 */
export function moduleOf(network: number, node: number, unit: number, lastOctet: number): number {
  const isOwn = network === 0 || node === lastOctet
  return ((isOwn ? 0 : (network << 16) | (node << 8)) | unit) >>> 0
}

/** `network 3 node 5 unit 16`, or an empty text for the device itself. */
export function moduleText(module: number): string {
  const unit = module & 0xff
  const far = module >>> 8 === 0 ? '' : `network ${(module >>> 16) & 0xff} node ${(module >>> 8) & 0xff}`
  return unit === 0 ? far : `${far}${far === '' ? '' : ' '}unit ${unit}`
}

function isPrefix(bytes: Uint8Array, at: number, end: number): boolean {
  for (let n = 0; n < 4 && at + n < end; n += 1) if (bytes[at + n] !== (MAGIC >>> (24 - n * 8)) % 256) return false
  return true
}
