// Checks on how the plant is joined: conduits, cards, ways out, remote access, temporary devices.
import { interfacesOf, type PlantAsset, type PlantConduit } from '@penstock/model/plant'
import type { Tell } from './finding.ts'
import { assetsIn, levelDistance, type PlantView, safetyFunctionsOf, zoneOf } from './plant-view.ts'

export function checkTopology(view: PlantView, tell: Tell): void {
  for (const conduit of view.plant.conduits) checkConduit(view, conduit, tell)
  const enforcing = new Set(view.plant.conduits.flatMap((conduit) => conduit.enforcedBy ?? []))
  for (const asset of view.plant.assets) {
    if (!enforcing.has(asset.id)) twoZones(view, asset, tell)
    waysOut(view, asset, tell)
    temporary(view, asset, tell)
  }
  for (const access of view.plant.remoteAccess) remoteAccess(view, access, tell)
}

function checkConduit(view: PlantView, conduit: PlantConduit, tell: Tell): void {
  const { id, zoneA, zoneB, status } = conduit
  const zones = `${zoneA}, ${zoneB}`
  const place = (key: string): string => `conduits[id=${id}].${key}`
  const told = { id, path: [zoneA, id, zoneB], conduits: [id] }
  if (status === 'undocumented') {
    const facts = { zones, protocols: conduit.protocols.join(', ') }
    tell('segmentation.conduit-undocumented', { ...told, facts, places: [place('status')] })
  }
  if ((conduit.enforcedBy ?? []).length === 0) {
    tell('segmentation.conduit-without-device', { ...told, facts: { zones }, places: [place('enforcedBy')] })
  }
  const distance = levelDistance(view.levelOf(zoneA), view.levelOf(zoneB))
  const outside = [zoneA, zoneB].find((zone) => view.isOutside(zone))
  const inside = outside === zoneA ? zoneB : zoneA
  if (outside === undefined) {
    const facts = { zones, levels: distance }
    if (distance >= 2) tell('segmentation.level-jump', { ...told, facts, places: [place('zoneA'), place('zoneB')] })
  } else if ((view.levelOf(inside)?.low ?? 9) <= 2 && !isApprovedMachineLink(view, conduit)) {
    const facts = { zone: inside, status, inspection: conduit.inspection ?? 'unknown' }
    tell('segmentation.outside-to-control', { ...told, facts, places: [place('zoneA'), place('zoneB')] })
  }
  exceptions(view, conduit, tell)
  const targets = [zoneA, zoneB].flatMap((zone) => view.index.zoneById.get(zone)?.slTarget ?? [])
  if (conduit.slTarget !== undefined && targets.length === 2 && conduit.slTarget < Math.min(...targets)) {
    const facts = { target: conduit.slTarget, 'lower of its zones': Math.min(...targets) }
    tell('segmentation.conduit-target-low', { ...told, facts, places: [place('slTarget')] })
  }
}

/** Telemetry that somebody approved, over a conduit that is as designed and has a device: a control zone may be read from outside so. */
function isApprovedMachineLink({ plant }: PlantView, { id, status, enforcedBy }: PlantConduit): boolean {
  if (status !== 'as designed' || (enforcedBy ?? []).length === 0) return false
  const uses = plant.remoteAccess.filter(({ conduits }) => conduits.includes(id))
  return (
    uses.length > 0 &&
    uses.every((use) => use.machineToMachine === true && use.status === 'approved' && use.approvedBy !== null)
  )
}

function exceptions({ today }: PlantView, conduit: PlantConduit, tell: Tell): void {
  for (const [at, exception] of (conduit.exceptions ?? []).entries()) {
    const { approvedUntil, protocol, ports, from, to } = exception
    const isPast = approvedUntil !== null && today !== null && approvedUntil < today
    const isWide = protocol === 'any' || ports === 'any'
    if (!isPast && !isWide && approvedUntil !== null) continue
    tell('segmentation.exception-open', {
      id: conduit.id,
      facts: { exception: exception.id, protocol, until: approvedUntil ?? 'no end' },
      path: [from, conduit.id, to],
      conduits: [conduit.id],
      places: [`conduits[id=${conduit.id}].exceptions`, `conduits[id=${conduit.id}].exceptions[${at}]`],
    })
  }
}

