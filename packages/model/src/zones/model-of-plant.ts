// From the plant file to the model by which conversations are judged.
import type { PlantFile } from '@penstock/model/plant'
import { DEFAULT_VOCABULARY } from './default-vocabulary.ts'
import type { ModelEndpoint, ModelProtocol, ModelWindow, ZoneModel } from './model.ts'
import { vocabularyOf } from './vocabulary.ts'

/**
 * The judging part of a plant. A plant that lists no protocols is judged by the usual names and ports. Conduits name
 * protocols by id, also where the file has an alias.
 */
export function zoneModelOf(plant: PlantFile, version: number): ZoneModel {
  const protocols = protocolsOf(plant)
  const { byName } = vocabularyOf(protocols)
  const idOf = (name: string): string => byName.get(name.toLowerCase()) ?? name
  return {
    version,
    zones: plant.zones.map((zone) => ({
      id: zone.id,
      name: zone.name,
      purdue: zone.purdue ?? null,
      subnets: typeof zone.subnet === 'string' ? [zone.subnet] : [],
      slTarget: zone.slTarget ?? null,
    })),
    conduits: plant.conduits.map((conduit) => ({
      id: conduit.id,
      zoneA: conduit.zoneA,
      zoneB: conduit.zoneB,
      protocols: [...new Set(conduit.protocols.map((name) => idOf(name)))],
      direction: conduit.direction,
      status: conduit.status,
      endpoints: conduit.endpoints ?? null,
      functionLimits: (conduit.functionLimits ?? []).map(({ protocol, functions }) => ({
        protocol: idOf(protocol),
        functions,
      })),
      inspection: conduit.inspection ?? null,
      enforcedBy: [...(conduit.enforcedBy ?? [])],
      slTarget: conduit.slTarget ?? null,
    })),
    protocols,
    endpoints: endpointsOf(plant),
    windows: windowsOf(plant),
  }
}

function protocolsOf(plant: PlantFile): ModelProtocol[] {
  if (plant.protocols.length === 0) return [...DEFAULT_VOCABULARY]
  return plant.protocols.map(({ id, aliases, transport, ports, isIndustrial }) => ({
    id,
    aliases,
    transport,
    ports,
    isIndustrial,
  }))
}

function endpointsOf(plant: PlantFile): ModelEndpoint[] {
  const networks = new Map<string, string[]>()
  for (const access of plant.remoteAccess) {
    const caller = access.path[0]
    if (caller === undefined || access.sourceNetworks === null) continue
    networks.set(caller, [...(networks.get(caller) ?? []), ...access.sourceNetworks])
  }
  return plant.assets.map((asset) => {
    const own = { ip: asset.ip ?? null, mac: asset.mac ?? null }
    const cards = asset.interfaces ?? []
    const interfaces = cards.length > 0 ? cards.map(({ ip, mac }) => ({ ip, mac })) : [own]
    const known = interfaces.filter((card) => card.ip !== null || card.mac !== null)
    return {
      asset: asset.id,
      zone: asset.zone,
      interfaces: known,
      networks: known.length === 0 ? (networks.get(asset.id) ?? []) : [],
    }
  })
}

/** A unit stands for what its functions are made of. */
function windowsOf(plant: PlantFile): ModelWindow[] {
  const assetsOfUnit = (unit: string): readonly string[] => {
    const functions = plant.processStates.filter((one) => one.unit === unit).flatMap((one) => one.functions)
    return plant.functions
      .filter(({ id }) => functions.includes(id))
      .flatMap(({ own }) => own.flatMap(({ assets }) => assets))
  }
  return plant.maintenanceWindows.map((window) => ({
    id: window.id,
    zones: [...(window.scope.zones ?? [])],
    assets: [...new Set((window.scope.units ?? []).flatMap(assetsOfUnit))],
    recurrence: window.recurrence,
    minutes: window.durationH * 60,
    timeZone: window.timeZone,
    actions: [...window.allowedActions],
    freezes: window.freezes.map(({ from, to }) => ({ from, to })),
  }))
}
