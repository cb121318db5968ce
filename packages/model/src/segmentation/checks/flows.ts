// Checks on what talks: flows that the plant's people know, and observed conversations, judged by zones and conduits.

import { addressText } from '@penstock/model/firewall'
import { findProtocolThreat } from '@penstock/model/paths'
import { interfacesOf, type PlantFlow, parseSubnet } from '@penstock/model/plant'
import { type JudgedConversation, type Judgement, judgeConversation } from '@penstock/model/zones'
import type { Tell } from './finding.ts'
import { levelDistance, type PlantView, zoneOf } from './plant-view.ts'

export function checkFlows(view: PlantView, tell: Tell): void {
  for (const flow of view.plant.flows) {
    const judgement = judgeConversation(view.model, conversationOf(view, flow))
    const places = [`flows[src=${flow.src},dst=${flow.dst}]`, `flows[id=${flow.id}]`]
    tellJudged(view, tell, judgement, { id: flow.id, from: flow.src, to: flow.dst, places })
    engineering(view, tell, flow)
  }
  const told = new Set<string>()
  for (const conversation of view.traffic) {
    const judgement = judgeConversation(view.model, conversation)
    const from = judgement.clientAsset ?? conversation.client.ip ?? conversation.client.mac ?? 'unknown'
    const to = judgement.serverAsset ?? conversation.server.ip ?? conversation.server.mac ?? 'unknown'
    const key = JSON.stringify([from, to, judgement.protocol, judgement.rule])
    if (told.has(key)) continue
    told.add(key)
    tellJudged(view, tell, judgement, { id: from, from, to, places: [] })
  }
  for (const management of view.plant.manages) {
    if (!/engineering/.test(management.kind) || isEngineeringStation(view, management.by)) continue
    tell('segmentation.engineering-from-elsewhere', {
      id: management.id,
      facts: { by: management.by, what: management.what.join(', ') },
      path: [management.by, ...management.what.slice(0, 1)],
      places: [`manages[id=${management.id}].by`],
    })
  }
  neverSeen(view, tell)
}

interface Ends {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly places: readonly string[]
}

function tellJudged(view: PlantView, tell: Tell, judgement: Judgement, { id, from, to, places }: Ends): void {
  const { verdict, rule, conduit, clientZone, serverZone, protocol } = judgement
  if (clientZone === null || serverZone === null || clientZone === serverZone || verdict !== 'not-allowed') return
  const isBare = rule === 'zones.no-conduit' || rule === 'zones.conduit-undocumented'
  const path = [from, clientZone, ...(conduit === null ? [] : [conduit]), serverZone, to]
  const conduits = conduit === null ? [] : [conduit]
  const facts = { protocol, from: clientZone, to: serverZone, because: rule }
  tell(isBare ? 'segmentation.flow-without-conduit' : 'segmentation.flow-outside-conduit', {
    id,
    facts,
    path,
    conduits,
    places,
  })
  const distance = levelDistance(view.levelOf(clientZone), view.levelOf(serverZone))
  if (isBare && distance >= 2)
    tell('segmentation.level-jump', { id, facts: { ...facts, levels: distance }, path, conduits, places })
}

/** A flow in the words of the wire. An end without an address stands where its remote access says, else somewhere outside. */
export function conversationOf(view: PlantView, flow: PlantFlow): JudgedConversation {
  const address = (asset: string, said: string | undefined): string | null => {
    const known = view.index.assetById.get(asset)
    const card =
      known === undefined ? undefined : interfacesOf(known).find(({ zone, ip }) => ip !== null && zone === known.zone)
    return said ?? card?.ip ?? callerOf(view, asset)
  }
  return {
    client: { ip: address(flow.src, flow.srcIp), mac: null },
    server: { ip: address(flow.dst, flow.dstIp), mac: null },
    protocol: view.index.protocol(flow.protocol)?.id ?? flow.protocol,
    portGuess: null,
    transport: flow.transport,
    serverPort: flow.port,
    functions: (flow.functions ?? []).map((code) => ({ code: String(code), kind: flow.write ? 'write' : 'read' })),
  }
}

/** RFC 5737: an address for examples, where a caller from outside says none. */
const SOMEWHERE_OUTSIDE = '198.51.100.1'

function callerOf(view: PlantView, asset: string): string | null {
  const access = view.plant.remoteAccess.find(
    ({ path, sourceNetworks }) => path[0] === asset && sourceNetworks !== null,
  )
  const subnet = parseSubnet(access?.sourceNetworks?.[0] ?? '')
  if (subnet !== null) return addressText(subnet.bits, subnet.base)
  return view.isOutside(zoneOf(view, asset) ?? '') ? SOMEWHERE_OUTSIDE : null
}

/** Protocols that do nothing but engineering. */
const ENGINEERING = new Set(['tristation', 'codesys'])

function engineering(view: PlantView, tell: Tell, flow: PlantFlow): void {
  if (!flow.write || isEngineeringStation(view, flow.src)) return
  const protocol = view.index.protocol(flow.protocol)?.id ?? flow.protocol
  const logic = findProtocolThreat(protocol)?.codes.logic ?? []
  const codes = (flow.functions ?? []).filter((code) => logic.includes(code))
  if (!ENGINEERING.has(protocol) && codes.length === 0) return
  tell('segmentation.engineering-from-elsewhere', {
    id: flow.id,
    facts: { from: flow.src, role: view.index.assetById.get(flow.src)?.role ?? 'unknown', protocol },
    path: [flow.src, flow.dst],
    places: [`flows[id=${flow.id}].write`, `flows[src=${flow.src},dst=${flow.dst}]`],
  })
}

function isEngineeringStation({ index }: PlantView, asset: string): boolean {
  return /engineering/.test(index.assetById.get(asset)?.role ?? '')
}

/** Without observed traffic, the flows that people know stand for it. */
function neverSeen(view: PlantView, tell: Tell): void {
  const isObserved = view.traffic.length > 0 || view.seenConduits !== null
  const known = isObserved ? view.traffic : view.plant.flows.map((flow) => conversationOf(view, flow))
  if (known.length === 0 && view.seenConduits === null) return
  const used = new Set(known.map((conversation) => judgeConversation(view.model, conversation).conduit))
  for (const conduit of view.plant.conduits) {
    if (used.has(conduit.id) || view.seenConduits?.has(conduit.id) === true) continue
    tell('segmentation.conduit-never-seen', {
      id: conduit.id,
      facts: { zones: `${conduit.zoneA}, ${conduit.zoneB}`, 'judged by': isObserved ? 'traffic' : 'known flows' },
      path: [conduit.zoneA, conduit.id, conduit.zoneB],
      conduits: [conduit.id],
      places: [`conduits[id=${conduit.id}].protocols`],
    })
  }
}
