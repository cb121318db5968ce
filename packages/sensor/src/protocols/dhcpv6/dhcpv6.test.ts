// Names and addresses in DHCP for IPv6.
import { bytes, DHCPV6_MESSAGE, dhcpv6Message, dhcpv6Relayed } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, udpTalk } from '../room.fixture.ts'

const CLIENT = {
  mac: '02:00:00:00:00:31',
  ip: '2001:db8::31',
  hostname: 'hmi-3.plant.example',
  vendorClass: 'MSFT 5.0',
}
const solicit = dhcpv6Message(DHCPV6_MESSAGE.solicit, CLIENT, 1)
const reply = dhcpv6Message(DHCPV6_MESSAGE.reply, CLIENT, 1)
const NAMED = [
  '02:00:00:00:00:31 name hmi-3.plant.example (dhcpv6-fqdn, observed)',
  '02:00:00:00:00:31 description MSFT 5.0 (dhcpv6-vendor-class, observed)',
]

test('name and vendor class of the client, addresses wished and given', () => {
  expect(
    rowsOf(
      udpTalk(
        547,
        [
          ['client', solicit],
          ['server', reply],
        ],
        546,
      ),
    ),
  ).toMatchObject({
    claims: NAMED,
    functions: ['client dhcpv6 Solicit x1', 'client dhcpv6 Reply x1'],
    details: [
      'dhcp-client-id 00030001020000000031 x2',
      'dhcp-requested-address 2001:db8::31 x1',
      'dhcpv6-host-name hmi-3.plant.example x1',
      'dhcp-assigned-address 2001:db8::31 02:00:00:00:00:31 x1',
    ],
  })
})

test('a relay hands on what a client says; one that relays itself for ever ends', () => {
  const relayed = dhcpv6Relayed(solicit, '2001:db8::1', 'fe80::31')
  expect(rowsOf(udpTalk(547, [['client', relayed]], 547)).claims).toEqual(NAMED)
  let deep = solicit
  for (let n = 0; n < 30; n += 1) deep = dhcpv6Relayed(deep, '2001:db8::1', 'fe80::31')
  expect(rowsOf(udpTalk(547, [['client', deep]], 547)).claims).toEqual([])
})

test('an identifier without a link address names nobody', () => {
  const opaque = solicit.slice()
  opaque[9] = 4
  expect(rowsOf(udpTalk(547, [['client', bytes(opaque)]], 546)).claims).toEqual([])
})

test('damage does no harm', () => {
  expectNoHarm('udp', 547, [
    ['client', solicit],
    ['server', reply],
    ['client', dhcpv6Relayed(solicit, '::1', '::2')],
  ])
}, 60_000)
