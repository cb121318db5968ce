// The usual names and ports, for a plant that lists none of its own. Ports: IANA registry and the makers' manuals.
import type { ModelProtocol } from './model.ts'

export const DEFAULT_VOCABULARY: readonly ModelProtocol[] = [
  it('https', ['tcp'], [443, 8443]),
  it('http', ['tcp'], [80, 8080]),
  it('smtp', ['tcp'], [25]),
  it('ipsec', ['udp'], [500, 4500], ['ike']),
  it('openvpn', ['udp', 'tcp'], [1194]),
  it('wireguard', ['udp'], [51_820]),
  it('rdp', ['tcp', 'udp'], [3389]),
  it('vnc', ['tcp'], [5900], ['rfb']),
  it('ssh', ['tcp'], [22]),
  it('sftp', ['tcp'], [22]),
  it('telnet', ['tcp'], [23]),
  it('ftp', ['tcp'], [21]),
  it('smb', ['tcp'], [445], ['cifs']),
  it('ldap', ['tcp'], [389, 636], ['ldaps']),
  it('kerberos', ['tcp', 'udp'], [88]),
  it('dns', ['udp', 'tcp'], [53]),
  it('ntp', ['udp'], [123]),
  it('snmp', ['udp'], [161, 162]),
  it('syslog', ['udp', 'tcp'], [514, 6514]),
  it('mssql', ['tcp'], [1433]),
  it('mdns', ['udp'], [5353]),
  it('lldp', ['ethernet'], []),
  it('arp', ['ethernet'], []),
  ot('modbus-tcp', ['tcp'], [502], ['modbus']),
  ot('s7comm', ['tcp'], [102], ['s7']),
  ot('iec61850-mms', ['tcp'], [102], ['mms']),
  ot('ethernet-ip', ['tcp', 'udp'], [44_818, 2222], ['enip', 'cip']),
  ot('opc-ua', ['tcp'], [4840]),
  ot('opc-da', ['tcp'], [135], ['opc-classic']),
  ot('iec104', ['tcp'], [2404], ['iec-104']),
  ot('dnp3', ['tcp', 'udp'], [20_000]),
  ot('bacnet', ['udp'], [47_808]),
  ot('fins', ['udp', 'tcp'], [9600]),
  ot('profinet', ['udp', 'ethernet'], [34_964], ['pnio']),
  ot('profinet-dcp', ['ethernet'], [], ['dcp']),
]

function it(id: string, transport: ModelProtocol['transport'], ports: number[], aliases: string[] = []): ModelProtocol {
  return { id, aliases, transport, ports, isIndustrial: false }
}

function ot(id: string, transport: ModelProtocol['transport'], ports: number[], aliases: string[] = []): ModelProtocol {
  return { id, aliases, transport, ports, isIndustrial: true }
}
