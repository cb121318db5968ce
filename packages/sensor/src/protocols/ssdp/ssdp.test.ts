// UPnP: who searches, and what devices say.
import { ssdpAnswer, ssdpNotify, ssdpSearch } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, udpTalk } from '../room.fixture.ts'

const SERVER = 'Linux/4.9 UPnP/1.1 Cam/2.1'
const TYPE = 'urn:schemas-upnp-org:device:MediaServer:1'
const answer = ssdpAnswer(TYPE, SERVER, 'http://192.0.2.20/d.xml')
const notify = ssdpNotify(TYPE, SERVER, 'http://192.0.2.20/d.xml')

test('a search is discovery; an answer tells software, system and type, once', () => {
  expect(
    rowsOf(
      udpTalk(1900, [
        ['client', ssdpSearch('ssdp:all')],
        ['server', answer],
        ['server', answer],
      ]),
    ),
  ).toMatchObject({
    discoveries: ['client ssdp M-SEARCH x1'],
    claims: [
      `server software ${SERVER} (ssdp-server, observed)`,
      'server operatingSystem Linux/4.9 (ssdp-server, inferred)',
      'server description UPnP MediaServer 1 (ssdp-device-type, observed)',
    ],
    details: [`ssdp-server ${SERVER} x1`, `ssdp-type ${TYPE} x1`],
  })
})

test('a notice alone is told from its first line, and an answer on a port of its own by its headers', () => {
  expect(rowsOf(udpTalk(1900, [['server', notify]])).claims).toHaveLength(3)
  expect(rowsOf(udpTalk(40_100, [['server', answer]])).claims).toHaveLength(3)
})

test('damage does no harm', () => {
  expectNoHarm('udp', 1900, [
    ['client', ssdpSearch('ssdp:all')],
    ['server', answer],
    ['server', notify],
  ])
}, 60_000)
