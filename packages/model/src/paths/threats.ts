// The protocol-aware threat model: what each conduit's protocols let a stranger do, by effect, technique and secure form.
// ATT&CK for ICS 18.1 and EMB3D ids, © The MITRE Corporation, reproduced with permission. Device threats: mitre/emb3d.
import type { PlantConduit, PlantFile } from '@penstock/model/plant'
import { type Ground, groundOf } from './facts/ground.ts'
import { EFFECTS, type EffectClass, effectsWithin, findProtocolThreat, type ProtocolThreat } from './facts/protocols.ts'
import { enforcedCodes } from './facts/reach.ts'

export interface EffectThreat {
  readonly effect: EffectClass
  readonly means: string
  readonly technique: string
  /** Function codes, as decimal numbers; empty where they are not numbered. */
  readonly codes: readonly number[]
  /** Whether a flow of the plant file uses one of the codes. */
  readonly isSeen: boolean
}

export interface ConduitThreat {
  readonly conduit: string
  readonly status: PlantConduit['status']
  readonly protocol: string
  readonly authentication: ProtocolThreat['authentication']
  /** A list of function codes: `none` there is none, `paper` the device does not enforce it, `enforced` it does. */
  readonly limit: 'none' | 'paper' | 'enforced'
  /** What passes; effects that an enforced list stops are left out. */
  readonly effects: readonly EffectThreat[]
  /** Threats of EMB3D that the protocol opens on a device. */
  readonly emb3d: readonly string[]
  readonly secureForm: string | null
  /** Flows of the plant file that cross it by this protocol. */
  readonly flows: readonly string[]
}

export interface ThreatModel {
  readonly threats: readonly ConduitThreat[]
  /** Industrial protocols that conduits name and no row of the table describes: unknown, not harmless. */
  readonly unknown: readonly { readonly conduit: string; readonly protocol: string }[]
}

const EMB3D: Readonly<Record<ProtocolThreat['authentication'], readonly string[]>> = {
  none: ['TID-310', 'TID-406', 'TID-407', 'TID-408'],
  password: ['TID-314', 'TID-407', 'TID-408'],
  login: [],
}

/** One row for each industrial protocol of each conduit, in the order of the file. */
export function threatModel(plant: PlantFile): ThreatModel {
  const ground = groundOf(plant)
  const threats: ConduitThreat[] = []
  const unknown: { conduit: string; protocol: string }[] = []
  for (const conduit of plant.conduits) {
    for (const name of conduit.protocols) {
      const known = ground.index.protocol(name)
      const protocol = known?.id ?? name
      const threat = findProtocolThreat(protocol)
      if (threat !== null) threats.push(threatOf(ground, conduit, threat))
      else if (known?.isIndustrial === true) unknown.push({ conduit: conduit.id, protocol })
    }
  }
  return { threats, unknown }
}

function threatOf(ground: Ground, conduit: PlantConduit, threat: ProtocolThreat): ConduitThreat {
  const enforced = enforcedCodes(ground, conduit, threat.protocol)
  const flows = flowsAcross(ground, conduit, threat.protocol)
  const seen = new Set(flows.flatMap((flow) => flow.functions ?? []))
  const isListed = (conduit.functionLimits ?? []).some(
    (one) => (ground.index.protocol(one.protocol)?.id ?? one.protocol) === threat.protocol,
  )
  return {
    conduit: conduit.id,
    status: conduit.status,
    protocol: threat.protocol,
    authentication: threat.authentication,
    limit: enforced !== null ? 'enforced' : isListed ? 'paper' : 'none',
    effects: effectsWithin(threat, enforced).map((effect) => ({
      effect,
      ...EFFECTS[effect],
      codes: threat.codes[effect],
      isSeen: threat.codes[effect].some((code) => seen.has(code)),
    })),
    emb3d: EMB3D[threat.authentication],
    secureForm: threat.secureForm,
    flows: flows.map((flow) => flow.id),
  }
}

function flowsAcross(ground: Ground, conduit: PlantConduit, protocol: string): PlantFile['flows'] {
  return ground.plant.flows.filter((flow) => {
    if ((ground.index.protocol(flow.protocol)?.id ?? flow.protocol) !== protocol) return false
    const source = ground.zonesOf(flow.src)
    const target = ground.zonesOf(flow.dst)
    return (
      (source.includes(conduit.zoneA) && target.includes(conduit.zoneB)) ||
      (source.includes(conduit.zoneB) && target.includes(conduit.zoneA))
    )
  })
}
