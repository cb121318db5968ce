// Samples of services that are read beyond their names.

import { be16, bytes } from './bytes.ts'
import { DHCPV6_MESSAGE, dhcpv6Message } from './dhcpv6.ts'
import { dnsAnswer, dnsQuery } from './dns.ts'
import * as kerberos from './kerberos.ts'
import { ntlmAuthenticate, ntlmChallenge, ntlmNegotiate } from './ntlm.ts'
import { ntpControl, ntpPrivate } from './ntp.ts'
import { quicInitial } from './quic.ts'
import { rdpClientData, rdpConnectionChosen, rdpConnectionRequest } from './rdp.ts'
import type { Sample } from './sample.ts'
import * as smb1 from './smb1.ts'
import * as smb from './smb2.ts'
import { SYSTEM, snmp3, snmpSet, snmpTrap1, snmpTrap2 } from './snmp.ts'
import { ssdpAnswer, ssdpNotify, ssdpSearch } from './ssdp.ts'
import { sshBanner, sshKeyExchange, sshKeyExchangeInit, sshKeyExchangeReply, sshNewKeys } from './ssh.ts'
import { syslogOld } from './syslog.ts'
import { tftpAcknowledgement, tftpData, tftpError, tftpOptions, tftpRequest } from './tftp.ts'
import { tlsClientHello } from './tls.ts'
import * as vnc from './vnc.ts'
import { overTcp, overUdp } from './wire-samples.ts'

const block = (length: number, start = 0) => Uint8Array.from({ length }, (_, i) => (i * 37 + start) & 0xff)

export function itSamples(): Sample[] {
  return [
    ...screenSamples(),
    ...managementSamples(),
    ...directorySamples(),
    ...fileSamples(),
    ...quicSamples(),
    ...nameSamples(),
  ]
}

function screenSamples(): Sample[] {
  return [
    {
      name: 'SSH to the new keys',
      frames: overTcp(22, [
        ['server', sshBanner('OpenSSH_9.2p1 Debian-2+deb12u3')],
        ['client', sshBanner('PuTTY_Release_0.78')],
        ['client', sshKeyExchangeInit(block(16))],
        ['server', sshKeyExchangeInit(block(16, 5))],
        ['client', sshKeyExchange(block(32))],
        ['server', sshKeyExchangeReply(block(32, 3), block(32, 9), block(64))],
        ['server', sshNewKeys()],
        ['client', sshNewKeys()],
      ]),
      protocol: 'ssh',
      fields: {
        'ssh.message_code': ['20', '20', '30', '31', '21', '21'],
        'ssh.kex.hassh': ['954c2d7d01ad65e3885b89df9916f811'],
      },
    },
    {
      name: 'VNC refused',
      frames: overTcp(5900, [
        ['server', vnc.rfbVersion()],
        ['client', vnc.rfbVersion()],
        ['server', vnc.rfbSecurityTypes()],
        ['client', vnc.rfbSecurityChoice()],
        ['server', block(16)],
        ['client', block(16, 7)],
        ['server', vnc.rfbRefused('Authentication failed')],
      ]),
      protocol: 'vnc',
      fields: { 'vnc.auth_result': ['1'], 'vnc.auth_error': ['Authentication failed'] },
    },
    {
      name: 'VNC 3.3 without password',
      frames: overTcp(5900, [
        ['server', vnc.rfbVersion(3)],
        ['client', vnc.rfbVersion(3)],
        ['server', vnc.rfbSecurityType(1)],
        ['client', vnc.rfbClientInit()],
        ['server', vnc.rfbServerInit(800, 480, 'hmi')],
      ]),
      protocol: 'vnc',
      fields: { 'vnc.desktop_name': ['hmi'] },
    },
  ]
}

