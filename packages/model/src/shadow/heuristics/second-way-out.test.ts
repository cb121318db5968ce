import { expect, test } from 'vitest'
import { bound, found, HOST, MAC, OFFICE, OUTSIDE, REGISTERED, REGISTERED_MAC, said, talk } from './scene.fixture.ts'

const through = (mac: string, isAnswered = true) =>
  talk('10.1.2.31', OUTSIDE, { server: { mac, ip: OUTSIDE }, isAnswered })
const router = (ip: string) => said('role', 'router', 'dhcp-router-option', { mac: null, ip })
const SHARED = '00:00:5e:00:01:0a'

test.each([
  {
    name: 'the world answers through it',
    seen: { conversations: [through(MAC)], bindings: [bound(HOST)] },
    is: [`${HOST} behaviour passes on packets of the world outside`],
  },
  { name: 'DHCP names it', seen: { claims: [router(HOST)] }, is: [`${HOST} behaviour named as the way out by DHCP`] },
  {
    name: 'the registered gateway',
    seen: {
      conversations: [through(REGISTERED_MAC)],
      bindings: [bound(REGISTERED, REGISTERED_MAC)],
      claims: [router(REGISTERED)],
    },
    is: [],
  },
  {
    name: 'nobody answers through it',
    seen: { conversations: [through(MAC, false)], bindings: [bound(HOST)] },
    is: [],
  },
  {
    name: 'it passes on packets of another zone',
    seen: { conversations: [talk(HOST, OFFICE, { server: { mac: MAC, ip: OFFICE } })], bindings: [bound(HOST)] },
    is: [],
  },
  {
    name: "its only address is of somebody else's packets",
    seen: { conversations: [through(MAC)], bindings: [bound(HOST, MAC, { ground: 'frame' })] },
    is: [],
  },
  { name: 'in the office', seen: { conversations: [through(MAC)], bindings: [bound(OFFICE)] }, is: [] },
  {
    name: 'the address that two routers share',
    seen: { conversations: [through(SHARED)], bindings: [bound(HOST, SHARED)] },
    is: [],
  },
])('[B01:2] a second way out: $name', ({ seen, is }) => {
  expect(found('H02', seen)).toEqual(is)
})
