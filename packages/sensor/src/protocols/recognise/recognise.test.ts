// Signatures: each protocol by the first bytes that its encoders write, the side where the bytes say it, and nothing by chance.

import {
  bytes,
  codesysOpenChannel,
  dnp3,
  dnsAnswer,
  dnsQuery,
  httpRequest,
  httpResponse,
  iec104,
  ikeInit,
  ldapBindRequest,
  ldapBindResponse,
  mdnsAnnouncement,
  moxaDiscover,
  ntpRequest,
  OPC_SYNC_IO,
  OXID_RESOLVER,
  openvpnHardResetClient,
  pcomRequest,
  pcomResponse,
  rfbVersion,
  rpcBind,
  rpcResponse,
  rtspResponse,
  smbNegotiateRequest,
  snmpGet,
  sshBanner,
  syslogMessage,
  tlsClientHello,
  tlsData,
  tristationConnect,
  uaAcknowledge,
  uaHello,
  wireguardInitiation,
  wireguardResponse,
} from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { protocolName, suggestedBy } from '../index.ts'
import { protocolOf, recogniseTcp, recogniseUdp, sideOf } from './index.ts'

const KEY = new Uint8Array(32).fill(7)
const HELLO = tlsClientHello({ random: KEY, sessionId: KEY, keyShare: KEY, serverName: 'a.example' })
const CLIENT = 1
const SERVER = 2
const EITHER = 0

describe('TCP', () => {
  test.each([
    ['http', 80, httpRequest('GET', '/', { Host: 'a' }), CLIENT],
    ['http', 9999, httpResponse(200, 'OK', {}), SERVER],
    ['mcp', 8000, httpRequest('POST', '/mcp', { Host: 'a', Accept: 'application/json, text/event-stream' }), CLIENT],
    ['mcp', 8000, httpRequest('POST', '/rpc', { Host: 'a', 'Mcp-Method': 'tools/list' }), CLIENT],
    ['http', 8000, httpRequest('GET', '/mcp/motors', { Host: 'a' }), CLIENT],
    ['https', 443, HELLO, CLIENT],
    ['https', 9999, tlsData(KEY), EITHER],
    ['ldap', 636, HELLO, CLIENT],
    ['sslvpn', 10_443, HELLO, CLIENT],
    ['mqtt', 9999, bytes(0x10, 14, 0, 4, 'MQTT', 4, 2, 0, 60, 0, 2, 'gw'), CLIENT],
    ['mqtt', 1883, bytes(0x10, 0x80, 1, 0, 6, 'MQIsdp', 3, 2, 0, 60, new Uint8Array(116)), CLIENT],
    ['ssh', 22, sshBanner('OpenSSH_9.6'), EITHER],
    ['vnc', 5900, rfbVersion(), EITHER],
    ['rtsp', 554, rtspResponse(1), SERVER],
    ['smb', 445, smbNegotiateRequest(KEY.slice(0, 16)), CLIENT],
    ['ldap', 389, ldapBindRequest(1, KEY), CLIENT],
    ['ldap', 389, ldapBindResponse(1), SERVER],
    ['opc-ua', 4840, uaHello('opc.tcp://a:4840'), CLIENT],
    ['opc-ua', 49_320, uaAcknowledge(), SERVER],
    ['dcerpc', 135, rpcBind(1, OXID_RESOLVER), CLIENT],
    ['opc-da', 135, rpcBind(1, OPC_SYNC_IO), CLIENT],
    ['dcerpc', 135, rpcResponse(1, KEY), SERVER],
    ['iec104', 2404, iec104.uFrame('startAct'), CLIENT],
    ['iec104', 9000, bytes(iec104.sFrame(3), iec104.sFrame(4)), EITHER],
    ['iec104', 9000, iec104.iFrame(0, 0, iec104.asdu(102, 5, 1, [{ address: 7, element: bytes() }])), CLIENT],
    [null, 2404, bytes('hello there, general'), EITHER],
    [null, 2404, bytes(0x68, 4, 0x43, 1, 0, 0), EITHER],
    [null, 2404, bytes(0x68, 4, 1, 0, 2, 0, 'other text'), EITHER],
    ['dnp3', 9000, dnp3.linkFrame({ isMaster: true, source: 1, destination: 2 }, bytes(), 0x49), CLIENT],
    [
      'dnp3',
      20_000,
      bytes(dnp3.linkFrame({ isMaster: false, source: 2, destination: 1 }, bytes(), 0x0b).with(8, 0)),
      SERVER,
    ],
    [null, 9000, bytes(dnp3.linkFrame({ isMaster: true, source: 1, destination: 2 }, bytes()).with(8, 0)), EITHER],
    ['codesys', 11_740, codesysOpenChannel({ receiver: 1, sender: 2 }, 1), EITHER],
    ['pcom', 20_256, pcomRequest(1, 1, 'ID'), CLIENT],
    ['pcom', 20_256, pcomResponse(1, 1, 'ID'), SERVER],
    [null, 502, bytes('hello there, general'), EITHER],
  ] as const)('%s on port %i', (protocol, port, data, side) => {
    const answer = recogniseTcp(data, viewOf(data), 0, data.length, suggestedBy(6, port))
    expect(protocolName(protocolOf(answer))).toBe(protocol)
    expect(sideOf(answer)).toBe(side)
  })
})

