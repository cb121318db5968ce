// Weaknesses of conduits and of the words in which they speak.
import type { PlantFile } from './file/plant-file.ts'
import type { PlantConduit } from './file/topology.ts'
import { interfacesOf, type PlantIndex } from './plant-index.ts'
import type { PlantRule, PlantWeakness } from './weakness.ts'

export function checkConduits(plant: PlantFile, index: PlantIndex): PlantWeakness[] {
  const today = plant.about.asOf?.slice(0, 10) ?? null
  return [
    ...plant.conduits.flatMap((conduit, at) => checkConduit(conduit, `conduits[${at}]`, index, today)),
    ...checkVocabulary(plant, index),
  ]
}

function checkConduit(conduit: PlantConduit, path: string, index: PlantIndex, today: string | null): PlantWeakness[] {
  const found: PlantWeakness[] = []
  const say = (rule: PlantRule, key: string, facts: PlantWeakness['facts']): void => {
    found.push({ rule, path: `${path}.${key}`, id: conduit.id, facts })
  }
  const between = { name: 'zones', value: `${conduit.zoneA}, ${conduit.zoneB}` }
  const devices = conduit.enforcedBy ?? []
  if (conduit.status === 'undocumented') say('plant-check.conduit-undocumented', 'status', [between])
  if (devices.length === 0) say('plant-check.conduit-without-device', 'enforcedBy', [between])
  if (conduit.zoneA === conduit.zoneB) say('plant-check.conduit-inside-zone', 'zoneB', [between])
  for (const [n, device] of devices.entries()) {
    const asset = index.assetById.get(device)
    const zones = asset === undefined ? [] : [asset.zone, ...interfacesOf(asset).map((card) => card.zone)]
    if (zones.includes(conduit.zoneA) || zones.includes(conduit.zoneB)) continue
    say('plant-check.device-beside-conduit', `enforcedBy[${n}]`, [{ name: 'device', value: device }, between])
  }
  for (const [n, exception] of (conduit.exceptions ?? []).entries()) {
    const facts = [
      { name: 'exception', value: exception.id },
      { name: 'approved until', value: exception.approvedUntil ?? 'no end' },
    ]
    const key = `exceptions[${n}].approvedUntil`
    if (exception.approvedUntil === null) say('plant-check.exception-without-end', key, facts)
    else if (today !== null && exception.approvedUntil < today) say('plant-check.exception-expired', key, facts)
  }
  return found
}

/** Protocols of conduits and flows that the file's own vocabulary does not hold; a file without one is not held to it. */
function checkVocabulary(plant: PlantFile, index: PlantIndex): PlantWeakness[] {
  if (plant.protocols.length === 0) return []
  const named = [
    ...plant.conduits.flatMap((conduit, at) => [
      ...conduit.protocols.map((name, n) => ({ name, id: conduit.id, path: `conduits[${at}].protocols[${n}]` })),
      ...(conduit.functionLimits ?? []).map(({ protocol }, n) => ({
        name: protocol,
        id: conduit.id,
        path: `conduits[${at}].functionLimits[${n}].protocol`,
      })),
    ]),
    ...plant.flows.map((flow, at) => ({ name: flow.protocol, id: flow.id, path: `flows[${at}].protocol` })),
  ]
  return named
    .filter(({ name }) => index.protocol(name) === null)
    .map(({ name, id, path }) => ({
      rule: 'plant-check.protocol-not-in-vocabulary',
      path,
      id,
      facts: [{ name: 'protocol', value: name }],
    }))
}
