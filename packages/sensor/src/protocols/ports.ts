// What a port suggests. A suggestion orders the search for signatures and fills `portGuess`; it never names a protocol.
// Source: the vocabulary of the plant format, and the IANA service name registry.
import type { Transport } from '@penstock/model/observations'
import * as id from './ids.ts'

const TCP: ReadonlyMap<number, number> = new Map([
  [21, id.FTP],
  [22, id.SSH],
  [23, id.TELNET],
  [25, id.SMTP],
  [53, id.DNS],
  [80, id.HTTP],
  [88, id.KERBEROS],
  [102, id.S7COMM],
  [135, id.OPC_DA],
  [139, id.SMB],
  [389, id.LDAP],
  [443, id.HTTPS],
  [445, id.SMB],
  [465, id.SMTP],
  [502, id.MODBUS],
  [514, id.SYSLOG],
  [554, id.RTSP],
  [587, id.SMTP],
  [601, id.SYSLOG],
  [631, id.IPP],
  [636, id.LDAP],
  [950, id.MOXA],
  [1194, id.OPENVPN],
  [1433, id.MSSQL],
  [2222, id.ETHERNET_IP],
  [2404, id.IEC104],
  [3000, id.MCP],
  [3200, id.SAPGUI],
  [3389, id.RDP],
  [4712, id.SYNCHROPHASOR],
  [4800, id.MOXA],
  [4840, id.OPC_UA],
  [5450, id.PI],
  [5900, id.VNC],
  [6514, id.SYSLOG],
  [8000, id.MCP],
  [8080, id.HTTP],
  [8443, id.HTTPS],
  [8531, id.HTTPS],
  [9443, id.HTTPS],
  [9600, id.FINS],
  [10_443, id.SSLVPN],
  [11_740, id.CODESYS],
  [20_000, id.DNP3],
  [20_256, id.PCOM],
  [44_818, id.ETHERNET_IP],
  [48_898, id.ADS],
  [49_320, id.OPC_UA],
])

const UDP: ReadonlyMap<number, number> = new Map([
  [53, id.DNS],
  [67, id.DHCP],
  [68, id.DHCP],
  [69, id.TFTP],
  [88, id.KERBEROS],
  [123, id.NTP],
  [137, id.NBNS],
  [138, id.NBDGM],
  [161, id.SNMP],
  [162, id.SNMP],
  [443, id.QUIC],
  [500, id.IPSEC],
  [514, id.SYSLOG],
  [546, id.DHCPV6],
  [547, id.DHCPV6],
  [51_820, id.WIREGUARD],
  [1194, id.OPENVPN],
  [1502, id.TRISTATION],
  [1740, id.CODESYS],
  [1900, id.SSDP],
  [2222, id.ETHERNET_IP],
  [3389, id.RDP],
  [4500, id.IPSEC],
  [4713, id.SYNCHROPHASOR],
  [4789, id.VXLAN],
  [4800, id.MOXA],
  [5313, id.VNET_IP],
  [5353, id.MDNS],
  [5355, id.LLMNR],
  [8472, id.VXLAN],
  [9600, id.FINS],
  [20_000, id.DNP3],
  [20_171, id.VNET_IP],
  [34_964, id.PROFINET],
  [44_818, id.ETHERNET_IP],
  [47_808, id.BACNET],
])

const TCP_NUMBER = 6
const UDP_NUMBER = 17

/** Protocol that a port suggests, or NONE. @param transport IP protocol number */
export function suggestedBy(transport: number, port: number): number {
  const table = transport === TCP_NUMBER ? TCP : transport === UDP_NUMBER ? UDP : undefined
  return table?.get(port) ?? id.NONE
}

/** How a port speaks for its side being the server: 2 for a port of the table, 1 below 1024, 0 otherwise. */
export function weighPort(transport: number, port: number): number {
  return suggestedBy(transport, port) !== id.NONE ? 2 : port > 0 && port < 1024 ? 1 : 0
}

/** Name of what a server port suggests, or null. */
export function portGuess(transport: Transport, port: number): string | null {
  const number = transport === 'tcp' ? TCP_NUMBER : transport === 'udp' ? UDP_NUMBER : 0
  return id.protocolName(suggestedBy(number, port))
}
