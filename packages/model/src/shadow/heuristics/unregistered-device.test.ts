import { micros } from '@penstock/model/kernel'
import { expect, test } from 'vitest'
import { BEGIN, bound, found, HOST, MAC, OFFICE, REGISTERED, REGISTERED_MAC } from './scene.fixture.ts'

const MINUTE = 60_000_000
const later = (minutes: number) => ({
  firstAt: micros(BEGIN + minutes * MINUTE),
  lastAt: micros(BEGIN + minutes * MINUTE),
})

test.each([
  { name: 'heard over eleven minutes', bindings: [bound(HOST), bound(HOST, MAC, later(11))], is: [HOST] },
  { name: 'ten minutes are not more than ten', bindings: [bound(HOST), bound(HOST, MAC, later(10))], is: [] },
  {
    name: 'behind a router, by its own address',
    bindings: [bound(HOST, MAC, { ground: 'frame', lastAt: micros(BEGIN + 11 * MINUTE) })],
    is: [HOST],
  },
  {
    name: 'the register claims its IP address',
    bindings: [bound(REGISTERED), bound(REGISTERED, MAC, later(60))],
    is: [],
  },
  {
    name: 'the register claims its MAC address, whatever address it was given',
    bindings: [bound(HOST, REGISTERED_MAC), bound(HOST, REGISTERED_MAC, later(60))],
    is: [],
  },
  { name: 'in the office', bindings: [bound(OFFICE), bound(OFFICE, MAC, later(60))], is: [] },
  {
    name: 'another system lists it, nothing was heard',
    bindings: [bound(HOST, MAC, { ground: 'reported', lastAt: micros(BEGIN + 60 * MINUTE) })],
    is: [],
  },
  {
    name: 'the address that two routers share',
    bindings: [bound(HOST, '00:00:5e:00:01:0a'), bound(HOST, '00:00:5e:00:01:0a', later(60))],
    is: [],
  },
])('[B01:2] an unregistered device: $name', ({ bindings, is }) => {
  expect(found('H01', { bindings })).toEqual(is.map((host) => `${host} behaviour active for more than 10 minutes`))
})