function managementSamples(): Sample[] {
  return [
    {
      name: 'NTP control and private',
      frames: overUdp(123, [
        ['client', ntpControl(2)],
        ['server', ntpControl(2, 'version="ntpd 4.2.8p15", system="Linux/5.10.0", leap=0')],
        ['client', ntpPrivate(42)],
      ]),
      protocol: 'ntp',
      fields: { 'ntp.ctrl.flags2.opcode': ['2', '2'], 'ntp.priv.reqcode': ['42'], 'ntp.flags.mode': ['6', '6', '7'] },
    },
    {
      name: 'syslog in the old form',
      frames: overUdp(514, [['client', syslogOld(34, 'Oct  1 06:00:00', 'sw-boiler', 'login[77]', 'refused')]]),
      protocol: 'syslog',
      fields: { 'syslog.facility': ['4'], 'syslog.level': ['2'] },
    },
    {
      name: 'SSDP search and notify',
      frames: overUdp(1900, [
        ['client', ssdpSearch('ssdp:all')],
        ['server', ssdpAnswer('upnp:rootdevice', 'Linux/4.9 UPnP/1.1 Cam/2.1', 'http://192.0.2.20/d.xml')],
        [
          'server',
          ssdpNotify('urn:schemas-upnp-org:device:Basic:1', 'Linux/4.9 UPnP/1.1 Cam/2.1', 'http://192.0.2.20/d.xml'),
        ],
      ]),
      protocol: 'ssdp',
      fields: { 'http.request.method': ['M-SEARCH', 'NOTIFY'], 'http.response.code': ['200'] },
    },
  ]
}

