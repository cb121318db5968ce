// Protocols by what speaking them tells. Sensors, plant files and port guesses spell some of them differently: `familyOf`
// gives one word for each.

const SPELLINGS: Readonly<Record<string, string>> = {
  modbus: 'modbus-tcp',
  mbtcp: 'modbus-tcp',
  umas: 'modbus-tcp',
  cip: 'ethernet-ip',
  enip: 'ethernet-ip',
  'cip-io': 'ethernet-ip',
  s7: 's7comm',
  's7comm-plus': 's7comm',
  s7comm_plus: 's7comm',
  dcp: 'profinet-dcp',
  'pn-dcp': 'profinet-dcp',
  'profinet-io': 'profinet',
  'profinet-cm': 'profinet',
  'profinet-rt': 'profinet',
  'iec-104': 'iec104',
  mms: 'iec61850-mms',
  opcua: 'opc-ua',
  'opcua-binary': 'opc-ua',
  'ms-wbt-server': 'rdp',
  isakmp: 'ipsec',
  ike: 'ipsec',
  tls: 'https',
  'http-alt': 'http',
  rfb: 'vnc',
}

export function familyOf(protocol: string): string {
  return SPELLINGS[protocol] ?? protocol
}

/** Every spelling of these families. */
export function spellingsOf(families: Iterable<string>): readonly string[] {
  const wanted = new Set(families)
  return [...wanted, ...Object.keys(SPELLINGS).filter((spelling) => wanted.has(familyOf(spelling)))]
}

/** Protocols in which the serving side is what is controlled. PROFINET is none: both ends call each other. */
export const CONTROL_FAMILIES: ReadonlySet<string> = new Set([
  'modbus-tcp',
  's7comm',
  'ethernet-ip',
  'fins',
  'melsec',
  'ads',
  'ge-srtp',
  'codesys',
  'pcom',
  'vnet-ip',
  'tristation',
  'iec104',
  'dnp3',
  'iec61850-mms',
  'bacnet',
  'hart-ip',
])

/** Sides that a conversation gives its two ends where the protocol knows no client and server. */
export const PUBLISHING_FAMILIES: ReadonlySet<string> = new Set([
  'goose',
  'sv',
  'lldp',
  'cdp',
  'stp',
  'ptp',
  'mdns',
  'mrp',
])

/** Both ends speak alike. */
export const PEER_FAMILIES: ReadonlySet<string> = new Set([
  'arp',
  'profinet-dcp',
  'pn-ptcp',
  'igmp',
  'vrrp',
  'hsrp',
  'ospf',
])

/** Tunnels by which someone reaches in, or something reaches out. */
export const TUNNEL_FAMILIES: ReadonlySet<string> = new Set([
  'openvpn',
  'ipsec',
  'wireguard',
  'sslvpn',
  'l2tp',
  'pptp',
  'gre',
])
