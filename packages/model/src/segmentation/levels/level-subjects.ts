// Zones and conduits of a plant with their targets and capabilities, ready to be held against evidence.
import type { PlantFile } from '@penstock/model/plant'
import {
  conduitTargets,
  evenVector,
  FOUNDATIONAL_REQUIREMENTS,
  type FoundationalRequirement,
  type LevelVector,
  targetOf,
} from './zone-levels.ts'

export interface LevelSubject {
  readonly kind: 'zone' | 'conduit'
  readonly id: string
  readonly name: string
  /** Null where nobody stated one: then there is no gap to tell. */
  readonly target: LevelVector | null
  readonly capability: LevelVector | null
}

/** A conduit aims at what it declares, else at least at the lower of its zones. */
export function levelSubjects(plant: PlantFile): readonly LevelSubject[] {
  const targets = new Map(plant.zones.map((zone) => [zone.id, targetOf(zone)]))
  const zones = plant.zones.map(({ id, name, slCapability }): LevelSubject => {
    const capability = slCapability === undefined ? null : evenVector(slCapability)
    return { kind: 'zone', id, name, target: targets.get(id) ?? null, capability }
  })
  const conduits = plant.conduits.map(({ id, zoneA, zoneB, slTarget }): LevelSubject => {
    const [a, b] = [targets.get(zoneA) ?? null, targets.get(zoneB) ?? null]
    const ofZones = a === null || b === null ? null : conduitTargets(a, b).least
    const target = slTarget === undefined ? ofZones : evenVector(slTarget)
    return { kind: 'conduit', id, name: `${zoneA} | ${zoneB}`, target, capability: null }
  })
  return [...zones, ...conduits]
}

/** Of `SR 3.2 RE 1`: the third foundational requirement; null for what is no system requirement. */
export function foundationOf(requirement: string): FoundationalRequirement | null {
  const number = /^SR ([1-7])\./.exec(requirement)?.[1]
  return number === undefined ? null : FOUNDATIONAL_REQUIREMENTS[Number(number) - 1]!
}
