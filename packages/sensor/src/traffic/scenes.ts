// From a plant and a window to the list of scripts: one for each flow, for each line of an unregistered device's traffic,
// and for what the segments themselves say.
import { Network } from './network.ts'
import type { HiddenDevice, HiddenTraffic, PlantFlow, TrafficPlant } from './plant.ts'
import {
  answersDcp,
  arpScript,
  helloScript,
  identifyScript,
  lldpScript,
  speaksLldp,
  type Window,
} from './scripts/background.ts'
import { cipBrowseScript } from './scripts/cip-browse.ts'
import { multicastScript } from './scripts/multicast.ts'
import { scriptFor } from './scripts/registry.ts'
import { type Station, Stations } from './stations.ts'
import type { Script } from './talk.ts'
import { Task, type TaskFacts } from './task.ts'

/** `flow` is the id of the flow or unregistered device that the script plays; null for the background. */
export interface Scene {
  readonly flow: string | null
  readonly script: Script
}

const HIDDEN_POSITIONS = 10_000
const LINES_PER_DEVICE = 16
const CIP = 'ethernet-ip'

/** All scenes of one window, in a fixed order. A flow whose ends the plant does not hold makes none. */
export function listScenes(plant: TrafficPlant, window: Window): Scene[] {
  const stations = new Stations(plant)
  const network = new Network(plant, stations)
  const stage = { plant, window, stations, network }
  const flows = plant.flows.flatMap((flow, at) => flowScenes(stage, flow, at))
  const hidden = plant.unregistered.flatMap((device, at) => hiddenScenes(stage, device, at))
  return [...flows, ...hidden, ...backgroundScenes(stage)]
}

interface Stage {
  readonly plant: TrafficPlant
  readonly window: Window
  readonly stations: Stations
  readonly network: Network
}

function flowScenes(stage: Stage, flow: PlantFlow, position: number): Scene[] {
  const source = stage.stations.find(flow.src)
  const target = stage.stations.find(flow.dst)
  if (source === null || target === null) return []
  const client = flow.srcIp ? stage.stations.under(source, flow.srcIp) : source
  const server = flow.dstIp ? stage.stations.under(target, flow.dstIp) : target
  const facts = { ...taskFacts(stage, client, server, flow, position), write: flow.write }
  return [{ flow: flow.id, script: play(stage, flow.protocol, facts) }]
}

function hiddenScenes(stage: Stage, device: HiddenDevice, at: number): Scene[] {
  const own = stage.stations.find(device.id)!
  return device.traffic.map((line, nth) => {
    const position = HIDDEN_POSITIONS + at * LINES_PER_DEVICE + nth
    return { flow: device.id, script: hiddenScript(stage, own, device, line, position) }
  })
}

function hiddenScript(stage: Stage, own: Station, device: HiddenDevice, line: HiddenTraffic, position: number): Script {
  const { window, network } = stage
  if (line.protocol === 'arp') return arpScript(window, network, own, own.interfaces[0]!, line.everyS)
  if (line.protocol === 'lldp') return lldpScript(window, network, own, line.everyS)
  if (line.protocol === 'profinet-dcp') {
    return helloScript(window, network, { ...own, hostname: line.stationName ?? device.hostname }, line.everyS)
  }
  if (line.protocol === 'mdns') return multicastScript(window, network, own, line.everyS)
  const peerName = line.from ?? line.to ?? ''
  const peer = stage.stations.find(peerName) ?? stage.stations.atAddress(peerName)
  const [client, server] = line.from ? [peer, own] : [own, peer]
  const base = taskFacts(stage, client, server, line, position)
  const facts: TaskFacts = {
    ...base,
    everyS: line.everyS,
    answered: line.answered,
    write: line.write,
    serverName: line.query ?? null,
    datagramBytes: line.bytes ?? null,
  }
  return play(stage, line.protocol, facts)
}

function play(stage: Stage, protocol: string, facts: TaskFacts): Script {
  const known = stage.plant.protocols.find((entry) => entry.id === protocol || entry.aliases.includes(protocol))
  return scriptFor([protocol, known?.id ?? protocol, ...(known?.aliases ?? [])])(new Task(facts))
}

function taskFacts(
  stage: Stage,
  client: Station,
  server: Station,
  line: PlantFlow | HiddenTraffic,
  position: number,
): TaskFacts {
  const known = stage.plant.protocols.find((entry) => entry.id === line.protocol)
  const isFlow = 'src' in line
  return {
    position,
    seed: stage.window.seed,
    path: stage.network.pathBetween(client, server),
    port: line.port ?? known?.ports[0] ?? 0,
    transport: isFlow ? line.transport : (known?.transport[0] ?? 'tcp'),
    client,
    server,
    write: false,
    functions: line.functions ?? null,
    from: stage.window.from,
    until: stage.window.until,
    everyS: null,
    answered: true,
    serverName: isFlow ? (line.tls?.serverName ?? null) : null,
    http: isFlow ? (line.http ?? null) : null,
    datagramBytes: null,
  }
}

function backgroundScenes(stage: Stage): Scene[] {
  const { window, network } = stage
  const scripts: Script[] = []
  const registered = stage.stations.all().filter((station) => station.asset !== null)
  for (const station of registered) {
    for (const card of station.interfaces) scripts.push(arpScript(window, network, station, card))
    if (speaksLldp(station)) scripts.push(lldpScript(window, network, station))
  }
  for (const zone of stage.plant.zones) {
    const devices = registered.filter((station) => station.zone === zone.id && answersDcp(station))
    const controller = devices.find((station) => station.asset?.role === 'plc')
    if (controller !== undefined) scripts.push(identifyScript(window, network, controller, devices))
    scripts.push(...cipBrowsing(stage, zone.id, registered))
  }
  return scripts.map((script) => ({ flow: null, script }))
}

// Where a flow starts that speaks EtherNet/IP, its client browses the segment it stands on.
function cipBrowsing(stage: Stage, zone: string, registered: readonly Station[]): Script[] {
  const here = registered.filter((station) => station.zone === zone)
  const clients = stage.plant.flows.filter((flow) => flow.protocol === CIP).map((flow) => flow.src)
  const asker = here.find((station) => clients.includes(station.id))
  const servers = here.filter((station) => station.asset?.services.some((service) => service.startsWith(`${CIP}-`)))
  const devices = servers.filter((station) => station !== asker)
  return asker === undefined || devices.length === 0
    ? []
    : [cipBrowseScript(stage.window, stage.network, asker, devices)]
}
