// Names that hosts announce, on the endpoint that announced them.

import type { Claim } from '@penstock/model/observations'
import {
  bytes,
  fileSource,
  mdnsAnnouncement,
  pcapHeader,
  pcapRecord,
  SYSTEM,
  snmpResponse,
  udpFrame,
} from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import { expect, test } from 'vitest'

const HOST = { mac: '02:00:00:00:00:01', ip: '192.0.2.66', port: 5353 }
const GROUP = { mac: '01:00:5e:00:00:fb', ip: '224.0.0.251', port: 5353 }

test('mDNS names the sender by the address record of its own address', () => {
  expect(claimsOf(udpFrame(HOST, GROUP, mdnsAnnouncement('effluent-pi', HOST.ip)))).toContainEqual(
    expect.objectContaining({
      about: { mac: null, ip: HOST.ip },
      field: 'name',
      value: 'effluent-pi',
      method: 'mdns-address',
    }),
  )
})

test('an mDNS record of somebody else names nobody', () => {
  expect(
    claimsOf(udpFrame(HOST, GROUP, mdnsAnnouncement('other', '192.0.2.99'))).filter((row) => row.field === 'name'),
  ).toEqual([])
})

test('an SNMP answer describes and names the agent', () => {
  const answer = snmpResponse(1, 'public', [
    { oid: SYSTEM.description, value: 'Siemens, SIMATIC NET, SCALANCE X208, 6GK5 208-0BA10-2AA3, HW: 4, FW: V5.2' },
    { oid: SYSTEM.name, value: 'sw-boiler' },
  ])
  const said = claimsOf(udpFrame({ ...HOST, port: 161 }, { ...HOST, ip: '192.0.2.1', port: 40_000 }, answer))
  expect(said.map(({ field, value }) => [field, value])).toEqual(
    expect.arrayContaining([
      ['name', 'sw-boiler'],
      ['orderNumber', '6GK5 208-0BA10-2AA3'],
      ['firmware', 'V5.2'],
    ]),
  )
})

test('damage to an announcement throws nothing, and names none but the sender', () => {
  const whole = udpFrame(HOST, GROUP, mdnsAnnouncement('effluent-pi', HOST.ip))
  const frames: Uint8Array[] = []
  for (let at = 42; at < whole.length; at += 1) {
    frames.push(whole.slice(0, at))
    for (const value of [0, 63, 0xc0, 0xff]) {
      const damaged = whole.slice()
      damaged[at] = value
      frames.push(damaged)
    }
  }
  const names = claimsOf(...frames).filter((row) => row.field === 'name')
  expect(names.length).toBeGreaterThan(0)
  expect(new Set(names.map((row) => row.about.ip))).toEqual(new Set([HOST.ip]))
})

function claimsOf(...frames: readonly Uint8Array[]): readonly Claim[] {
  const file = bytes(pcapHeader(), ...frames.map((frame, n) => pcapRecord(1_790_834_400_000_000 + n, frame)))
  return [...observeStream(fileSource(file), { maxFlows: 4096 })].flatMap((batch) => batch.claims)
}
