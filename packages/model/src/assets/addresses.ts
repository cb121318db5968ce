// What kind of address it is, and so what it can prove: only an address of one device may stand for a device.
// IANA registries: special-purpose IPv4 (RFC 6890) and IPv6, VRRP (RFC 9568 §7.3); IEEE 802 I/G and U/L bits.
import { parseIp } from '@penstock/model/plant'

/**
 * `group`: multicast, broadcast, all zero: never a device. `shared`: a redundancy group's (VRRP, CARP, HSRP, GLBP, NLB).
 * `local`: locally administered, so a copy may exist elsewhere. `virtual`: of a virtual machine. `universal`: burnt in.
 */
export type MacClass = 'group' | 'shared' | 'local' | 'virtual' | 'universal'

const SHARED_MACS = /^(00:00:5e:00:0[12]:|00:00:0c:07:ac:|00:00:0c:9f:f|00:05:73:a0:0|00:07:b4:00:|02:bf:)/
const VIRTUAL_MACS = /^(00:50:56|00:0c:29|00:05:69|00:1c:14|00:15:5d|08:00:27|00:16:3e|00:1c:42):/

/** The all-zero address, which a loopback interface puts on its frames. */
export const ZERO_MAC = '00:00:00:00:00:00'

export function classOfMac(mac: string): MacClass {
  const first = Number.parseInt(mac.slice(0, 2), 16)
  if ((first & 1) === 1 || mac === ZERO_MAC) return 'group'
  if (SHARED_MACS.test(mac)) return 'shared'
  if ((first & 2) === 2) return 'local'
  return VIRTUAL_MACS.test(mac) ? 'virtual' : 'universal'
}

/**
 * `none`: unspecified, broadcast, multicast, reserved: never a device. `loopback`: every host's own.
 * `link-local`: never routed, so it belongs to the MAC that sends it and to no other link. `unicast`: all others,
 * public or private alike: plants use public addresses inside.
 */
export type IpClass = 'none' | 'loopback' | 'link-local' | 'unicast'

export function classOfIp(ip: string): IpClass {
  if (ip.includes(':')) {
    if (ip === '::' || ip.startsWith('ff')) return 'none'
    if (ip === '::1') return 'loopback'
    return /^fe[89ab]/.test(ip) ? 'link-local' : 'unicast'
  }
  const first = Number.parseInt(ip, 10)
  if (first === 0 || first >= 224) return 'none'
  if (first === 127) return 'loopback'
  return ip.startsWith('169.254.') ? 'link-local' : 'unicast'
}

/** True when the IPv6 address was made from this MAC (modified EUI-64, RFC 4291 appendix A): the device's own. */
export function isMadeFromMac(ip: string, mac: string): boolean {
  if (!ip.includes(':')) return false
  const address = parseIp(ip)
  if (address === null) return false
  const octets = mac.split(':').map((octet) => BigInt(Number.parseInt(octet, 16)))
  const [a, b, c, d, e, f] = octets as [bigint, bigint, bigint, bigint, bigint, bigint]
  let expected = a ^ 2n
  for (const octet of [b, c, 0xffn, 0xfen, d, e, f]) expected = (expected << 8n) | octet
  return (address.value & 0xffff_ffff_ffff_ffffn) === expected
}

/** How many addresses lie between two MACs of one maker; null for two makers. Ports of one device lie close together. */
export function macDistance(a: string, b: string): number | null {
  if (a.slice(0, 8) !== b.slice(0, 8)) return null
  return Math.abs(tailOf(a) - tailOf(b))
}

function tailOf(mac: string): number {
  return Number.parseInt(mac.slice(9).replaceAll(':', ''), 16)
}
