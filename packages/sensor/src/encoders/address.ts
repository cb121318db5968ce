// Addresses as text to bytes. IPv6 text: RFC 4291 §2.2.
import { hex } from './bytes.ts'

export const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff'

/** Six bytes of `00:11:22:33:44:55` (or with dashes). */
export function macBytes(mac: string): Uint8Array {
  return hex(mac)
}

/** Four bytes of a dotted address, or sixteen of an IPv6 address. */
export function ipBytes(ip: string): Uint8Array {
  return ip.includes(':') ? ipv6Bytes(ip) : Uint8Array.from(ip.split('.'), Number)
}

/** True when the address text is IPv6. */
export function isIpv6(ip: string): boolean {
  return ip.includes(':')
}

/** The Ethernet group address that an IPv4 or IPv6 multicast address maps to (RFC 1112 §6.4, RFC 2464 §7). */
export function multicastMac(ip: string): string {
  const at = ipBytes(ip)
  const low = isIpv6(ip) ? [0x33, 0x33, ...at.slice(12)] : [0x01, 0x00, 0x5e, at[1]! & 0x7f, at[2]!, at[3]!]
  return low.map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}

function ipv6Bytes(ip: string): Uint8Array {
  const [head = '', tail] = ip.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)))
  const before = groups(head)
  const after = tail === undefined ? [] : groups(tail)
  const all = [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after]
  return Uint8Array.from(all.flatMap((group) => [group >>> 8, group & 0xff]))
}
