// Assets that nothing tells apart stand for each other: same zones, role, services and state, and named by no record of their own.
// What reaches one reaches all, so one is enough for the rules. After multiple-prerequisite graphs (Ingols et al., ACSAC 2006).
import { interfacesOf, type PlantAsset, type PlantFile } from '@penstock/model/plant'
import type { AssetWeakness } from './ground.ts'
import { Observed, type ObservedStanding } from './observed.ts'

export interface MergedPlant {
  /** The plant with one asset of each kind of equals. */
  readonly plant: PlantFile
  /** The asset that stands for another; assets that stand for themselves are not in it. */
  readonly standInOf: ReadonlyMap<string, string>
}

export function mergeEquals(
  plant: PlantFile,
  weaknesses: readonly AssetWeakness[],
  observed: readonly ObservedStanding[] = [],
): MergedPlant {
  const named = namedAssets(plant, weaknesses)
  const seen = new Observed(observed)
  const first = new Map<string, string>()
  const standInOf = new Map<string, string>()
  const assets = plant.assets.filter((asset) => {
    if (named.has(asset.id)) return true
    const look = lookOf(asset, seen)
    const before = first.get(look)
    if (before === undefined) {
      first.set(look, asset.id)
      return true
    }
    standInOf.set(asset.id, before)
    return false
  })
  return { plant: { ...plant, assets }, standInOf }
}

/** All of an asset on which a rule may rest. */
function lookOf(asset: PlantAsset, seen: Observed): string {
  const { zone, role, services, directory, keySwitch, engineeringProject, config, temporary, hostedOn } = asset
  const zones = [...new Set(interfacesOf(asset).map((card) => card.zone))].toSorted()
  const isHost = (asset.os ?? null) !== null
  return JSON.stringify([
    zone,
    zones,
    role,
    isHost,
    services,
    directory,
    keySwitch,
    engineeringProject,
    config?.accessProtection,
    config?.defaultPassword,
    temporary,
    hostedOn,
    seen.lookOf(asset),
  ])
}

/** Assets that some record speaks of by id: each keeps a place of its own. */
function namedAssets(plant: PlantFile, weaknesses: readonly AssetWeakness[]): ReadonlySet<string> {
  return new Set([
    ...plant.accounts.flatMap((one) => one.systems),
    ...plant.flows.flatMap((one) => [one.src, one.dst]),
    ...plant.remoteAccess.flatMap((one) => [...one.path, ...one.targets]),
    ...plant.manages.flatMap((one) => [one.by, ...one.what]),
    ...plant.directories.flatMap((one) => one.servers),
    ...plant.conduits.flatMap((one) => [
      ...(one.enforcedBy ?? []),
      ...(one.endpoints === undefined ? [] : [...one.endpoints.a, ...one.endpoints.b]),
    ]),
    ...plant.functions.flatMap((one) => one.own.flatMap((group) => group.assets)),
    ...plant.lopa.flatMap((one) => [
      ...one.causes.flatMap((cause) => cause.assets),
      ...one.ipls.flatMap((layer) => layer.assets),
      ...(one.sif?.assets ?? []),
    ]),
    ...plant.assets.flatMap((one) => [
      ...(one.hostedOn ?? []),
      ...(one.portForwards ?? []).map((forward) => forward.to),
      ...((one.portForwards ?? []).length > 0 || (one.uplinks ?? []).length > 0 ? [one.id] : []),
    ]),
    ...weaknesses.map((one) => one.asset),
  ])
}
