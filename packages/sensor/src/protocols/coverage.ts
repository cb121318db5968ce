// What of the vocabulary each protocol's room reads, for `docs/reference/protocols.md`.
import { arpCoverage } from './arp/index.ts'
import { cdpCoverage } from './cdp/index.ts'
import { dhcpCoverage } from './dhcp/index.ts'
import { dnsCoverage } from './dns/index.ts'
import { cipCoverage } from './ethernet-ip/index.ts'
import { httpCoverage } from './http/index.ts'
import * as id from './ids.ts'
import { lldpCoverage } from './lldp/index.ts'
import { modbusCoverage } from './modbus/index.ts'
import { dcpCoverage } from './profinet-dcp/index.ts'
import { rdpCoverage } from './rdp/index.ts'
import type { Coverage } from './reader.ts'
import { readers } from './readers.ts'
import { s7Coverage } from './s7comm/index.ts'
import { tlsCoverage } from './tls/index.ts'

/** Rooms that stand in the dispatch itself: one line each, with every protocol that the room reads. */
const IN_DISPATCH: readonly (readonly [Coverage, ...number[]])[] = [
  [arpCoverage, id.ARP],
  [cdpCoverage, id.CDP],
  [dhcpCoverage, id.DHCP],
  [dnsCoverage, id.DNS, id.MDNS, id.LLMNR, id.NBNS],
  [cipCoverage, id.ETHERNET_IP],
  [httpCoverage, id.HTTP, id.MCP],
  [lldpCoverage, id.LLDP],
  [modbusCoverage, id.MODBUS],
  [dcpCoverage, id.PROFINET_DCP],
  [rdpCoverage, id.RDP],
  [s7Coverage, id.S7COMM],
  [tlsCoverage, id.HTTPS],
]

/** Each room's coverage with the names outside of its protocols, in the order of the first name. */
export function coverages(): { readonly protocols: readonly string[]; readonly coverage: Coverage }[] {
  const handedIn = readers().map(({ coverage, protocol }) => ({ coverage, protocol }))
  const standing = IN_DISPATCH.flatMap(([coverage, ...all]) => all.map((protocol) => ({ coverage, protocol })))
  const rooms = Map.groupBy([...standing, ...handedIn], (one) => one.coverage)
  return [...rooms]
    .map(([coverage, of]) => ({
      protocols: [...new Set(of.map(({ protocol }) => id.protocolName(protocol) ?? ''))],
      coverage,
    }))
    .sort((a, b) => ((a.protocols[0] ?? '') < (b.protocols[0] ?? '') ? -1 : 1))
}