function directorySamples(): Sample[] {
  const windows = [10, 0, 17_763] as const
  const who = { domain: 'PLANT', user: 'engineer', workstation: 'EWS1' }
  const logon = { realm: 'PLANT.EXAMPLE', user: 'engineer', till: '20370913024805Z', nonce: 7 }
  const file = 0x77
  const data = bytes('recipe 7: 40 % acid')
  return [
    {
      name: 'SMB 3 logon, share, file',
      frames: overTcp(445, [
        ['client', smb.smbNegotiateRequest(block(16))],
        ['server', smb.smbNegotiateResponse(block(16, 9), 134_000_000_000_000_000n)],
        ['client', smb.smbSessionSetup({ message: 1 }, ntlmNegotiate(windows))],
        [
          'server',
          smb.smbSessionSetupAnswer(
            { message: 1, session: 5, status: 0xc000_0016 },
            ntlmChallenge({ computer: 'HIST1', domain: 'PLANT' }, block(8), [10, 0, 20_348]),
          ),
        ],
        ['client', smb.smbSessionSetup({ message: 2, session: 5 }, ntlmAuthenticate(who, windows))],
        ['server', smb.smbSessionSetupAnswer({ message: 2, session: 5 }, bytes())],
        ['client', smb.smbTreeConnect({ message: 3, session: 5 }, '\\\\192.0.2.20\\recipes')],
        ['server', smb.smbTreeConnectAnswer({ message: 3, session: 5, tree: 1 })],
        ['client', smb.smbCreate({ message: 4, session: 5, tree: 1 }, 'line 2\\acid.xml')],
        ['server', smb.smbCreateAnswer({ message: 4, session: 5, tree: 1 }, file, data.length)],
        ['client', smb.smbRead({ message: 5, session: 5, tree: 1 }, file, 4096, 0)],
        ['server', smb.smbReadAnswer({ message: 5, session: 5, tree: 1 }, data)],
        ['client', smb.smbWrite({ message: 6, session: 5, tree: 1 }, file, 0, data)],
        ['server', smb.smbWriteAnswer({ message: 6, session: 5, tree: 1 }, data.length)],
        ['client', smb.smbClose({ message: 7, session: 5, tree: 1 }, file)],
        ['server', smb.smbCloseAnswer({ message: 7, session: 5, tree: 1 })],
      ]),
      protocol: 'smb2',
      fields: {
        'smb2.cmd': ['0', '0', '1', '1', '1', '1', '3', '3', '5', '5', '8', '8', '9', '9', '6', '6'],
        'ntlmssp.auth.username': ['engineer'],
        'ntlmssp.auth.domain': ['PLANT'],
        'ntlmssp.auth.hostname': ['EWS1'],
        'ntlmssp.challenge.target_info.nb_computer_name': ['HIST1'],
        'ntlmssp.version.build_number': ['17763', '20348', '17763'],
        'smb2.filename': ['line 2\\acid.xml'],
      },
    },
    {
      name: 'SMB 1 logon and share',
      frames: overTcp(445, [
        ['client', smb1.smb1Negotiate(['NT LM 0.12'])],
        ['server', smb1.smb1NegotiateAnswer(0, block(8), 'PLANT', 'OLD1')],
        ['client', smb1.smb1SessionSetup('operator', 'PLANT', 'Windows 2002 2600', 'Windows 2002 5.1')],
        ['server', smb1.smb1SessionSetupAnswer(0, 'Unix', 'Samba 3.0.20', 'PLANT')],
        ['client', smb1.smb1TreeConnect('\\\\OLD1\\LOGS')],
      ]),
      protocol: 'smb',
      fields: {
        'smb.cmd': ['0x72', '0x72', '0x73', '0xff', '0x73', '0xff', '0x75', '0xff'],
        'smb.account': ['operator'],
        'smb.native_os': ['Windows 2002 2600', 'Unix'],
        'smb.native_lanman': ['Windows 2002 5.1', 'Samba 3.0.20'],
        'smb.path': ['\\\\OLD1\\LOGS'],
      },
    },
    {
      name: 'Kerberos ticket and refusal',
      frames: overTcp(88, [
        ['client', kerberos.ticketRequest(logon, ['cifs', 'hist1.plant.example'], block(60))],
        ['server', kerberos.refusal(logon, '20261001060000Z', 7)],
      ]),
      protocol: 'kerberos',
      fields: {
        'kerberos.msg_type': ['12', '14', '30'],
        'kerberos.error_code': ['7'],
        'kerberos.SNameString': ['krbtgt', 'PLANT.EXAMPLE', 'cifs', 'hist1.plant.example', 'krbtgt', 'PLANT.EXAMPLE'],
      },
    },
    {
      name: 'RDP without TLS',
      frames: overTcp(3389, [
        ['client', rdpConnectionRequest('operator')],
        ['server', rdpConnectionChosen(0)],
        ['client', rdpClientData('EWS1', 2600)],
      ]),
      protocol: 'rdp',
      fields: { 'rdp.client.name': ['EWS1'], 'rdp.client.build': ['2600'] },
    },
    {
      name: 'SNMP set, traps and version 3',
      frames: overUdp(161, [
        ['client', snmpSet(1, 'private', { oid: SYSTEM.name, value: 'sw-2' })],
        ['server', snmpSet(1, 'private', { oid: SYSTEM.name, value: 'sw-2' }, 17)],
        ['server', snmpTrap1('public', '1.3.6.1.4.1.4196', bytes(192, 0, 2, 20), 0, 0)],
        ['server', snmpTrap2(3, 'public', '1.3.6.1.6.3.1.1.5.5')],
        ['client', snmp3(0, 4, { engine: block(9, 3), user: 'ops', flags: 1 }, [{ oid: SYSTEM.name, value: null }])],
        ['client', snmp3(0, 5, { engine: block(9, 3), user: 'ops', flags: 3 }, [])],
      ]),
      protocol: 'snmp',
      fields: {
        'snmp.msgUserName': ['ops', 'ops'],
        'snmp.generic_trap': ['0'],
        'snmp.error_status': ['0', '17', '0', '0'],
        'snmp.enterprise': ['1.3.6.1.4.1.4196'],
      },
    },
  ]
}

