// The firewall configurations of a plant, each as it was understood and held against the conduits and what was seen. Pure.
import { type RuleSet, readFirewall, rulesOf } from '@penstock/model/firewall'
import type { PlantFile } from '@penstock/model/plant'
import { compareRules, type ReferredTraffic } from '@penstock/model/segmentation'
import { zoneModelOf } from '@penstock/model/zones'
import type { HeldFirewall } from './question.ts'

const MOST_UNKNOWN = 50

export function heldFirewalls(
  plant: PlantFile,
  traffic: readonly ReferredTraffic[],
): { readonly held: readonly HeldFirewall[]; readonly unread: readonly string[] } {
  const model = zoneModelOf(plant, 0)
  const held = plant.firewallConfigs.flatMap(({ asset, dialect, readOn, origin, text }): HeldFirewall[] => {
    const read = readFirewall(text, dialect)
    if (!read.ok) return []
    const { unknown } = read.value
    const difference = compareRules(model, read.value, asset, { conversations: traffic })
    const told = { device: asset, dialect, readOn, origin, ...understood(read.value) }
    return [{ ...told, unknown: unknown.slice(0, MOST_UNKNOWN), difference }]
  })
  const enforcing = new Set(plant.conduits.flatMap(({ enforcedBy }) => enforcedBy ?? []))
  const firewalls = plant.assets.filter(({ id, role }) => role === 'firewall' || enforcing.has(id)).map(({ id }) => id)
  const known = new Set(plant.firewallConfigs.map(({ asset }) => asset))
  return { held, unread: firewalls.filter((id) => !known.has(id)) }
}

export function understood(set: RuleSet) {
  const rules = rulesOf(set).filter(({ line }) => line !== null).length
  return { rules, unknownCount: set.unknownCount, faultCount: set.faultCount }
}
