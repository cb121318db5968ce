// What the plant knows of a device that bears on priority: how far it is from outside by documented conduits, whether a layer of
// protection or a cause of a hazard rests on it, and what stops without it. Every answer says where in the plant it stands.
import { interfacesOf, type PlantFile } from '@penstock/model/plant'
import type { TrailFact } from './match/match.ts'
import { type DeviceContext, type MissionImpact, type SafetyImpact, UNKNOWN_CONTEXT } from './ssvc/inputs.ts'

export interface PlacedDevice {
  /** Id in the plant file; null for one that nobody declared. */
  readonly declaredId: string | null
  readonly zone: string | null
}

export interface KnownContext {
  readonly context: DeviceContext
  readonly facts: readonly TrailFact[]
}

/** Answers for each device of one plant; what the plant does not say stays unknown. */
export function plantContext(plant: PlantFile | null): (device: PlacedDevice) => KnownContext {
  if (plant === null) return () => ({ context: UNKNOWN_CONTEXT, facts: [] })
  const reach = reachFromOutside(plant)
  const zonesOf = new Map(
    plant.assets.map((asset) => [asset.id, [asset.zone, ...interfacesOf(asset).map(({ zone }) => zone)]]),
  )
  const safety = safetyLinks(plant)
  const mission = missionLinks(plant)
  return ({ declaredId, zone }) => {
    const zones = [zone, ...(declaredId === null ? [] : (zonesOf.get(declaredId) ?? []))].filter((one) => one !== null)
    const near = nearest(reach, zones)
    const linked = declaredId === null ? null : (safety?.get(declaredId) ?? (safety === null ? null : NOT_LINKED))
    const lost = declaredId === null ? null : (mission.get(declaredId) ?? null)
    return {
      context: {
        exposure: near === null ? null : near.steps === 0 ? 'open' : near.steps === 1 ? 'controlled' : 'small',
        missionImpact: lost?.impact ?? null,
        safetyImpact: linked?.impact ?? null,
        isSafetyLinked: linked === null ? null : linked !== NOT_LINKED,
        conduitsFromOutside: near?.steps ?? null,
      },
      facts: [near?.fact, linked?.fact, lost?.fact].filter((fact) => fact !== undefined),
    }
  }
}

interface Reached {
  readonly steps: number
  readonly fact: TrailFact
}

/** Conduits between the world outside and each zone that any way leads to; null where no zone is outside. */
function reachFromOutside(plant: PlantFile): ReadonlyMap<string, Reached> | null {
  const outside = plant.zones.filter(({ purdue }) => purdue?.startsWith('5') === true)
  if (outside.length === 0) return null
  const reached = new Map<string, Reached & { readonly way: readonly string[] }>()
  for (const { id } of outside)
    reached.set(id, { steps: 0, way: [id], fact: { fact: `it stands in ${id}, outside`, source: `zones[id=${id}]` } })
  // A map is walked in the order of entry, and takes up what is entered meanwhile: breadth first.
  for (const [at, { steps, way }] of reached)
    for (const { id, zoneA, zoneB } of plant.conduits) {
      const next = zoneA === at ? zoneB : zoneB === at ? zoneA : null
      if (next === null || reached.has(next)) continue
      const on = [...way, id, next]
      const fact = { fact: `${steps + 1} conduits from outside: ${on.join(' → ')}`, source: `conduits[id=${id}]` }
      reached.set(next, { steps: steps + 1, way: on, fact })
    }
  return reached
}

function nearest(reach: ReadonlyMap<string, Reached> | null, zones: readonly string[]): Reached | null {
  if (reach === null || zones.length === 0) return null
  const found = zones.flatMap((zone) => reach.get(zone) ?? []).toSorted((a, b) => a.steps - b.steps)[0]
  const fact = { fact: `no conduit leads to ${zones[0]!} from outside`, source: 'conduits' }
  return found ?? { steps: Number.POSITIVE_INFINITY, fact }
}

interface SafetyLink {
  readonly impact: SafetyImpact
  readonly fact: TrailFact
}

const NOT_LINKED: SafetyLink = {
  impact: 'negligible',
  fact: { fact: 'no layer of protection, cause of a hazard or safety function names it', source: 'lopa, functions' },
}

const SEVERITIES: readonly SafetyImpact[] = [
  'negligible',
  'negligible',
  'marginal',
  'marginal',
  'critical',
  'catastrophic',
]

/** Of each device its worst link to safety; null for a plant that tells of no hazards. */
function safetyLinks(plant: PlantFile): ReadonlyMap<string, SafetyLink> | null {
  const functions = plant.functions.filter(({ type }) => type === 'safety')
  if (plant.lopa.length === 0 && functions.length === 0) return null
  const links = new Map<string, SafetyLink>()
  const link = (assets: readonly string[], impact: SafetyImpact, fact: TrailFact): void => {
    for (const asset of assets) {
      const known = links.get(asset)
      if (known === undefined || SEVERITIES.indexOf(impact) > SEVERITIES.indexOf(known.impact))
        links.set(asset, { impact, fact })
    }
  }
  for (const { id, title, severity, causes, ipls, sif } of plant.lopa) {
    const impact = SEVERITIES[severity] ?? 'catastrophic'
    const source = `lopa[id=${id}]`
    const told = `severity ${severity}`
    if (sif !== null)
      link(sif.assets, impact, { fact: `safety function ${sif.id} against ${title} rests on it (${told})`, source })
    for (const layer of ipls)
      link(layer.assets, impact, { fact: `layer ${layer.id} against ${title} rests on it (${told})`, source })
    for (const cause of causes)
      link(cause.assets, impact, { fact: `it can cause ${title}: ${cause.text} (${told})`, source })
  }
  for (const { id, name, own } of functions)
    for (const { assets } of own)
      link(assets, 'critical', { fact: `safety function ${name} rests on it`, source: `functions[id=${id}]` })
  return links
}

interface MissionLink {
  readonly impact: MissionImpact
  readonly fact: TrailFact
}

const MISSION: readonly MissionImpact[] = ['degraded', 'mef support crippled', 'mef failure', 'mission failure']

/** Of each device the worst that stops without it: less where others of its group carry on. */
function missionLinks(plant: PlantFile): ReadonlyMap<string, MissionLink> {
  const links = new Map<string, MissionLink>()
  for (const { id, name, type, product, own } of plant.functions)
    for (const { name: group, assets, k } of own) {
      const hasSpare = k < assets.length
      const whole =
        type === 'process' || type === 'safety'
          ? product === null
            ? 2
            : 3
          : type === 'business' || type === 'support'
            ? 0
            : 1
      const impact = MISSION[Math.max(0, hasSpare ? whole - 1 : whole)]!
      const need = hasSpare ? `${k} of ${assets.length} of ${group} are needed` : `it stops without ${group}`
      const fact = { fact: `${name} (${type}): ${need}`, source: `functions[id=${id}]` }
      for (const asset of assets) {
        const known = links.get(asset)
        if (known === undefined || MISSION.indexOf(impact) > MISSION.indexOf(known.impact))
          links.set(asset, { impact, fact })
      }
    }
  return links
}
