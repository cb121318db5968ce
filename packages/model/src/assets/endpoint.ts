// Which anchor an endpoint of a packet stands for, once it is decided who holds each IP.
import type { Endpoint } from '@penstock/model/observations'
import { classOfIp, classOfMac } from './addresses.ts'
import { type Anchor, ipAnchor, macAnchor } from './anchor.ts'
import type { IpHolding } from './ownership.ts'

export type Holdings = ReadonlyMap<string, IpHolding>

/**
 * The anchor of an endpoint, or null for a group or unspecified address. A MAC stands for the endpoint only when no
 * routable IP does: in a routed packet it is the router's.
 */
export function anchorOfEndpoint({ mac, ip }: Endpoint, holdings: Holdings, sourceId: string): Anchor | null {
  const ipClass = ip === null ? 'none' : classOfIp(ip)
  const isDeviceMac = mac !== null && classOfMac(mac) !== 'group'
  if (ip === null || ipClass === 'none') return isDeviceMac ? macAnchor(mac) : null
  if (ipClass === 'loopback') return ipAnchor(ip, sourceId)
  if (ipClass === 'link-local') return isDeviceMac ? macAnchor(mac) : ipAnchor(ip, sourceId)
  const other = mac === null ? undefined : holdings.get(ip)?.others.get(mac)
  if (mac === null || other === undefined) return ipAnchor(ip)
  return other.kind === 'copy' ? ipAnchor(ip, mac) : macAnchor(mac)
}
