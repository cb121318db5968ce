// The four rings (corporate, DMZ, OT supervisory, OT control) and the outside: what crosses between two of them, by which
// controls, and whether the boundary is enforced, drawn only, or broken by a flow that proves it.
import { type RuleSet, readFirewall } from '@penstock/model/firewall'
import type { PlantConduit, PlantFile } from '@penstock/model/plant'
import { type JudgedConversation, judgeConversation } from '@penstock/model/zones'
import { conversationOf } from '../checks/flows.ts'
import { type PlantView, plantView } from '../checks/plant-view.ts'
import {
  compareRules,
  type DeniedConversation,
  type ReferredTraffic,
  type RuleDifference,
} from '../rules/compare-rules.ts'
import { RINGS, type Ring, ringOf } from './ring-of.ts'

/** What a conduit has to hold its part of the boundary. */
export interface BoundaryControl {
  readonly conduit: string
  readonly isDocumented: boolean
  readonly devices: readonly string[]
  readonly inspection: string
  readonly targetLevel: number | null
  /** Devices whose rules were read, with the day. */
  readonly rulesRead: readonly { readonly device: string; readonly on: string }[]
}

export interface BoundaryProof {
  readonly kind: 'flow-not-allowed' | 'seen-though-denied'
  /** Id of a known flow, else the client. */
  readonly id: string
  readonly from: string
  readonly to: string
  readonly protocol: string
  /** The conduit that comes nearest, or the device whose rules deny it. */
  readonly by: string | null
  /** The caller's name of the conversation that was seen; null for a known flow. */
  readonly ref: string | null
}

export interface RingBoundary {
  readonly outer: Ring
  readonly inner: Ring
  /**
   * `broken`: a flow crosses that no conduit allows, or that the rules deny. `enforcing`: each conduit has a device whose rules
   * were read, and they allow nothing beyond. `drawn-only`: the plan says so, and nothing shows it. `closed`: nothing crosses.
   */
  readonly state: 'broken' | 'enforcing' | 'drawn-only' | 'closed'
  readonly controls: readonly BoundaryControl[]
  readonly proofs: readonly BoundaryProof[]
  /** Why it is drawn only, as `C-01: no rules read`. */
  readonly missing: readonly string[]
}

/** Boundaries between each two rings that hold zones, from the outside in. */
export function ringBoundaries(plant: PlantFile, traffic: readonly ReferredTraffic[] = []): readonly RingBoundary[] {
  const view = plantView(plant, traffic)
  const rings = new Map(plant.zones.map(({ id }) => [id, ringOf(view.levelOf(id))]))
  const present = RINGS.filter((ring) => [...rings.values()].includes(ring))
  const devices = compareDevices(view)
  const proofs = [...knownFlows(view), ...observedFlows(view, traffic), ...deniedFlows(devices)]
  return present.flatMap((outer, at) =>
    present.slice(at + 1).map((inner): RingBoundary => {
      const joins = (zone: string, other: string): boolean => {
        const pair = [rings.get(zone), rings.get(other)]
        return pair.includes(outer) && pair.includes(inner)
      }
      const conduits = plant.conduits.filter(({ zoneA, zoneB }) => joins(zoneA, zoneB))
      const own = proofs.filter(({ fromZone, toZone }) => joins(fromZone, toZone)).map(({ proof }) => proof)
      const missing = [
        ...conduits.flatMap((conduit) => missingOf(plant, conduit)),
        ...devices.flatMap(({ device, difference }) =>
          difference.rules.flatMap(({ rule, parts }) =>
            parts.some(({ fromZone, toZone, state }) => state !== 'allowed' && joins(fromZone, toZone))
              ? [`${device}: rule ${rule} allows more`]
              : [],
          ),
        ),
      ]
      const state =
        own.length > 0 ? 'broken' : missing.length > 0 ? 'drawn-only' : conduits.length === 0 ? 'closed' : 'enforcing'
      return {
        outer,
        inner,
        state,
        controls: conduits.map((conduit) => controlOf(plant, conduit)),
        proofs: own,
        missing,
      }
    }),
  )
}

