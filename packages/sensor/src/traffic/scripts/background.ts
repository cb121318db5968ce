// What every segment hears without any flow: address resolution, link layer discovery, PROFINET discovery.
import { arpAnnouncement, arpReply, arpRequest, dcp, lldpFrame } from '@penstock/sensor/encoders'
import { dcpDevice, descriptionOf, isProfinetDevice } from '../identity.ts'
import type { Network } from '../network.ts'
import { hashNumbers, Random } from '../random.ts'
import type { Station, StationInterface } from '../stations.ts'
import { type Script, Timeline } from '../talk.ts'

export interface Window {
  readonly from: number
  readonly until: number
  readonly seed: number
}

const ARP_S = 75
const LLDP_S = 30
const IDENTIFY_S = 240

/** One interface asks for its gateway, or announces itself where there is none. */
export function* arpScript(
  window: Window,
  network: Network,
  station: Station,
  card: StationInterface,
  everyS = ARP_S,
): Script {
  const { mac } = card
  if (mac === null) return
  const tags = network.tagsOf(card.zone)
  const own = { mac, ip: card.ip }
  const gateway = network.gatewayCard(card.zone, station, station)
  const random = new Random(hashNumbers(window.seed, 0xa4b, lastBytes(mac)))
  const time = new Timeline(window.from + random.between(0, 20_000_000), random)
  while (time.at < window.until) {
    if (gateway === null || gateway.mac === null || !network.hasSubnet(card.zone)) {
      yield { at: time.at, frame: arpAnnouncement(own, tags) }
    } else {
      yield { at: time.at, frame: arpRequest(own, gateway.ip, tags) }
      const answer = arpReply({ mac: gateway.mac, ip: gateway.ip }, own, tags)
      yield { at: time.tick(80, 600), frame: answer }
    }
    time.wait(everyS)
  }
}

/** Advertisements of a switch or controller. */
export function* lldpScript(window: Window, network: Network, station: Station, everyS = LLDP_S): Script {
  const card = station.interfaces[0]
  if (card === undefined || card.mac === null) return
  const { asset } = station
  const isSwitch = asset?.role === 'switch'
  const frame = lldpFrame(
    {
      mac: card.mac,
      portId: isSwitch ? 'uplink-1' : 'port-001',
      systemName: station.hostname,
      ...(asset === null ? {} : { systemDescription: descriptionOf(asset) }),
      managementIp: card.ip,
      role: isSwitch ? 'bridge' : 'station',
      ttlS: 120,
    },
    network.tagsOf(card.zone),
  )
  yield* every(window, 0x11d, card.mac, everyS, function* (time) {
    yield { at: time.at, frame }
  })
}

/** A controller looks for the PROFINET devices of its segment; all answer. */
export function* identifyScript(
  window: Window,
  network: Network,
  controller: Station,
  devices: readonly Station[],
): Script {
  const card = controller.interfaces[0]
  if (card === undefined || card.mac === null) return
  const { mac, zone } = card
  const tags = network.tagsOf(zone)
  yield* every(window, 0xdc9, mac, IDENTIFY_S, function* (time, random) {
    const xid = random.next()
    yield { at: time.at, frame: dcp.identifyRequest(mac, xid, undefined, tags) }
    for (const device of devices) {
      const answer = dcpAnswer(network, device)
      if (answer === null || answer.mac === mac) continue
      yield { at: time.tick(900, 5000), frame: dcp.identifyResponse(answer, mac, xid, tags) }
    }
  })
}

/** A device that nobody asked announces its station name. */
export function* helloScript(window: Window, network: Network, device: Station, everyS: number): Script {
  const answer = dcpAnswer(network, device)
  if (answer === null) return
  const tags = network.tagsOf(device.zone)
  yield* every(window, 0x4e1, answer.mac, everyS, function* (time, random) {
    yield { at: time.at, frame: dcp.hello(answer, random.next(), tags) }
  })
}

/** True for stations that take part in PROFINET discovery. */
export function answersDcp(station: Station): boolean {
  return station.asset !== null && isProfinetDevice(station.asset)
}

/** True for stations that advertise themselves by LLDP. */
export function speaksLldp(station: Station): boolean {
  const { asset } = station
  if (asset === null) return false
  return asset.role === 'switch' || (asset.vendor === 'Siemens' && /^(plc|safety-controller|drive)$/.test(asset.role))
}

function dcpAnswer(network: Network, device: Station): dcp.DcpDevice | null {
  const gateway = network.gatewayCard(device.zone, device, device)?.ip ?? '0.0.0.0'
  return dcpDevice(device, network.maskOf(device.zone), gateway)
}

function* every(
  window: Window,
  kind: number,
  mac: string,
  everyS: number,
  turn: (time: Timeline, random: Random) => Script,
): Script {
  const random = new Random(hashNumbers(window.seed, kind, lastBytes(mac)))
  const time = new Timeline(window.from + random.between(0, Math.min(everyS, 10) * 1_000_000), random)
  for (let due = time.at; due < window.until; due = time.at) {
    yield* turn(time, random)
    time.at = due
    time.wait(everyS)
  }
}

function lastBytes(mac: string): number {
  return Number.parseInt(mac.replace(/[:-]/g, '').slice(4), 16)
}
