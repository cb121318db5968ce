// Operations of ARP stand with their names, as IANA lists them.
import { arpRequest, bytes } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { observeFrames } from '../sample.fixture.ts'

test.each([
  [1, 'Request'],
  [8, 'Inverse Request'],
  [10, 'NAK'],
  [24, 'Operation 24'],
])('operation %i is called %s', (operation, name) => {
  const frame = arpRequest({ mac: '02:00:00:00:00:01', ip: '192.0.2.10' }, '192.0.2.20')
  const changed = bytes(frame.subarray(0, 20), operation >> 8, operation & 255, frame.subarray(22))
  const [conversation] = observeFrames([changed]).conversations
  expect(conversation).toMatchObject({ protocol: 'arp', functions: [{ code: String(operation), name, count: 1 }] })
})
