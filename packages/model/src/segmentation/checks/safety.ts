// Checks on the independence of safety systems: writing, stations, projects, accounts, key switches, forced points.
import { effectsWithin, findProtocolThreat } from '@penstock/model/paths'
import type { PlantAsset } from '@penstock/model/plant'
import type { Tell } from './finding.ts'
import { type PlantView, safetyFunctionsOf, zoneOf } from './plant-view.ts'

export function checkSafety(view: PlantView, tell: Tell): void {
  conduitsIntoSafety(view, tell)
  for (const asset of view.plant.assets) {
    if (!view.isSafety(asset.id)) continue
    keySwitch(view, asset, tell)
    sharedWithControl(view, asset, tell)
  }
  for (const account of view.plant.accounts) {
    const safety = account.systems.filter((id) => view.isSafety(id))
    const others = account.systems.filter((id) => !view.isSafety(id))
    if (!account.enabled || safety.length === 0 || others.length === 0) continue
    tell('segmentation.safety-account-shared', {
      id: account.id,
      facts: { safety: safety.join(', '), others: others.join(', '), functions: functionsText(view, safety) },
      path: [others[0]!, safety[0]!],
      places: [`accounts[id=${account.id}].systems`],
    })
  }
}

/** What the protocols of a conduit let somebody do in a zone of safety systems; a list of codes holds where the device reads them. */
function conduitsIntoSafety(view: PlantView, tell: Tell): void {
  for (const conduit of view.plant.conduits) {
    const { id, zoneA, zoneB, direction, inspection } = conduit
    const into = view.isSafetyZone(zoneB) ? zoneB : direction === 'both' && view.isSafetyZone(zoneA) ? zoneA : null
    if (conduit.status === 'undocumented' || into === null || zoneA === zoneB) continue
    for (const name of conduit.protocols) {
      const protocol = view.index.protocol(name)?.id ?? name
      const threat = findProtocolThreat(protocol)
      const limits = (conduit.functionLimits ?? []).filter(
        (one) => (view.index.protocol(one.protocol)?.id ?? one.protocol) === protocol,
      )
      if (threat === null || threat.authentication === 'login') continue
      const isEnforced = limits.length > 0 && inspection === 'application'
      const effects = effectsWithin(threat, isEnforced ? limits.flatMap(({ functions }) => functions) : null)
      const harmful = effects.filter((effect) => effect !== 'read')
      if (harmful.length === 0) continue
      tell('segmentation.safety-can-be-written', {
        id,
        facts: {
          protocol,
          effects: harmful.join(', '),
          'codes on paper': limits.length === 0 ? null : limits.flatMap(({ functions }) => functions).join(', '),
          inspection: inspection ?? 'unknown',
        },
        path: [into === zoneB ? zoneA : zoneB, id, into],
        conduits: [id],
        places: [
          `conduits[id=${id}].functionLimits`,
          `conduits[id=${id}].inspection`,
          ...(conduit.enforcedBy ?? []).map((device) => `assets[id=${device}].config`),
        ],
      })
    }
  }
}

function keySwitch(view: PlantView, asset: PlantAsset, tell: Tell): void {
  const functions = functionsText(view, [asset.id])
  if (asset.keySwitch != null && asset.keySwitch !== 'RUN') {
    tell('segmentation.safety-key-open', {
      id: asset.id,
      facts: { position: asset.keySwitch, 'read on': asset.keySwitchReadOn, functions },
      path: [asset.id],
      places: [`assets[id=${asset.id}].keySwitch`],
    })
  }
  const forced = asset.forcedPoints ?? []
  if (forced.length === 0) return
  tell('segmentation.safety-points-forced', {
    id: asset.id,
    facts: { points: forced.join(', '), functions },
    path: [asset.id],
    places: [`assets[id=${asset.id}].forcedPoints`],
  })
}

/** A controller of the same zone that is engineered in the same project: one compromise gives the cause and takes the layer. */
function sharedWithControl(view: PlantView, asset: PlantAsset, tell: Tell): void {
  const project = asset.engineeringProject ?? null
  for (const other of view.plant.assets) {
    if (
      !view.isControl(other.id) ||
      other.zone !== asset.zone ||
      project === null ||
      other.engineeringProject !== project
    )
      continue
    const sheets = view.plant.lopa.filter(
      ({ causes, sif }) =>
        sif?.assets.includes(asset.id) === true && causes.some(({ assets }) => assets.includes(other.id)),
    )
    const isOneSwitch = asset.attachedTo != null && asset.attachedTo.switch === other.attachedTo?.switch
    tell('segmentation.safety-shares-control', {
      id: asset.id,
      facts: {
        with: other.id,
        zone: zoneOf(view, asset.id),
        project,
        switch: isOneSwitch ? asset.attachedTo?.switch : null,
        functions: sheets.map(({ sif }) => sif?.id ?? '').join(', ') || null,
        sheets: sheets.map(({ id }) => id).join(', ') || null,
      },
      path: [other.id, asset.id],
      places: [
        `assets[id=${asset.id}].engineeringProject`,
        `assets[id=${other.id}].engineeringProject`,
        ...sheets.flatMap(({ id }) => [`lopa[id=${id}].causes`, `lopa[id=${id}].sif`]),
      ],
    })
  }
}

function functionsText(view: PlantView, assets: readonly string[]): string | null {
  const functions = safetyFunctionsOf(view, assets)
  return functions.length === 0 ? null : functions.join(', ')
}
