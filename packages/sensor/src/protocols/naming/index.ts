// Protocols on UDP of which every datagram is read and told names from: DHCP, DNS and its kin.
import type { Ledger } from '@penstock/sensor/facts'
import { dhcpMessage } from '../dhcp/index.ts'
import { dnsMessage } from '../dns/index.ts'
import { DHCP, DNS, LLMNR, MDNS, NBNS } from '../ids.ts'

/** True for a protocol of which every datagram is looked at for names. */
export function tellsNames(protocol: number): boolean {
  return protocol === DHCP || isDns(protocol)
}

function isDns(protocol: number): boolean {
  return protocol === DNS || protocol === MDNS || protocol === LLMNR || protocol === NBNS
}

/** Reads one datagram that `side` sent; of one that was read before only what is asked counts. */
export function readNames(
  ledger: Ledger,
  protocol: number,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  vlan: number,
): void {
  // What numbers the message stands at its beginning and differs each time.
  const isKnown = ledger.claims.isOldNews(flow * 2 + side, bytes, at + (protocol === DHCP ? 10 : 2), end)
  if (protocol === DHCP) dhcpMessage(ledger, bytes, view, at, end, flow, side, vlan, isKnown)
  else dnsMessage(ledger, protocol, bytes, view, at, end, flow, side, isKnown)
}
