// What a compromised vendor or partner touches: by what it holds (accounts, products, accesses) and by what follows from it in the rules of
// attack paths. A goal counts as crossing when the way goes over assets of IT, and the facts of neither domain alone give one.
import { compareTexts } from '@penstock/model/kernel'
import {
  type AttackModel,
  type AttackPath,
  cheapest,
  derivable,
  findPaths,
  type Goal,
  goalNode,
  NODE,
  rulesOn,
} from '@penstock/model/paths'
import type { PlantFile } from '@penstock/model/plant'
import { accessesOf, type Parties, type Party, partiesOf } from './parties.ts'
import { heldAnyway, otherStarts } from './starts.ts'

/** How far somebody gets on an asset, the strongest first. */
export const HOLDS = ['admin', 'user', 'logic', 'write', 'mode', 'network'] as const
export type Hold = (typeof HOLDS)[number]

export interface TouchedAsset {
  readonly id: string
  readonly name: string
  readonly zone: string
  readonly domain: 'it' | 'ot' | 'both'
  /** Null where it is only a product of the vendor's, or stands in a declared way, and nothing reaches it. */
  readonly hold: Hold | null
  /** Least effort; null where nothing reaches it. */
  readonly cost: number | null
  readonly isProduct: boolean
  readonly isTarget: boolean
}

export interface TouchedAccount {
  readonly id: string
  readonly name: string
  readonly privilege: string
  readonly systems: readonly string[]
  readonly mfa: boolean
  readonly enabled: boolean
  /** The vendor's own, one of its accesses', one of its people's; or a secret that can be taken on the way. */
  readonly by: 'vendor' | 'access' | 'person' | 'taken'
  readonly cost: number | null
}

export interface TouchedGoal extends Goal {
  readonly cost: number
  readonly isCrossing: boolean
}

export interface BlastRadius {
  readonly party: Party
  readonly parties: Parties
  /** Whether any recorded way leads in; without one only what it holds is told. */
  readonly hasWayIn: boolean
  /** Those that are reached first, the least effort first. */
  readonly assets: readonly TouchedAsset[]
  /** Functions that stand on its products. */
  readonly supports: readonly { readonly id: string; readonly name: string }[]
  readonly accounts: readonly TouchedAccount[]
  /** Its remote accesses, and those of vendors that lean on it. */
  readonly accesses: readonly string[]
  readonly goals: readonly TouchedGoal[]
  /** The cheapest way to each of the worst goals: crossing ones first. */
  readonly paths: readonly (AttackPath & { readonly isCrossing: boolean })[]
  readonly zones: readonly { readonly id: string; readonly domain: 'it' | 'ot' | 'both'; readonly assets: number }[]
}

export interface RadiusOptions {
  /** Ways that are told; 12 unless given. */
  readonly paths?: number
}

/** Null when there is no such vendor or partner. */
export function blastRadius(
  plant: PlantFile,
  model: AttackModel,
  id: string,
  { paths: mostPaths = 12 }: RadiusOptions = {},
): BlastRadius | null {
  const parties = partiesOf(plant, id)
  if (parties === null) return null
  const others = otherStarts(model, parties)
  const reach = reachOf(model, rulesOn(model, others))
  const accesses = accessesOf(plant, parties)
  const assets = assetsOf(plant, model, parties.compromised, accesses, reach)
  const products = new Set(assets.filter((one) => one.isProduct).map((one) => one.id))
  const goals = goalsOf(model, others, reach)
  return {
    party: parties.party,
    parties,
    hasWayIn: assets.some((one) => one.hold !== null),
    assets,
    supports: plant.functions
      .filter(({ own }) => own.some((group) => group.assets.some((asset) => products.has(asset))))
      .map((one) => ({ id: one.id, name: one.name })),
    accounts: accountsOf(plant, parties.compromised, accesses, reach),
    accesses: accesses.map((one) => one.id),
    goals,
    paths: pathsOf(model, others, goals, mostPaths),
    zones: zonesOf(plant, model, reach),
  }
}

interface Reach {
  /** Least effort to a node that follows from the start; null when it does not, or holds without it. */
  readonly costOf: (node: string) => number | null
}

function reachOf(model: AttackModel, without: Uint8Array): Reach {
  const [before, { cost, by }] = [heldAnyway(model, without), cheapest(model.graph, without)]
  return {
    costOf: (name) => {
      const node = model.graph.nodeOf.get(name)
      return node === undefined || before[node] === 1 || by[node]! < 0 ? null : cost[node]!
    },
  }
}

function holdOn(model: AttackModel, { costOf }: Reach, asset: string): Pick<TouchedAsset, 'hold' | 'cost'> {
  const id = model.standInOf.get(asset) ?? asset
  for (const hold of HOLDS) {
    const cost = costOf(NODE[hold](id))
    if (cost !== null) return { hold, cost }
  }
  return { hold: null, cost: null }
}

