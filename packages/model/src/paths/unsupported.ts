// Assets whose makers mend nothing any more: how far they can be reached, and what stands before them, so that an end of support is a fact
// with a date and no permanent alarm. A flaw that nobody knows yet is assumed on each; what nothing reaches stays safe from it all the same.
import { interfacesOf, type PlantAsset, type PlantFile, zonesOfAsset } from '@penstock/model/plant'
import { attackModel } from './attack-model.ts'
import { cheapest } from './engine/index.ts'
import type { AssetWeakness } from './facts/ground.ts'
import { NODE } from './rules/attack-rule.ts'

/** An asset of the plant whose support has ended, and its criticality (1 to 5, null where the plant states none). */
export interface Unsupported {
  readonly asset: string
  readonly level: number | null
}

export interface CompensatingControl {
  readonly kind: 'no-conduit' | 'one-way' | 'inspected' | 'limited' | 'enforced' | 'key-switch' | 'access-protection'
  readonly text: string
  /** Place in the plant file. */
  readonly place: string
}

export interface SupportStanding extends Unsupported {
  /** `unknown`: the plant file records no address or no service of it, so nothing can be said of who reaches it. */
  readonly reach: 'reached' | 'unknown' | 'isolated'
  /** Least effort to take it from any start but one at the asset itself; an upper bound. Null where nothing reaches it. */
  readonly effort: number | null
  /** Assets that reach a service of it, and those of them that stand in another zone. */
  readonly reachedFrom: number
  readonly reachedFromOtherZones: number
  /** Who could begin at the asset itself, which no network keeps away. */
  readonly startsHere: readonly string[]
  readonly controls: readonly CompensatingControl[]
}

/** The flaw that is assumed on what nobody mends: the hardest of the grades, since nobody has found it yet. */
export function assumedWeakness({ asset }: Pick<Unsupported, 'asset'>): AssetWeakness {
  return { asset, advisory: 'end of support', cves: [], grade: 'C' }
}

/** The standing of each, the most pressing first. `weaknesses` are those that advisories leave open. */
export function supportStandings(
  plant: PlantFile,
  unsupported: readonly Unsupported[],
  weaknesses: readonly AssetWeakness[] = [],
): readonly SupportStanding[] {
  const known = unsupported.filter(({ asset }) => plant.assets.some(({ id }) => id === asset))
  // None is taken for another: each keeps a place of its own.
  const model = attackModel(plant, [...weaknesses, ...known.map(assumedWeakness)], { mergesEquals: false })
  const { rules, graph, ground } = model
  const reaching = new Map<string, Set<string>>()
  for (const { at, from, kind } of rules) {
    if (kind !== 'reach' || at === null || from === null) continue
    const before = reaching.get(at)
    if (before === undefined) reaching.set(at, new Set([from]))
    else before.add(from)
  }
  const startsAt = new Map<string, number[]>()
  for (const [at, rule] of rules.entries())
    if (rule.kind === 'start' && rule.at !== null) startsAt.set(rule.at, [...(startsAt.get(rule.at) ?? []), at])
  const whole = cheapest(graph).cost
  return known
    .map((one): SupportStanding => {
      const asset = ground.index.assetById.get(one.asset)!
      const here = startsAt.get(one.asset) ?? []
      const cost = here.length === 0 ? whole : cheapest(graph, leavingOut(here, rules.length)).cost
      const costs = TAKEN.flatMap((node) => {
        const number = graph.nodeOf.get(node(one.asset))
        return number === undefined || !Number.isFinite(cost[number]!) ? [] : [cost[number]!]
      })
      const from = [...(reaching.get(one.asset) ?? [])]
      const zones = new Set(ground.zonesOf(one.asset))
      const effort = costs.length === 0 ? null : Math.min(...costs)
      const isRecorded =
        ground.servicesOf(one.asset).length > 0 &&
        interfacesOf(asset).some(({ ip, mac }) => (ip ?? mac ?? null) !== null)
      return {
        ...one,
        reach: effort !== null ? 'reached' : isRecorded ? 'isolated' : 'unknown',
        effort,
        reachedFrom: from.length,
        reachedFromOtherZones: from.filter((id) => !ground.zonesOf(id).some((zone) => zones.has(zone))).length,
        startsHere: here.map((at) => rules[at]!.text),
        controls: controlsOf(plant, asset),
      }
    })
    .sort(compareSupport)
}

/** The order in which what is not supported presses: reached before unknown before isolated, then what matters more, then the least effort. */
export function compareSupport(a: SupportStanding, b: SupportStanding): number {
  return (
    REACH.indexOf(a.reach) - REACH.indexOf(b.reach) ||
    (b.level ?? 0) - (a.level ?? 0) ||
    (a.effort ?? 0) - (b.effort ?? 0) ||
    b.reachedFromOtherZones - a.reachedFromOtherZones ||
    b.reachedFrom - a.reachedFrom ||
    (a.asset < b.asset ? -1 : a.asset > b.asset ? 1 : 0)
  )
}

const REACH: readonly SupportStanding['reach'][] = ['reached', 'unknown', 'isolated']
const TAKEN = [NODE.user, NODE.admin, NODE.logic, NODE.mode, NODE.write]

function leavingOut(rules: readonly number[], count: number): Uint8Array {
  const out = new Uint8Array(count)
  for (const rule of rules) out[rule] = 1
  return out
}

/** What the plant file says that stands between it and others; no judgement of how well. */
function controlsOf(plant: PlantFile, asset: PlantAsset): readonly CompensatingControl[] {
  const zones = new Set(zonesOfAsset(asset))
  const found: CompensatingControl[] = []
  const conduits = plant.conduits.filter(
    ({ zoneA, zoneB, status }) => status !== 'undocumented' && zones.has(zoneA) !== zones.has(zoneB),
  )
  if (conduits.length === 0)
    found.push({
      kind: 'no-conduit',
      text: `no documented conduit leads to ${[...zones].join(', ')}`,
      place: 'conduits',
    })
  for (const { id, zoneA, direction, inspection, functionLimits = [], enforcedBy = [] } of conduits) {
    const place = `conduits[id=${id}]`
    if (direction === 'a-to-b' && zones.has(zoneA))
      found.push({ kind: 'one-way', text: `${id} is opened from its side alone`, place })
    if (inspection !== undefined && inspection !== 'none')
      found.push({ kind: 'inspected', text: `${id} is inspected (${inspection})`, place })
    for (const { protocol, functions } of functionLimits)
      found.push({ kind: 'limited', text: `${id} lets ${functions.length} functions of ${protocol} pass`, place })
    if (enforcedBy.length > 0)
      found.push({ kind: 'enforced', text: `${id} is enforced by ${enforcedBy.join(', ')}`, place })
  }
  const place = `assets[id=${asset.id}]`
  if (asset.keySwitch === 'RUN')
    found.push({ kind: 'key-switch', text: 'its key switch stands on RUN', place: `${place}.keySwitch` })
  const protection = asset.config?.accessProtection
  if (protection !== undefined && protection !== 'none')
    found.push({
      kind: 'access-protection',
      text: `access protection: ${protection}`,
      place: `${place}.config.accessProtection`,
    })
  return found
}
