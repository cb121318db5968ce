import { micros } from '@penstock/model/kernel'
import type { ConversationSeen } from '@penstock/model/observations'
import { expect, test } from 'vitest'
import { BEGIN, found, HOST, HOUR, OFFICE, OUTSIDE, talk, VENDOR } from './scene.fixture.ts'

/** Seven hours of a question and an answer of 100 bytes each, every minute. */
const KEPT: Partial<ConversationSeen> = {
  packets: 840,
  bytes: 84_000,
  clientBytes: 42_000,
  lastAt: micros(BEGIN + 7 * HOUR),
}

test.each<{ name: string; client?: string; server?: string; other?: Partial<ConversationSeen>; is: string[] }>([
  { name: 'seven hours, small and even', is: [`${HOST} peer ${OUTSIDE}`] },
  { name: 'kept from outside', client: OUTSIDE, server: HOST, is: [`${HOST} peer ${OUTSIDE}`] },
  { name: 'less than six hours', other: { lastAt: micros(BEGIN + 6 * HOUR - 1) }, is: [] },
  { name: 'the peer that the register names', server: VENDOR, is: [] },
  { name: 'a download: nearly all comes in', other: { clientBytes: 8000 }, is: [] },
  { name: 'large packets', other: { bytes: 840_000, clientBytes: 420_000 }, is: [] },
  {
    name: 'a word in the morning and one in the evening',
    other: { packets: 80, bytes: 8000, clientBytes: 4000 },
    is: [],
  },
  { name: 'asking for the time', other: { protocol: 'ntp' }, is: [] },
  { name: 'asking for names', other: { protocol: 'dns' }, is: [] },
  { name: 'nobody told who sent how much', other: { clientBytes: undefined }, is: [] },
  { name: 'nobody answers', other: { isAnswered: false }, is: [] },
  { name: 'two hosts of the plant', server: '10.1.2.31', is: [] },
  { name: 'from the office', client: OFFICE, is: [] },
])('[B01:2] an outbound keep-alive: $name', ({ client = HOST, server = OUTSIDE, other = {}, is }) => {
  expect(
    found('H03', { conversations: [talk(client, server, { ...KEPT, ...other } as Partial<ConversationSeen>)] }),
  ).toEqual(is)
})
