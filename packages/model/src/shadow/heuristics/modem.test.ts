import { expect, test } from 'vitest'
import { bound, found, HOST, OFFICE, REGISTERED, said } from './scene.fixture.ts'

const bindings = [bound(HOST)]
const name = (value: string) => [said('name', value, 'dhcp-host-name')]
const vendorClass = (value: string) => [said('description', value, 'dhcp-vendor-class')]

test.each([
  {
    name: 'an Android by its class',
    seen: { bindings, claims: vendorClass('android-dhcp-13') },
    is: [`${HOST} behaviour an Android device`],
  },
  {
    name: 'a telephone by its name',
    seen: { bindings, claims: name("Eva's-iPhone") },
    is: [`${HOST} behaviour an iPhone or iPad`],
  },
  {
    name: 'a modem on USB by its address',
    seen: { bindings: [bound(HOST, '0c:5b:8f:27:9a:64')] },
    is: [`${HOST} maker Huawei HiLink modem`],
  },
  {
    name: 'an adapter on USB',
    seen: { bindings: [bound(HOST, '00:0e:c6:01:02:03')] },
    is: [`${HOST} maker ASIX (USB Ethernet)`],
  },
  { name: 'Windows', seen: { bindings, claims: vendorClass('MSFT 5.0') }, is: [] },
  { name: 'a station whose name begins alike', seen: { bindings, claims: name('ANDROIDE-HMI') }, is: [] },
  { name: "another device of the modem's maker", seen: { bindings: [bound(HOST, '0c:5b:8f:00:00:01')] }, is: [] },
  {
    name: 'packets that it passes on',
    seen: { bindings: [bound(HOST, '00:0e:c6:01:02:03', { ground: 'frame' as const })] },
    is: [],
  },
  {
    name: 'a registered station on such an adapter',
    seen: { bindings: [bound(REGISTERED, '00:0e:c6:01:02:03')] },
    is: [],
  },
  { name: 'in the office', seen: { bindings: [bound(OFFICE)], claims: vendorClass('android-dhcp-13') }, is: [] },
])('[B01:2] a modem or tether: $name', ({ seen, is }) => {
  expect(found('H16', seen)).toEqual(is)
})
