// Samples below and beside IP: address resolution, discovery, tags, IPv6.
import { arpAnnouncement, arpReply, arpRequest } from './arp.ts'
import { bytes } from './bytes.ts'
import { cdpFrame } from './cdp.ts'
import { DHCP_MESSAGE, dhcpMessage } from './dhcp.ts'
import { dnsAnswer, dnsQuery, mdnsAnnouncement } from './dns.ts'
import { lldpFrame } from './lldp.ts'
import * as dcp from './profinet-dcp.ts'
import { rtFrame } from './profinet-rt.ts'
import type { Sample } from './sample.ts'
import { gooseSamples } from './samples-goose.ts'
import { udpFrame } from './udp.ts'
import { overUdp } from './wire-samples.ts'

const A = { mac: '02:00:00:00:00:0a', ip: '192.0.2.1' }
const B = { mac: '02:00:00:00:00:0b', ip: '192.0.2.2' }
const DEVICE: dcp.DcpDevice = {
  ...B,
  stationName: 'pump-1',
  vendorName: 'SINAMICS G120',
  vendorId: 0x2a,
  deviceId: 0x0501,
  role: 1,
  mask: '255.255.255.0',
  gateway: '192.0.2.254',
}

export function linkSamples(): Sample[] {
  return [
    ...gooseSamples(),
    {
      name: 'ARP request, reply, announcement',
      frames: [arpRequest(A, B.ip), arpReply(B, A), arpAnnouncement(B)],
      protocol: 'arp',
      fields: {
        'arp.opcode': ['1', '2', '1'],
        'arp.src.proto_ipv4': [A.ip, B.ip, B.ip],
        'arp.dst.proto_ipv4': [B.ip, A.ip, B.ip],
      },
    },
    {
      name: 'LLDP with name, description and address',
      frames: [
        lldpFrame({
          ...A,
          portId: 'port-001',
          systemName: 'sw1',
          systemDescription: 'X, Y',
          managementIp: A.ip,
          role: 'bridge',
        }),
      ],
      protocol: 'lldp',
      fields: {
        'lldp.tlv.system.name': ['sw1'],
        'lldp.tlv.system.desc': ['X, Y'],
        'lldp.port.id': ['port-001'],
        'lldp.chassis.id.mac': [A.mac],
        'lldp.mgn.addr.ip4': [A.ip],
      },
    },
    {
      name: 'CDP of a switch and of a router',
      frames: [
        cdpFrame({
          ...A,
          deviceId: 'sw-cell-1',
          portId: 'GigabitEthernet1/0/3',
          software:
            'Cisco IOS Software, IE4000 Software (IE4000-UNIVERSALK9-M), Version 15.2(8)E1, RELEASE SOFTWARE (fc3)',
          platform: 'cisco IE-4000-8GT4G-E',
          nativeVlan: 20,
        }),
        cdpFrame({
          mac: B.mac,
          deviceId: 'rt-edge',
          portId: 'Fa4',
          software: 'Cisco IOS Software, Version 15.9(3)M2',
          platform: 'cisco IR829',
          capability: 'router',
        }),
      ],
      protocol: 'cdp',
      fields: {
        'cdp.deviceid': ['sw-cell-1', 'rt-edge'],
        'cdp.portid': ['GigabitEthernet1/0/3', 'Fa4'],
        'cdp.platform': ['cisco IE-4000-8GT4G-E', 'cisco IR829'],
        'cdp.nrgyz.ip_address': [A.ip],
        'cdp.capabilities.router': ['0', '1'],
        'cdp.capabilities.switch': ['1', '0'],
        'cdp.native_vlan': ['20'],
        'cdp.checksum.status': ['1', '1'],
      },
    },
    {
      name: 'PROFINET discovery: identify',
      frames: [
        dcp.identifyRequest(A.mac, 7),
        dcp.identifyRequest(A.mac, 8, 'pump-1'),
        dcp.identifyResponse(DEVICE, A.mac, 7),
      ],
      protocol: 'pn_dcp',
      fields: {
        'pn_dcp.suboption_device_nameofstation': ['pump-1', 'pump-1'],
        'pn_dcp.suboption_vendor_id': ['0x002a'],
        'pn_dcp.suboption_device_id': ['0x0501'],
        'pn_dcp.suboption_ip_ip': [B.ip],
        'pn_dcp.suboption_ip_standard_gateway': [DEVICE.gateway],
        'pn_dcp.service_id': ['5', '5', '5'],
        'pn_dcp.service_type': ['0', '0', '1'],
      },
    },
    {
      name: 'PROFINET discovery: set name, set address, blink, hello',
      frames: [
        dcp.setName(A.mac, B.mac, 9, 'pump-2'),
        dcp.setResponse(B.mac, A.mac, 9, 2, 2),
        dcp.setIp(A.mac, B.mac, 10, { ip: '192.0.2.9', mask: DEVICE.mask, gateway: DEVICE.gateway }),
        dcp.setResponse(B.mac, A.mac, 10, 1, 2),
        dcp.setSignal(A.mac, B.mac, 11),
        dcp.setResponse(B.mac, A.mac, 11, 5, 3),
        dcp.hello(DEVICE, 12),
      ],
      protocol: 'pn_dcp',
      fields: {
        'pn_dcp.service_id': ['4', '4', '4', '4', '4', '4', '6'],
        'pn_dcp.suboption_device_nameofstation': ['pump-2', 'pump-1'],
        'pn_dcp.suboption_ip_ip': ['192.0.2.9', B.ip],
      },
    },
    {
      name: 'PROFINET cyclic data',
      frames: [rtFrame({ from: A.mac, to: B.mac }, 0x8001, 4096, bytes(1, 2, 3, 4))],
      protocol: 'pn_rt',
      fields: { 'pn_rt.frame_id': ['32769'], 'pn_rt.cycle_counter': ['4096'] },
    },
    {
      name: 'a double tag',
      frames: [
        arpRequest(A, B.ip, [
          { vlan: 200, tpid: 0x88a8 },
          { vlan: 7, priority: 5 },
        ]),
      ],
      protocol: 'arp',
      fields: { 'ieee8021ad.id': ['200'], 'vlan.id': ['7'], 'vlan.priority': ['5'] },
    },
    {
      name: 'UDP over IPv6',
      frames: [
        udpFrame(
          { mac: A.mac, ip: '2001:db8::10', port: 40_000 },
          { mac: B.mac, ip: '2001:db8::53', port: 53 },
          dnsQuery(1, 'plant.example'),
        ),
      ],
      protocol: 'ipv6',
      fields: { 'ipv6.src': ['2001:db8::10'], 'dns.qry.name': ['plant.example'], 'udp.checksum.status': ['1'] },
    },
    {
      name: 'DNS question and answer',
      frames: overUdp(53, [
        ['client', dnsQuery(5, 'his1.plant.example')],
        ['server', dnsAnswer(5, 'his1.plant.example', '192.0.2.77')],
        ['server', dnsAnswer(6, 'none.plant.example', null)],
      ]),
      protocol: 'dns',
      fields: { 'dns.a': ['192.0.2.77'], 'dns.flags.rcode': ['0', '3'] },
    },
    {
      name: 'multicast DNS',
      frames: overUdp(5353, [['client', mdnsAnnouncement('effluent', '192.0.2.66')]], 5353),
      protocol: 'mdns',
      fields: { 'dns.a': ['192.0.2.66'], 'dns.srv.target': ['effluent.local'] },
    },
    {
      name: 'DHCP request with a host name',
      frames: overUdp(67, [['client', dhcpMessage(DHCP_MESSAGE.request, { ...A, hostname: 'box' }, 99)]], 68),
      protocol: 'dhcp',
      fields: {
        'dhcp.option.hostname': ['box'],
        'dhcp.option.dhcp': ['3'],
        'dhcp.option.requested_ip_address': [A.ip],
      },
    },
  ]
}
