import { expect, test } from 'vitest'
import { found, HOST, OFFICE, OUTSIDE, talk, VENDOR } from './scene.fixture.ts'

test.each([
  { name: 'WireGuard', protocol: 'wireguard', is: [`${HOST} peer ${OUTSIDE}`] },
  { name: 'OpenVPN', protocol: 'openvpn', is: [`${HOST} peer ${OUTSIDE}`] },
  { name: 'IKE, unanswered', protocol: 'ipsec', isAnswered: false, is: [`${HOST} peer ${OUTSIDE}`] },
  { name: 'the peer that the register names', protocol: 'ipsec', server: VENDOR, is: [] },
  { name: 'TLS', protocol: 'https', is: [] },
  { name: 'the port alone', protocol: null, is: [] },
  { name: 'between two hosts of the plant', protocol: 'ipsec', server: '10.1.2.31', is: [] },
  { name: 'from the office', protocol: 'openvpn', client: OFFICE, is: [] },
])('[B01:2] a VPN handshake: $name', ({ protocol, client = HOST, server = OUTSIDE, isAnswered = true, is }) => {
  expect(found('H04', { conversations: [talk(client, server, { protocol, isAnswered })] })).toEqual(is)
})
