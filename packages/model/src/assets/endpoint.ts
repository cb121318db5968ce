// Which anchor an endpoint of a packet stands for, once it is decided who holds each IP.
import type { Endpoint } from '@penstock/model/observations'
import { classOfIp, classOfMac } from './addresses.ts'
import { type Anchor, ipAnchor, macAnchor } from './anchor.ts'
import type { Listener } from './facts.ts'
import type { IpHolding } from './ownership.ts'

export type Holdings = ReadonlyMap<string, IpHolding>

/**
 * The anchor of an endpoint, or null for a group or unspecified address, and for an address that several devices use in
 * places of their own when nothing says which is meant. A MAC stands for the endpoint only when no routable IP does: in
 * a routed packet it is the router's.
 */
export function anchorOfEndpoint({ mac, ip }: Endpoint, holdings: Holdings, listener: Listener): Anchor | null {
  const ipClass = ip === null ? 'none' : classOfIp(ip)
  const isDeviceMac = mac !== null && classOfMac(mac) !== 'group'
  if (ip === null || ipClass === 'none') return isDeviceMac ? macAnchor(mac) : null
  if (ipClass === 'loopback') return ipAnchor(ip, listener.id)
  if (ipClass === 'link-local') return isDeviceMac ? macAnchor(mac) : ipAnchor(ip, listener.id)
  const holding = holdings.get(ip)
  if (holding === undefined || holding.others.size === 0 || mac === holding.holder) return ipAnchor(ip)
  const other = mac === null ? undefined : holding.others.get(mac)
  if (mac !== null && other !== undefined) return other.kind === 'copy' ? ipAnchor(ip, mac) : macAnchor(mac)
  return anchorBySegment(ip, holding, listener.segment)
}

/** Without a MAC that decides, the segment may: it does when one device only uses the address there. */
function anchorBySegment(ip: string, holding: IpHolding, segment: string | null): Anchor | null {
  const copies = [...holding.others].filter(([, { kind }]) => kind === 'copy')
  if (copies.length === 0) return ipAnchor(ip)
  if (segment === null) return null
  const here = copies.filter(([, { sighting }]) => sighting.segments.has(segment)).map(([mac]) => ipAnchor(ip, mac))
  if (holding.segments.has(segment)) here.push(ipAnchor(ip))
  return here.length === 1 ? here[0]! : null
}