function twoZones(view: PlantView, asset: PlantAsset, tell: Tell): void {
  const zones = [...new Set([asset.zone, ...interfacesOf(asset).map((card) => card.zone)])]
  if (zones.length < 2) return
  const between = view.index.conduitsBetween(zones[0]!, zones[1]!).filter(({ status }) => status === 'undocumented')
  const atRisk = view.isSafetyZone(asset.zone)
    ? safetyFunctionsOf(
        view,
        assetsIn(view, asset.zone).map(({ id }) => id),
      )
    : []
  tell('segmentation.asset-in-two-zones', {
    id: asset.id,
    facts: { zones: zones.join(', '), 'safety functions': atRisk.length === 0 ? null : atRisk.join(', ') },
    path: [zones[1]!, asset.id, zones[0]!],
    conduits: between.map(({ id }) => id),
    places: [`assets[id=${asset.id}].interfaces`],
  })
}

function waysOut(view: PlantView, asset: PlantAsset, tell: Tell): void {
  for (const uplink of asset.uplinks ?? []) {
    const isVendors = view.plant.vendors.some(({ id }) => id === uplink.managedBy)
    if (uplink.throughSiteFirewall || !isVendors) continue
    tell('segmentation.vendor-uplink', {
      id: asset.id,
      facts: { uplink: uplink.id, kind: uplink.kind, 'managed by': uplink.managedBy },
      path: [uplink.id, asset.id, ...new Set(interfacesOf(asset).map(({ zone }) => zone))],
      conduits: view.plant.conduits.filter(({ enforcedBy }) => enforcedBy?.includes(asset.id)).map(({ id }) => id),
      places: [`assets[id=${asset.id}].uplinks`],
    })
  }
  for (const forward of asset.portForwards ?? []) {
    if (!forward.enabled || forward.sources !== 'any') continue
    const accounts = view.plant.accounts.filter(
      (one) => one.defaultPassword === true && one.systems.includes(forward.to),
    )
    const hasDefault = accounts.length > 0 || view.index.assetById.get(forward.to)?.config?.defaultPassword === true
    const surveyed = view.plant.conduits.filter(
      ({ status, enforcedBy, protocols }) =>
        status === 'undocumented' && enforcedBy?.includes(asset.id) === true && protocols.includes(forward.protocol),
    )
    tell('segmentation.port-open-to-anyone', {
      id: asset.id,
      facts: {
        port: forward.publicPort,
        to: `${forward.to}:${forward.toPort}`,
        password: hasDefault ? 'as the maker set it' : null,
      },
      path: [String(forward.publicPort), asset.id, forward.to],
      conduits: surveyed.map(({ id }) => id),
      places: [
        `assets[id=${asset.id}].portForwards`,
        ...accounts.map(({ id }) => `accounts[id=${id}].defaultPassword`),
      ],
    })
  }
}

function temporary(view: PlantView, asset: PlantAsset, tell: Tell): void {
  if (asset.temporary !== true) return
  const lasting = assetsIn(view, asset.zone).filter(({ id }) => view.isControl(id) || view.isSafety(id))
  if (lasting.length === 0) return
  tell('segmentation.temporary-not-apart', {
    id: asset.id,
    facts: {
      zone: asset.zone,
      among: lasting
        .map(({ id }) => id)
        .slice(0, 5)
        .join(', '),
    },
    path: [asset.id, asset.zone],
    places: [`assets[id=${asset.id}].temporary`],
  })
}

type RemoteAccess = PlantView['plant']['remoteAccess'][number]

/** A person's session needs a jump host, a second factor, an end and a recording; one that ends in IT is not asked here. */
function remoteAccess(view: PlantView, access: RemoteAccess, tell: Tell): void {
  const reaches = access.targets.some((target) => (view.levelOf(zoneOf(view, target) ?? '')?.low ?? 9) < 3.5)
  if (access.machineToMachine === true || !reaches) return
  const { hours } = access
  const isTimed =
    hours !== null &&
    hours.always !== true &&
    (hours.maxSessionH !== undefined || hours.needsPermit === true || hours.windows !== undefined)
  const missing = [
    ...(access.jumpHost === null ? (['jumpHost'] as const) : []),
    ...(access.mfa ? [] : (['mfa'] as const)),
    ...(isTimed ? [] : (['hours'] as const)),
    ...(access.recorded ? [] : (['recorded'] as const)),
  ]
  if (missing.length === 0) return
  const words = { jumpHost: 'jump host', mfa: 'second factor', hours: 'time box', recorded: 'recording' } as const
  tell('segmentation.remote-access-weak', {
    id: access.id,
    facts: { without: missing.map((key) => words[key]).join(', '), 'last used': access.lastUse, status: access.status },
    path: [...access.path, ...access.targets.slice(0, 1)],
    conduits: access.conduits,
    places: [...missing.map((key) => `remoteAccess[id=${access.id}].${key}`), `remoteAccess[id=${access.id}].path`],
  })
}
