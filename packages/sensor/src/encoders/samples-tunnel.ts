// Samples of packets inside packets; each holds the same Modbus question, which the dissector has to find behind the headers.
import { carriedBy, isl } from './cooked.ts'
import * as modbus from './modbus.ts'
import type { Sample } from './sample.ts'
import { TcpConversation } from './tcp-conversation.ts'
import { PSEUDOWIRE_LABEL } from './tshark.ts'
import {
  behindControlWord,
  erspan1,
  erspan2,
  erspan3,
  etherIp,
  GRE_TYPE,
  gre,
  ipTunnel,
  labelledFrame,
  labels,
  nvgre,
  TUNNEL_PROTOCOL,
  type Tunnel,
  vxlan,
} from './tunnel.ts'

const TUNNEL: Tunnel = {
  from: { mac: '02:00:00:00:0f:01', ip: '198.51.100.1' },
  to: { mac: '02:00:00:00:0f:02', ip: '198.51.100.2' },
}
const TUNNEL_6: Tunnel = {
  from: { ...TUNNEL.from, ip: '2001:db8:f::1' },
  to: { ...TUNNEL.to, ip: '2001:db8:f::2' },
}
let nextPort = 49_200
const MIRROR = { session: 77, vlan: 107, sequence: 9 }

/** The question, from a port of its own that it is no retransmission to the dissector: from 192.0.2.10 (or 2001:db8::10) to port 502. */
function question(family: 4 | 6 = 4, vlan?: number): Uint8Array {
  const [client, server] = family === 4 ? ['192.0.2.10', '192.0.2.20'] : ['2001:db8::10', '2001:db8::20']
  const tcp = new TcpConversation(
    { mac: '02:00:00:00:00:01', ip: client!, port: nextPort++ },
    { mac: '02:00:00:00:00:02', ip: server!, port: 502 },
    vlan === undefined ? {} : { tags: [{ vlan }] },
  )
  return tcp.send('client', modbus.frame({ transaction: 1, unit: 1 }, modbus.readRequest(3, 0, 2)))[0]!
}

const FOUND = { 'modbus.func_code': ['3'] }
const packet = (family: 4 | 6 = 4): Uint8Array => carriedBy(question(family))

export function tunnelSamples(): Sample[] {
  const sample = (name: string, frame: Uint8Array, protocol: string, fields: Sample['fields']): Sample => ({
    name,
    frames: [frame],
    protocol,
    fields: { ...FOUND, ...fields },
  })
  return [
    sample('Cisco ISL', isl(question(), 107), 'mbtcp', { 'isl.vlan_id': ['107'] }),
    sample('IP in IP', ipTunnel(TUNNEL, TUNNEL_PROTOCOL.ipv4, packet()), 'mbtcp', {
      'ip.src': [TUNNEL.from.ip, '192.0.2.10'],
    }),
    sample('6in4', ipTunnel(TUNNEL, TUNNEL_PROTOCOL.ipv6, packet(6)), 'mbtcp', { 'ipv6.dst': ['2001:db8::20'] }),
    sample('IPv4 in IPv6', ipTunnel(TUNNEL_6, TUNNEL_PROTOCOL.ipv4, packet()), 'mbtcp', { 'ip.dst': ['192.0.2.20'] }),
    sample('Ethernet in IP', ipTunnel(TUNNEL, TUNNEL_PROTOCOL.ethernet, etherIp(question())), 'etherip', {
      'etherip.ver': ['3'],
    }),
    sample('GRE', ipTunnel(TUNNEL, TUNNEL_PROTOCOL.gre, gre(GRE_TYPE.ipv4, packet())), 'gre', {
      'gre.proto': ['0x0800'],
    }),
    sample(
      'GRE with checksum, key and sequence',
      ipTunnel(
        TUNNEL,
        TUNNEL_PROTOCOL.gre,
        gre(GRE_TYPE.ipv6, packet(6), { key: 0xdead_beef, sequence: 7, isChecked: true }),
      ),
      'gre',
      { 'gre.key': ['0xdeadbeef'], 'gre.sequence_number': ['7'], 'gre.checksum.status': ['1'] },
    ),
    sample('NVGRE', ipTunnel(TUNNEL, TUNNEL_PROTOCOL.gre, nvgre(0x01_0203, question(4, 30))), 'gre', {
      'gre.key': ['0x01020300'],
      'vlan.id': ['30'],
    }),
    sample('ERSPAN of the first kind', ipTunnel(TUNNEL, TUNNEL_PROTOCOL.gre, erspan1(question())), 'erspan', {}),
    sample('ERSPAN of the second kind', ipTunnel(TUNNEL, TUNNEL_PROTOCOL.gre, erspan2(MIRROR, question())), 'erspan', {
      'erspan.spanid': ['77'],
      'erspan.vlan': ['107'],
      'erspan.version': ['1'],
    }),
    sample('ERSPAN of the third kind', ipTunnel(TUNNEL, TUNNEL_PROTOCOL.gre, erspan3(MIRROR, question())), 'erspan', {
      'erspan.spanid': ['77'],
      'erspan.vlan': ['107'],
      'erspan.version': ['2'],
    }),
    sample(
      'ERSPAN of the third kind with its platform',
      ipTunnel(TUNNEL, TUNNEL_PROTOCOL.gre, erspan3(MIRROR, question(), true)),
      'erspan',
      { 'erspan.platid': ['0'] },
    ),
    sample('VXLAN', vxlan(TUNNEL, 5001, question(4, 30)), 'vxlan', { 'vxlan.vni': ['5001'], 'vlan.id': ['30'] }),
    sample('MPLS', labelledFrame(TUNNEL, [1000, 20], packet()), 'mpls', { 'mpls.label': ['1000', '20'] }),
    sample('a pseudowire over MPLS', labelledFrame(TUNNEL, [PSEUDOWIRE_LABEL], behindControlWord(question())), 'mpls', {
      'mpls.label': [String(PSEUDOWIRE_LABEL)],
    }),
    sample('MPLS in GRE', ipTunnel(TUNNEL, TUNNEL_PROTOCOL.gre, gre(GRE_TYPE.mpls, labels([99], packet()))), 'mpls', {
      'mpls.label': ['99'],
    }),
    sample(
      'VXLAN in a mirror session',
      ipTunnel(TUNNEL, TUNNEL_PROTOCOL.gre, erspan2(MIRROR, vxlan(TUNNEL, 7, question()))),
      'vxlan',
      { 'vxlan.vni': ['7'], 'erspan.vlan': ['107'], 'eth.type': Array.from({ length: 3 }, () => '0x0800') },
    ),
  ]
}
