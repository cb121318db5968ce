// `cidr`: a network of IPv4 or IPv6. An IPv4 address that is written as IPv6 (`::ffff:10.0.0.1`) is in IPv4 networks.
import { type IpRange, parseRange } from '@penstock/model/firewall'
import { parseIp } from '@penstock/model/plant'

export type Addresses = IpRange

const MAPPED = 0xffffn << 32n

/** Null when the text is no network. */
export function parseAddresses(text: string): Addresses | null {
  return text.includes('-') ? null : parseRange(text)
}

export function isAddressIn(addresses: Addresses, text: string): boolean {
  const ip = parseIp(text.trim().replace(/%.*$/, ''))
  if (ip === null) return false
  const isMapped = ip.bits === 128 && ip.value >> 32n === MAPPED >> 32n
  const bits = isMapped && addresses.bits === 32 ? 32 : ip.bits
  const value = bits === ip.bits ? ip.value : ip.value & 0xffff_ffffn
  return addresses.bits === bits && addresses.first <= value && value <= addresses.last
}