function assetsOf(
  plant: PlantFile,
  model: AttackModel,
  vendors: readonly string[],
  accesses: PlantFile['remoteAccess'],
  reach: Reach,
): readonly TouchedAsset[] {
  const products = new Set(plant.vendors.filter(({ id }) => vendors.includes(id)).flatMap((one) => one.products))
  const targets = new Set(accesses.flatMap((one) => one.targets))
  return plant.assets
    .filter(({ zone }) => !model.ground.isOutside(zone))
    .map(({ id, name, zone }): TouchedAsset => {
      const domain = model.ground.domainOfZones([zone])
      return {
        id,
        name,
        zone,
        domain,
        ...holdOn(model, reach, id),
        isProduct: products.has(id),
        isTarget: targets.has(id),
      }
    })
    .filter(({ hold, isProduct, isTarget }) => hold !== null || isProduct || isTarget)
    .toSorted((a, b) => far(a.cost) - far(b.cost) || compareTexts(a.id, b.id))
}

function far(cost: number | null): number {
  return cost ?? Number.MAX_SAFE_INTEGER
}

function accountsOf(
  plant: PlantFile,
  vendors: readonly string[],
  accesses: PlantFile['remoteAccess'],
  { costOf }: Reach,
): readonly TouchedAccount[] {
  const ofAccess = new Set(accesses.flatMap((one) => one.accounts))
  const people = new Set(
    plant.people.filter(({ vendor }) => vendor !== undefined && vendors.includes(vendor)).map(({ id }) => id),
  )
  return plant.accounts.flatMap((account): TouchedAccount[] => {
    const { id, name, privilege, systems, mfa, enabled, vendor, person } = account
    const cost = enabled ? costOf(NODE.credential(id)) : null
    const by =
      vendor !== undefined && vendors.includes(vendor)
        ? 'vendor'
        : person !== null && people.has(person)
          ? 'person'
          : ofAccess.has(id)
            ? 'access'
            : cost !== null
              ? 'taken'
              : null
    return by === null ? [] : [{ id, name, privilege, systems, mfa, enabled, by, cost }]
  })
}

const WORST_FIRST: Readonly<Record<Goal['kind'], number>> = { joint: 0, layer: 1, function: 2, asset: 3 }

function goalsOf(model: AttackModel, others: ReadonlySet<string>, { costOf }: Reach): readonly TouchedGoal[] {
  const without = (domain: 'it' | 'ot'): Uint8Array => {
    const facts = [...model.facts.values()].filter((fact) => fact.domain === domain).map((fact) => fact.id)
    return derivable(model.graph, rulesOn(model, new Set([...others, ...facts])))
  }
  const [noIt, noOt] = [without('it'), without('ot')]
  const past = rulesOn(model, others)
  for (const [at, rule] of model.rules.entries())
    if ([rule.at, rule.from].some((asset) => asset !== null && isInIt(model, asset))) past[at] = 1
  const noItAssets = derivable(model.graph, past)
  return model.goals
    .flatMap((goal): TouchedGoal[] => {
      const cost = costOf(NODE.goal(goal.id))
      const node = goalNode(model, goal.id)!
      const isCrossing = noIt[node] === 0 && noOt[node] === 0 && noItAssets[node] === 0
      return cost === null ? [] : [{ ...goal, cost, isCrossing }]
    })
    .toSorted((a, b) => WORST_FIRST[a.kind] - WORST_FIRST[b.kind] || a.cost - b.cost || compareTexts(a.id, b.id))
}

function isInIt({ ground }: AttackModel, asset: string): boolean {
  const zone = ground.index.assetById.get(asset)?.zone
  return zone !== undefined && !ground.isOutside(zone) && ground.domainOfZones([zone]) === 'it'
}

function pathsOf(
  model: AttackModel,
  others: ReadonlySet<string>,
  goals: readonly TouchedGoal[],
  most: number,
): BlastRadius['paths'] {
  const crossing = goals.filter((goal) => goal.isCrossing)
  const rest = goals.filter((goal) => !goal.isCrossing)
  // Of either kind at least half the places, where there are so many.
  const half = Math.ceil(most / 2)
  const told = [
    ...crossing.slice(0, Math.max(half, most - rest.length)),
    ...rest.slice(0, Math.max(most - half, most - crossing.length)),
  ].slice(0, most)
  return told.flatMap(({ id, isCrossing }) => {
    const [first] = findPaths(model, { goal: id, without: others, cuts: false }).paths
    return first === undefined ? [] : [{ ...first, isCrossing }]
  })
}

function zonesOf(plant: PlantFile, model: AttackModel, reach: Reach): BlastRadius['zones'] {
  return plant.zones.flatMap(({ id }) => {
    const assets = plant.assets.filter((asset) => asset.zone === id && holdOn(model, reach, asset.id).hold !== null)
    return assets.length === 0 || model.ground.isOutside(id)
      ? []
      : [{ id, domain: model.ground.domainOfZones([id]), assets: assets.length }]
  })
}
