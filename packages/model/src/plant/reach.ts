// How far an address is routed: inside a host, a link, an organisation, or the world.
import type { Ip } from './address.ts'

/**
 * How far an address is routed. Sources: IANA special-purpose address registries (RFC 6890), RFC 1918, RFC 4193,
 * RFC 6598. The documentation ranges count as global: in made traffic they stand for the internet.
 */
export function reachOf(ip: Ip): 'global' | 'private' | 'link' | 'host' | 'group' {
  return ip.bits === 32 ? reachOfV4(Number(ip.value)) : reachOfV6(ip.value)
}

function reachOfV4(value: number): 'global' | 'private' | 'link' | 'host' | 'group' {
  const first = Math.floor(value / 2 ** 24)
  const second = Math.floor(value / 2 ** 16) % 256
  if (value === 0xffff_ffff || (first >= 224 && first < 240)) return 'group'
  if (first === 0 || first === 127 || first >= 240) return 'host'
  if (first === 169 && second === 254) return 'link'
  const isPrivate =
    first === 10 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 100 && second >= 64 && second < 128) ||
    (first === 198 && (second === 18 || second === 19))
  return isPrivate ? 'private' : 'global'
}

function reachOfV6(value: bigint): 'global' | 'private' | 'link' | 'host' | 'group' {
  if (value >> 120n === 0xffn) return 'group'
  if (value <= 1n) return 'host'
  if (value >> 118n === 0x3fan) return 'link'
  return value >> 121n === 0x7en || value >> 125n !== 1n ? 'private' : 'global'
}
