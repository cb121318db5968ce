// Numbers of the protocols inside the sensor, and their names outside. Names are the ids of the plant format's
// vocabulary (`protocols[]` of a plant file) where it has one.

export const NONE = 0
export const MODBUS = 1
export const S7COMM = 2
export const ETHERNET_IP = 3
export const S7COMM_PLUS = 4
export const MMS = 5
/** TPKT and COTP were read, what they carry is not known yet. It has no name outside. */
export const ISO_ON_TCP = 6
export const RDP = 7
export const ARP = 8
export const LLDP = 9
export const PROFINET_DCP = 10
export const PROFINET = 11
export const CDP = 12
export const HTTP = 13
export const MCP = 14
export const HTTPS = 15
export const SSH = 16
export const SMB = 17
export const DNS = 18
export const MDNS = 19
export const NTP = 20
export const SNMP = 21
export const SYSLOG = 22
export const KERBEROS = 23
export const LDAP = 24
export const RTSP = 25
export const VNC = 26
export const FTP = 27
export const TELNET = 28
export const SMTP = 29
export const DHCP = 30
export const OPENVPN = 31
export const IPSEC = 32
export const MSSQL = 33
export const OPC_UA = 34
export const OPC_DA = 35
export const DCERPC = 36
export const IEC104 = 37
export const DNP3 = 38
export const BACNET = 39
export const FINS = 40
export const TRISTATION = 41
export const CODESYS = 42
export const PCOM = 43
export const PI = 44
export const VNET_IP = 45
export const MOXA = 46
export const GOOSE = 47
export const SAMPLED_VALUES = 48
export const STP = 49
export const NBNS = 50
export const SSDP = 51
export const LLMNR = 52
export const SYNCHROPHASOR = 53
export const ADS = 54
export const ICMP = 55
export const ICMPV6 = 56
export const IGMP = 57
export const ETHERCAT = 58
export const PTP = 59
export const IP = 60
export const ETHERNET = 61
export const SSLVPN = 62
export const SFTP = 63
export const SAPGUI = 64
export const IPP = 65
export const NBDGM = 66
export const QUIC = 67
export const TFTP = 68
export const LOOPBACK_TEST = 69
export const DTP = 70
export const NBSS = 71
export const ESP = 72
export const GRE = 73
export const VRRP = 74
export const EAPOL = 75
export const POWERLINK = 76
export const MRP = 77

/** Records of TLS, whatever they carry. It has no name outside. */
export const TLS = 78
export const IP_IN_IP = 79
/** IPv6 in IP (6in4), by its IP protocol. */
export const IPV6_IN_IP = 80
export const ETHERNET_IN_IP = 81
export const MPLS = 82
/** A mirror session over GRE. */
export const ERSPAN = 83
export const VXLAN = 84
export const FTP_DATA = 85
export const DHCPV6 = 86
export const MQTT = 87
export const WIREGUARD = 88

const NAMES: readonly (string | null)[] = [
  null,
  'modbus-tcp',
  's7comm',
  'ethernet-ip',
  's7comm-plus',
  'iec61850-mms',
  null,
  'rdp',
  'arp',
  'lldp',
  'profinet-dcp',
  'profinet',
  'cdp',
  'http',
  'mcp',
  'https',
  'ssh',
  'smb',
  'dns',
  'mdns',
  'ntp',
  'snmp',
  'syslog',
  'kerberos',
  'ldap',
  'rtsp',
  'vnc',
  'ftp',
  'telnet',
  'smtp',
  'dhcp',
  'openvpn',
  'ipsec',
  'mssql',
  'opc-ua',
  'opc-da',
  'dcerpc',
  'iec104',
  'dnp3',
  'bacnet',
  'fins',
  'tristation',
  'codesys',
  'pcom',
  'pi',
  'vnet-ip',
  'moxa-nport',
  'goose',
  'sv',
  'stp',
  'nbns',
  'ssdp',
  'llmnr',
  'synchrophasor',
  'ads',
  'icmp',
  'icmpv6',
  'igmp',
  'ethercat',
  'ptp',
  'ip',
  'ethernet',
  'sslvpn',
  'sftp',
  'sapgui',
  'ipp',
  'nbdgm',
  'quic',
  'tftp',
  'ethernet-loopback',
  'dtp',
  'nbss',
  'esp',
  'gre',
  'vrrp',
  'eapol',
  'powerlink',
  'mrp',
  null,
  'ip-in-ip',
  '6in4',
  'etherip',
  'mpls',
  'erspan',
  'vxlan',
  'ftp-data',
  'dhcpv6',
  'mqtt',
  'wireguard',
]

/** Name outside, or null for what has none. */
export function protocolName(protocol: number): string | null {
  return NAMES[protocol] ?? null
}
