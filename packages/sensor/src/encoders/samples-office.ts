// Samples of the office protocols that plants carry.
import { httpRequest, httpResponse } from './http.ts'
import { espInUdp, ikeAuth, ikeInit, natTraversal } from './ike.ts'
import * as kerberos from './kerberos.ts'
import { ldapBindRequest, ldapBindResponse } from './ldap.ts'
import { ntlmNegotiate } from './ntlm.ts'
import { ntpRequest, ntpResponse } from './ntp.ts'
import { openvpnAck, openvpnControl, openvpnData, openvpnHardResetClient, openvpnHardResetServer } from './openvpn.ts'
import { rdpConnectionConfirm, rdpConnectionRequest } from './rdp.ts'
import { rtspMedia, rtspRequest, rtspResponse } from './rtsp.ts'
import type { Sample } from './sample.ts'
import { itSamples } from './samples-it.ts'
import { smbEncrypted, smbNegotiateRequest, smbNegotiateResponse } from './smb2.ts'
import { SYSTEM, snmpGet, snmpResponse } from './snmp.ts'
import { sshBanner, sshKeyExchangeInit } from './ssh.ts'
import { syslogMessage } from './syslog.ts'
import { tdsPrelogin } from './tds.ts'
import { tlsClientHello, tlsData, tlsServerHello } from './tls.ts'
import * as vnc from './vnc.ts'
import { overTcp, overUdp } from './wire-samples.ts'
import { wireguardInitiation, wireguardResponse } from './wireguard.ts'

const block = (length: number, start = 0) => Uint8Array.from({ length }, (_, i) => (i * 37 + start) & 0xff)
const AT = 1_790_834_400_000_000

export function officeSamples(): Sample[] {
  return [
    ...webSamples(),
    ...directorySamples(),
    ...tunnelSamples(),
    ...screenSamples(),
    ...serviceSamples(),
    ...itSamples(),
  ]
}

function webSamples(): Sample[] {
  const hello = { random: block(32), sessionId: block(32, 1), keyShare: block(32, 2) }
  return [
    {
      name: 'TLS hellos with a server name',
      frames: overTcp(443, [
        ['client', tlsClientHello({ ...hello, serverName: 'api.openai.com', alpn: ['h2', 'http/1.1'] })],
        ['server', tlsServerHello(hello, block(80))],
        ['client', tlsData(block(40))],
      ]),
      protocol: 'tls',
      fields: {
        'tls.handshake.type': ['1', '2'],
        'tls.handshake.extensions_server_name': ['api.openai.com'],
        'tls.handshake.extensions_alpn_str': ['h2', 'http/1.1'],
      },
    },
    {
      name: 'HTTP with MCP headers',
      frames: overTcp(8080, [
        [
          'client',
          httpRequest('POST', '/mcp', { Host: 'tools', 'MCP-Protocol-Version': '2025-06-18' }, '{"jsonrpc":"2.0"}'),
        ],
        ['server', httpResponse(200, 'OK', { Server: 'x' }, '{}')],
      ]),
      protocol: 'http',
      fields: { 'http.request.method': ['POST'], 'http.response.code': ['200'], 'http.request.uri': ['/mcp'] },
    },
    {
      name: 'SSH banners and key exchange',
      frames: overTcp(22, [
        ['server', sshBanner('OpenSSH_9.2')],
        ['client', sshBanner('PuTTY_0.78')],
        ['client', sshKeyExchangeInit(block(16))],
        ['server', sshKeyExchangeInit(block(16, 5))],
      ]),
      protocol: 'ssh',
      fields: { 'ssh.protocol': ['SSH-2.0-OpenSSH_9.2', 'SSH-2.0-PuTTY_0.78'], 'ssh.message_code': ['20', '20'] },
    },
  ]
}

function directorySamples(): Sample[] {
  const logon = { realm: 'OT.EXAMPLE', user: 'his1$', till: '20370913024805Z', nonce: 77 }
  return [
    {
      name: 'Kerberos logon',
      frames: overTcp(88, [
        ['client', kerberos.asRequest(logon, null)],
        ['server', kerberos.preauthRequired(logon, '20261001060000Z')],
        ['client', kerberos.asRequest(logon, block(56))],
        ['server', kerberos.asReply(logon, block(200), block(150))],
      ]),
      protocol: 'kerberos',
      fields: {
        'kerberos.msg_type': ['10', '30', '10', '11'],
        'kerberos.error_code': ['25'],
        'kerberos.nonce': ['77', '77'],
      },
    },
    {
      name: 'LDAP bind',
      frames: overTcp(389, [
        ['client', ldapBindRequest(1, ntlmNegotiate([10, 0, 17_763]))],
        ['server', ldapBindResponse(1)],
      ]),
      protocol: 'ldap',
      fields: { 'ldap.messageID': ['1', '1'], 'ldap.mechanism': ['GSS-SPNEGO'] },
    },
    {
      name: 'SMB negotiation and sealed messages',
      frames: overTcp(445, [
        ['client', smbNegotiateRequest(block(16))],
        ['server', smbNegotiateResponse(block(16, 9), 134_000_000_000_000_000n)],
        ['client', smbEncrypted(5, block(16), block(16), block(90))],
      ]),
      protocol: 'smb2',
      fields: { 'smb2.cmd': ['0', '0'], 'smb2.dialect': ['0x0202', '0x0210', '0x0300', '0x0302', '0x0302'] },
    },
    {
      name: 'SQL Server pre-login',
      frames: overTcp(1433, [
        ['client', tdsPrelogin(false, [15, 0, 2000])],
        ['server', tdsPrelogin(true, [15, 0, 4223])],
      ]),
      protocol: 'tds',
      fields: { 'tds.type': ['18', '4'] },
    },
  ]
}