interface PlacedProof {
  readonly fromZone: string
  readonly toZone: string
  readonly proof: BoundaryProof
}

function knownFlows(view: PlantView): readonly PlacedProof[] {
  return view.plant.flows.flatMap((flow) =>
    notAllowed(view, conversationOf(view, flow), { id: flow.id, from: flow.src, to: flow.dst }),
  )
}

function observedFlows(view: PlantView, traffic: readonly ReferredTraffic[]): readonly PlacedProof[] {
  const told = new Set<string>()
  return traffic.flatMap((conversation) =>
    notAllowed(view, conversation, null, conversation.ref).filter(({ proof }) => {
      const key = JSON.stringify([proof.from, proof.to, proof.protocol])
      return told.has(key) ? false : told.add(key)
    }),
  )
}

function notAllowed(
  view: PlantView,
  conversation: JudgedConversation,
  known: { readonly id: string; readonly from: string; readonly to: string } | null,
  ref: string | null = null,
): readonly PlacedProof[] {
  const { verdict, clientZone, serverZone, clientAsset, serverAsset, protocol, conduit } = judgeConversation(
    view.model,
    conversation,
  )
  if (verdict !== 'not-allowed' || clientZone === null || serverZone === null) return []
  const from = clientAsset ?? conversation.client.ip ?? 'unknown'
  const ends = known ?? { id: from, from, to: serverAsset ?? conversation.server.ip ?? 'unknown' }
  const proof = { kind: 'flow-not-allowed', ...ends, protocol: protocol ?? 'unknown', by: conduit, ref } as const
  return [{ fromZone: clientZone, toZone: serverZone, proof }]
}

interface ComparedDevice {
  readonly device: string
  readonly difference: RuleDifference
}

function compareDevices(view: PlantView): readonly ComparedDevice[] {
  return view.plant.firewallConfigs.flatMap(({ asset, text, dialect }) => {
    const read = readFirewall(text, dialect)
    return read.ok ? [{ device: asset, difference: differenceOf(view, read.value, asset) }] : []
  })
}

function differenceOf(view: PlantView, set: RuleSet, device: string): RuleDifference {
  return compareRules(view.model, set, device, view.traffic.length === 0 ? null : { conversations: view.traffic })
}

function deniedFlows(devices: readonly ComparedDevice[]): readonly PlacedProof[] {
  return devices.flatMap(({ device, difference }) =>
    difference.seenThoughDenied.map((denied) => ({
      fromZone: denied.fromZone,
      toZone: denied.toZone,
      proof: proofOfDenied(device, denied),
    })),
  )
}

/** What was seen though the rules of `device` deny it. */
export function proofOfDenied(device: string, { client, server, service, ref }: DeniedConversation): BoundaryProof {
  return { kind: 'seen-though-denied', id: client, from: client, to: server, protocol: service, by: device, ref }
}

function controlOf(plant: PlantFile, conduit: PlantConduit): BoundaryControl {
  const devices = conduit.enforcedBy ?? []
  return {
    conduit: conduit.id,
    isDocumented: conduit.status !== 'undocumented',
    devices,
    inspection: conduit.inspection ?? 'unknown',
    targetLevel: conduit.slTarget ?? null,
    rulesRead: plant.firewallConfigs
      .filter(({ asset }) => devices.includes(asset))
      .map(({ asset, readOn }) => ({ device: asset, on: readOn })),
  }
}

/** Of several devices in a row, one whose rules were read is enough. */
function missingOf(plant: PlantFile, conduit: PlantConduit): readonly string[] {
  const { isDocumented, devices, inspection, rulesRead } = controlOf(plant, conduit)
  const lacks = [
    ...(isDocumented ? [] : ['known from a survey only']),
    ...(devices.length === 0 ? ['no device'] : rulesRead.length === 0 ? ['no rules read'] : []),
    ...(inspection === 'none' ? ['its device inspects nothing'] : []),
  ]
  return lacks.map((lack) => `${conduit.id}: ${lack}`)
}
