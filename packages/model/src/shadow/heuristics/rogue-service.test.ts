import type { FunctionSeen } from '@penstock/model/observations'
import { expect, test } from 'vitest'
import { found, HOST, OFFICE, OUTSIDE, REGISTERED, talk } from './scene.fixture.ts'

const asked = (code: string): FunctionSeen[] => [{ code, name: '', kind: 'session', count: 1 }]
const ALL = '255.255.255.255'

test.each([
  { name: 'gives addresses', talks: [talk(ALL, HOST, { protocol: 'dhcp', functions: asked('2') })], is: ['DHCP'] },
  { name: 'gives names', talks: [talk('10.1.2.31', HOST, { protocol: 'dns' })], is: ['DNS'] },
  { name: 'gives the time', talks: [talk('10.1.2.31', HOST, { protocol: 'ntp' })], is: ['NTP'] },
  {
    name: 'is asked and does not answer',
    talks: [talk('10.1.2.31', HOST, { protocol: 'dns', isAnswered: false })],
    is: [],
  },
  { name: 'only asks for an address', talks: [talk(HOST, ALL, { protocol: 'dhcp', functions: asked('1') })], is: [] },
  { name: 'asks outside', talks: [talk(HOST, OUTSIDE, { protocol: 'ntp' })], is: [] },
  { name: 'tells its own name to all', talks: [talk('224.0.0.251', HOST, { protocol: 'mdns' })], is: [] },
  { name: 'is registered', talks: [talk(HOST, REGISTERED, { protocol: 'dns' })], is: [] },
  { name: 'stands in the office', talks: [talk(HOST, OFFICE, { protocol: 'dns' })], is: [] },
])('[B01:2] a network service of an unregistered address: $name', ({ talks, is }) => {
  expect(found('H10', { conversations: talks })).toEqual(is.map((one) => `${HOST} behaviour answers ${one}`))
})
