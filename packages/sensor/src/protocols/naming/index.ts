// Names that hosts announce: DHCP, mDNS, NetBIOS, SNMP.
import type { Ledger } from '@penstock/sensor/facts'
import { DHCP, MDNS, NBNS, SNMP } from '../ids.ts'
import { dhcpMessage } from './dhcp.ts'
import { announcedNames } from './records.ts'
import { snmpAnswer } from './snmp.ts'

/** True for a protocol of which every datagram is looked at for names. */
export function tellsNames(protocol: number): boolean {
  return protocol === DHCP || protocol === MDNS || protocol === NBNS || protocol === SNMP
}

/** Reads one datagram that `side` sent; one that was read before is only compared. */
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
  if (protocol === SNMP) {
    snmpAnswer(ledger, bytes, at, end, ledger.endpoint(flow, side))
    return
  }
  // What numbers the message stands at its beginning and differs each time.
  if (ledger.claims.isOldNews(flow * 2 + side, bytes, at + (protocol === DHCP ? 10 : 2), end)) return
  if (protocol === DHCP) dhcpMessage(ledger, bytes, view, at, end, vlan)
  else announcedNames(ledger, protocol, bytes, view, at, end, ledger.endpoint(flow, side))
}