function fileSamples(): Sample[] {
  const line = (text: string): Uint8Array => bytes(`${text}\r\n`)
  return [
    {
      name: 'FTP logon and file',
      frames: [
        ...overTcp(21, [
          ['server', line('220 (vsFTPd 3.0.3)')],
          ['client', line('USER engineer')],
          ['server', line('331 Please specify the password.')],
          ['client', line('PASS x')],
          ['server', line('230 Login successful.')],
          ['client', line('PASV')],
          ['server', line('227 Entering Passive Mode (192,0,2,20,156,64).')],
          ['client', line('RETR recipe.csv')],
          ['server', line('150 Opening BINARY mode data connection for recipe.csv (4 bytes).')],
          ['server', line('226 Transfer complete.')],
        ]),
      ],
      protocol: 'ftp',
      fields: {
        'ftp.request.command': ['USER', 'PASS', 'PASV', 'RETR'],
        'ftp.response.code': ['220', '331', '230', '227', '150', '226'],
        'ftp.passive.port': ['40000'],
      },
    },
    {
      name: 'TFTP read with options',
      frames: overUdp(69, [
        ['client', tftpRequest('read', 'firmware.bin', { blksize: '1024', tsize: '0' })],
        ['server', tftpOptions({ blksize: '1024', tsize: '4' })],
        ['client', tftpAcknowledgement(0)],
        ['server', tftpData(1, bytes(1, 2, 3, 4))],
        ['client', tftpAcknowledgement(1)],
      ]),
      protocol: 'tftp',
      fields: {
        'tftp.opcode': ['1', '6', '4', '3', '4'],
        'tftp.source_file': ['firmware.bin'],
        'tftp.option.name': ['blksize', 'tsize', 'blksize', 'tsize'],
      },
    },
    {
      name: 'TFTP write refused',
      frames: overUdp(69, [
        ['client', tftpRequest('write', 'startup.cfg')],
        ['server', tftpError(2, 'Access violation')],
      ]),
      protocol: 'tftp',
      fields: { 'tftp.opcode': ['2', '5'], 'tftp.error.message': ['Access violation'] },
    },
    {
      name: 'Telnet logon',
      frames: overTcp(23, [
        ['server', bytes(0xff, 0xfd, 0x18, 0xff, 0xfb, 0x01)],
        ['client', bytes(0xff, 0xfc, 0x18)],
        ['server', bytes('sw1 login: ')],
        ['client', bytes('admin\r\n')],
        ['server', bytes('Password: ')],
      ]),
      protocol: 'telnet',
      fields: { 'telnet.data': ['sw1 login: ', 'admin\r\n', 'Password: '] },
    },
  ]
}

function quicSamples(): Sample[] {
  const hello = tlsClientHello({
    random: block(32),
    sessionId: bytes(),
    keyShare: block(32, 2),
    serverName: 'api.example.com',
    alpn: ['h3'],
  }).subarray(5)
  const connection = block(8, 11)
  const other = block(8, 99)
  const fields = {
    'tls.handshake.extensions_server_name': ['api.example.com'],
    'tls.handshake.extensions_alpn_str': ['h3'],
  }
  return [
    {
      name: 'QUIC hello',
      frames: overUdp(443, [['client', quicInitial(connection, 0, 0, hello)]]),
      protocol: 'quic',
      fields: { ...fields, 'quic.version': ['0x00000001'], 'quic.packet_number': ['0'] },
    },
    {
      name: 'QUIC hello in two packets',
      frames: overUdp(443, [
        ['client', quicInitial(other, 0, 0, hello.subarray(0, 60))],
        ['client', quicInitial(other, 1, 60, hello.subarray(60))],
      ]),
      protocol: 'quic',
      fields,
    },
  ]
}

function nameSamples(): Sample[] {
  const counted = (message: Uint8Array): Uint8Array => bytes(be16(message.length), message)
  const client = {
    mac: '02:00:00:00:00:31',
    ip: '2001:db8::31',
    hostname: 'hmi-3.plant.example',
    vendorClass: 'MSFT 5.0',
  }
  return [
    {
      name: 'DNS over TCP',
      frames: overTcp(53, [
        ['client', counted(dnsQuery(1, 'plc.example'))],
        ['server', counted(dnsAnswer(1, 'plc.example', '192.0.2.7'))],
      ]),
      protocol: 'dns',
      fields: { 'dns.qry.name': ['plc.example', 'plc.example'], 'dns.a': ['192.0.2.7'] },
    },
    {
      name: 'DHCPv6 solicit and reply',
      frames: overUdp(
        547,
        [
          ['client', dhcpv6Message(DHCPV6_MESSAGE.solicit, client, 1)],
          ['server', dhcpv6Message(DHCPV6_MESSAGE.reply, client, 1)],
        ],
        546,
      ),
      protocol: 'dhcpv6',
      fields: {
        'dhcpv6.msgtype': ['1', '7'],
        'dhcpv6.client_domain': ['hmi-3.plant.example.'],
        'dhcpv6.iaaddr.ip': ['2001:db8::31', '2001:db8::31'],
        'dhcpv6.vendorclass.data': ['MSFT 5.0'],
      },
    },
  ]
}
