import { expect, test } from 'vitest'
import { bound, found, HOST, MAC, REGISTERED, REGISTERED_MAC, said, talk } from './scene.fixture.ts'

const TRAVEL = '94:83:c4:12:34:56'
const give = talk('255.255.255.255', HOST, {
  protocol: 'dhcp',
  functions: [{ code: '2', name: '', kind: 'session', count: 1 }],
})

test.each([
  {
    name: 'says so to its neighbours',
    seen: { claims: [said('role', 'access-point', 'lldp-capabilities')], bindings: [bound(HOST)] },
    is: [`${HOST} behaviour calls itself an access point`],
  },
  {
    name: 'has the name and the maker of one',
    seen: {
      claims: [said('name', 'GL-MT300N-V2-d2a', 'dhcp-host-name', { mac: TRAVEL, ip: null })],
      bindings: [bound(HOST, TRAVEL)],
    },
    is: [`${HOST} behaviour has the name that access points come with`, `${HOST} maker GL.iNet`],
  },
  {
    name: 'a small router that gives addresses',
    seen: { conversations: [give], bindings: [bound(HOST, TRAVEL)] },
    is: [`${HOST} behaviour a small router that answers DHCP`, `${HOST} maker GL.iNet`],
  },
  {
    name: 'offers what they offer',
    seen: {
      claims: [said('description', 'urn:schemas-wifialliance-org:device:WFADevice:1', 'ssdp-device-type')],
      bindings: [bound(HOST)],
    },
    is: [`${HOST} behaviour offers what access points offer`],
  },
  { name: 'the maker alone', seen: { bindings: [bound(HOST, TRAVEL)] }, is: [] },
  {
    name: 'a switch',
    seen: { claims: [said('role', 'switch', 'lldp-capabilities')], bindings: [bound(HOST)] },
    is: [],
  },
  {
    name: 'a printer that offers itself',
    seen: {
      claims: [said('description', 'urn:schemas-upnp-org:device:Printer:1', 'ssdp-device-type')],
      bindings: [bound(HOST)],
    },
    is: [],
  },
  { name: 'a server that gives addresses', seen: { conversations: [give], bindings: [bound(HOST, MAC)] }, is: [] },
  {
    name: 'the registered one',
    seen: {
      claims: [said('role', 'access-point', 'lldp-capabilities', { mac: REGISTERED_MAC, ip: null })],
      bindings: [bound(REGISTERED, REGISTERED_MAC)],
    },
    is: [],
  },
])('[B01:2] a new access point: $name', ({ seen, is }) => {
  expect(found('H11', seen)).toEqual(is)
})
