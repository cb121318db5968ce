// The register's entries: what the plant file declares, as identity resolution wants it. People's own declarations are decisions.

import { type DeclaredAsset, PersonDecision } from '@penstock/model/assets'
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import { interfacesOf, macKey, type PlantAsset, type PlantFile } from '@penstock/model/plant'
import type { DecisionRow } from './queries.ts'

export function declaredAssets(plant: PlantFile | null, source: string, at: EpochMicros): DeclaredAsset[] {
  return (plant?.assets ?? []).map((asset) => declaredAsset(asset, source, at))
}

function declaredAsset(asset: PlantAsset, source: string, at: EpochMicros): DeclaredAsset {
  const fields = {
    name: asset.name,
    vendor: asset.vendor,
    model: asset.product,
    orderNumber: asset.modelNumber,
    firmware: asset.version,
    role: asset.role,
    purdueLevel: asset.purdue === null || asset.purdue === undefined ? null : String(asset.purdue),
  }
  const said = Object.entries(fields).filter(
    (entry): entry is [keyof typeof fields, string] => typeof entry[1] === 'string',
  )
  const { owner } = asset
  return {
    id: asset.id,
    interfaces: interfacesOf(asset).map(({ ip, mac, zone }) => ({
      ip: ip?.toLowerCase() ?? null,
      mac: mac === null || mac === undefined ? null : (macKey(mac) ?? null),
      zone: zone ?? null,
    })),
    fields: Object.fromEntries(said),
    zone: asset.zone,
    domain: null,
    owner:
      owner === null || owner === undefined
        ? null
        : {
            group: owner.group ?? null,
            person: owner.person ?? null,
            confirmedAt: typeof owner.confirmedOn === 'string' ? microsOfIso(owner.confirmedOn) : null,
          },
    functions: [...(asset.functions ?? [])],
    source,
    declaredAt: at,
  }
}

/** The ledger of people's decisions, as stored. */
export function ledgerOf(rows: readonly DecisionRow[]): PersonDecision[] {
  return rows.map((row) => PersonDecision.parse(row.body))
}
