// A host that makes itself known by multicast DNS, and asks for its address by DHCP when the window begins.
import {
  BROADCAST_MAC,
  DHCP_MESSAGE,
  dhcpMessage,
  mdnsAnnouncement,
  multicastMac,
  udpFrame,
} from '@penstock/sensor/encoders'
import type { Network } from '../network.ts'
import { hashNumbers, hashText, Random } from '../random.ts'
import type { Station } from '../stations.ts'
import { type Script, Timeline } from '../talk.ts'
import type { Window } from './background.ts'

const MDNS_GROUP = '224.0.0.251'
const MDNS_PORT = 5353

export function* multicastScript(window: Window, network: Network, station: Station, everyS: number): Script {
  const card = station.interfaces[0]
  if (card === undefined || card.mac === null) return
  const { mac, ip } = card
  const tags = network.tagsOf(card.zone)
  const random = new Random(hashNumbers(window.seed, hashText(mac)))
  const time = new Timeline(window.from + random.between(0, 5_000_000), random)
  const client = { mac, ip, hostname: station.hostname, vendorClass: 'dhcpcd' }
  const request = dhcpMessage(DHCP_MESSAGE.request, client, random.next())
  const nobody = { mac, ip: '0.0.0.0', port: 68 }
  yield {
    at: time.at,
    frame: udpFrame(nobody, { mac: BROADCAST_MAC, ip: '255.255.255.255', port: 67 }, request, { tags }),
  }
  time.wait(1)
  const from = { mac, ip, port: MDNS_PORT }
  const group = { mac: multicastMac(MDNS_GROUP), ip: MDNS_GROUP, port: MDNS_PORT }
  while (time.at < window.until) {
    yield { at: time.at, frame: udpFrame(from, group, mdnsAnnouncement(station.hostname, ip), { tags, ttl: 255 }) }
    time.wait(everyS)
  }
}