describe('UDP', () => {
  test.each([
    ['dns', 53, dnsQuery(1, 'a.example'), CLIENT],
    ['dns', 9999, dnsAnswer(1, 'a.example', '192.0.2.1'), SERVER],
    ['mdns', 5353, mdnsAnnouncement('pi', '192.0.2.1'), EITHER],
    ['ntp', 123, ntpRequest(1), CLIENT],
    ['snmp', 161, snmpGet(1, 'public', ['1.3.6.1.2.1.1.1.0']), CLIENT],
    ['syslog', 514, syslogMessage(16, 6, '2026-10-01T06:00:00Z', 'a', 'b', 'c'), CLIENT],
    ['openvpn', 1194, openvpnHardResetClient(KEY.slice(0, 8)), CLIENT],
    ['tristation', 1502, tristationConnect(), CLIENT],
    ['moxa-nport', 4800, moxaDiscover(), CLIENT],
    ['ipsec', 500, ikeInit({ initiator: KEY.slice(0, 8), responder: new Uint8Array(8) }, false, KEY, KEY), CLIENT],
    ['wireguard', 9999, wireguardInitiation(new Uint8Array(128).fill(7)), CLIENT],
    ['wireguard', 51_820, wireguardResponse(new Uint8Array(72).fill(7)), SERVER],
    [null, 51_820, bytes(1, 0, 0, 0, new Uint8Array(143)), EITHER],
    [null, 51_820, bytes(1, 0, 0, 1, new Uint8Array(144)), EITHER],
    [null, 5313, bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), EITHER],
    [null, 9999, ntpRequest(1), EITHER],
  ] as const)('%s on port %i', (protocol, port, data, side) => {
    const answer = recogniseUdp(data, viewOf(data), 0, data.length, suggestedBy(17, port))
    expect(protocolName(protocolOf(answer))).toBe(protocol)
    expect(sideOf(answer)).toBe(side)
  })
})

test('bytes of any kind and length are answered without reading beyond their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.integer({ min: 0, max: 65_535 }), (data, port) => {
      // Room for a careless look-ahead would hide it: the view ends with the data.
      expect(() => recogniseTcp(data, viewOf(data), 0, data.length, suggestedBy(6, port))).not.toThrow()
      expect(() => recogniseUdp(data, viewOf(data), 0, data.length, suggestedBy(17, port))).not.toThrow()
    }),
    { numRuns: 3000 },
  )
})

test('every signature that is cut short is still answered', () => {
  const whole = [
    HELLO,
    ldapBindRequest(1, KEY),
    rpcBind(1, OPC_SYNC_IO),
    uaHello('opc.tcp://a'),
    snmpGet(1, 'public', ['1.3.6.1.2.1.1.1.0']),
  ]
  for (const data of whole) {
    for (let end = 0; end < data.length; end += 1) {
      const cut = data.slice(0, end)
      expect(() => recogniseTcp(cut, viewOf(cut), 0, end, 0)).not.toThrow()
      expect(() => recogniseUdp(cut, viewOf(cut), 0, end, 0)).not.toThrow()
    }
  }
})

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.length)
}

test('a community that is longer than its datagram is not looked for behind it', () => {
  const ask = snmpGet(1, 'public', ['1.3.6.1.2.1.1.1.0']).slice()
  ask[6] = 0x7f
  const buffer = new Uint8Array(256).fill(0xa2)
  buffer.set(ask)
  const answer = recogniseUdp(buffer, new DataView(buffer.buffer), 0, ask.length, suggestedBy(17, 161))
  expect(protocolName(protocolOf(answer))).toBeNull()
})