function tunnelSamples(): Sample[] {
  const ends = { initiator: block(8), responder: new Uint8Array(8) }
  const both = { ...ends, responder: block(8, 3) }
  return [
    {
      name: 'OpenVPN opening',
      frames: overUdp(1194, [
        ['client', openvpnHardResetClient(block(8))],
        ['server', openvpnHardResetServer(block(8, 1), block(8))],
        ['client', openvpnAck(block(8), 0, block(8, 1))],
        [
          'client',
          openvpnControl(block(8), 1, tlsClientHello({ random: block(32), sessionId: block(32), keyShare: block(32) })),
        ],
        ['server', openvpnData(0, block(60))],
      ]),
      protocol: 'openvpn',
      fields: { 'openvpn.opcode': ['0x07', '0x08', '0x05', '0x04', '0x09'] },
    },
    {
      name: 'WireGuard handshake',
      frames: overUdp(51_820, [
        ['client', wireguardInitiation(block(128))],
        ['server', wireguardResponse(block(72, 1))],
      ]),
      protocol: 'wg',
      fields: { 'wg.type': ['1', '2'] },
    },
    {
      name: 'IKE with NAT traversal',
      frames: overUdp(4500, [
        ['client', natTraversal(ikeInit(ends, false, block(64), block(32)))],
        ['server', natTraversal(ikeInit(both, true, block(64, 5), block(32, 6)))],
        ['client', natTraversal(ikeAuth(both, false, block(120)))],
        ['client', espInUdp(0xc0ffee01, 1, block(80))],
      ]),
      protocol: 'isakmp',
      fields: { 'isakmp.exchangetype': ['34', '34', '35'], 'esp.spi': ['0xc0ffee01'] },
    },
  ]
}

function screenSamples(): Sample[] {
  return [
    {
      name: 'RDP connection',
      frames: overTcp(3389, [
        ['client', rdpConnectionRequest('engineer')],
        ['server', rdpConnectionConfirm()],
      ]),
      protocol: 'rdp',
      fields: { 'rdp.rt_cookie': ['Cookie: mstshash=engineer'], 'rdp.neg_type': ['0x01', '0x02'] },
    },
    {
      name: 'VNC session',
      frames: overTcp(5900, [
        ['server', vnc.rfbVersion()],
        ['client', vnc.rfbVersion()],
        ['server', vnc.rfbSecurityTypes()],
        ['client', vnc.rfbSecurityChoice()],
        ['server', block(16)],
        ['client', block(16, 7)],
        ['server', vnc.rfbSecurityResult()],
        ['client', vnc.rfbClientInit()],
        ['server', vnc.rfbServerInit(800, 480, 'panel')],
        ['client', vnc.rfbUpdateRequest(800, 480)],
        ['server', vnc.rfbUpdate(0, 0, 4, 4, block(64))],
        ['client', vnc.rfbPointer(1, 10, 10)],
        ['client', vnc.rfbKey(true, 0x41)],
      ]),
      protocol: 'vnc',
      fields: { 'vnc.desktop_name': ['panel'], 'vnc.width': ['800'] },
    },
    {
      name: 'RTSP with interleaved media',
      frames: overTcp(554, [
        ['client', rtspRequest('ANNOUNCE', 'rtsp://192.0.2.20/cam1', 1, ['Content-Type: application/sdp'], 'v=0\r\n')],
        ['server', rtspResponse(1)],
        ['client', rtspMedia(0, 1, 3000, 9, block(100))],
      ]),
      protocol: 'rtsp',
      fields: { 'rtsp.method': ['ANNOUNCE'], 'rtsp.status': ['200'] },
    },
  ]
}

function serviceSamples(): Sample[] {
  return [
    {
      name: 'NTP',
      frames: overUdp(
        123,
        [
          ['client', ntpRequest(AT)],
          ['server', ntpResponse(AT, AT + 900)],
        ],
        123,
      ),
      protocol: 'ntp',
      fields: { 'ntp.stratum': ['0', '1'], 'ntp.flags.mode': ['3', '4'] },
    },
    {
      name: 'SNMP system group',
      frames: overUdp(161, [
        ['client', snmpGet(9, 'public', [SYSTEM.description, SYSTEM.name])],
        [
          'server',
          snmpResponse(9, 'public', [
            { oid: SYSTEM.description, value: 'switch' },
            { oid: SYSTEM.uptime, value: 4242 },
          ]),
        ],
      ]),
      protocol: 'snmp',
      fields: {
        'snmp.community': ['public', 'public'],
        'snmp.value.timeticks': ['4242'],
        'snmp.request_id': ['9', '9'],
      },
    },
    {
      name: 'syslog',
      frames: overUdp(514, [['client', syslogMessage(4, 6, '2026-10-01T06:00:00Z', 'sw1', 'auth', 'login ok')]]),
      protocol: 'syslog',
      fields: { 'syslog.facility': ['4'], 'syslog.level': ['6'] },
    },
  ]
}
