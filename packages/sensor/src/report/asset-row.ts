// One asset as the report shows it, each field with all that was said and by which packet.
import type { Asset, AssetFields, SaidValue } from '@penstock/model/assets'
import { isoOrNull } from '@penstock/model/kernel'
import { ClaimField } from '@penstock/model/observations'
import type { AssetRow, Provenance } from './shape.ts'

/** `modules` are the assets that stand behind this one. */
export function assetRow(asset: Asset, modules: readonly Asset[], fileOf: (file: number) => string): AssetRow {
  // A device that only says what stands in its one slot is known by that; the provenance keeps saying which slot.
  const only = modules.length === 1 ? modules[0]! : null
  const text = (field: ClaimField): string | null => {
    const own = asset.fields[field]
    const isOwn = own.value !== null && own.basis !== 'inferred'
    return isOwn ? own.value : (only?.fields[field].value ?? own.value)
  }
  return {
    id: asset.key,
    macs: asset.macs,
    ips: asset.ips,
    names: asset.names,
    vendor: text('vendor'),
    model: text('model'),
    orderNumber: text('orderNumber'),
    firmware: text('firmware'),
    hardware: text('hardware'),
    operatingSystem: text('operatingSystem'),
    software: text('software'),
    serial: text('serial'),
    description: text('description'),
    role: asset.role,
    purdueLevel: asset.purdueLevel,
    protocols: asset.protocols
      .filter((spoken) => !spoken.isGuess)
      .map(({ protocol, role, port }) => ({ protocol, role, port })),
    firstAt: isoOrNull(asset.firstAt),
    lastAt: isoOrNull(asset.lastAt),
    modules: modules.map(({ behind, fields }) => ({ path: behind?.path ?? '', fields: valuesOf(fields) })),
    provenance: provenanceOf([asset.fields, ...modules.map((module) => module.fields)], fileOf),
  }
}

function valuesOf(fields: AssetFields): Partial<Record<ClaimField, string>> {
  const values: Partial<Record<ClaimField, string>> = {}
  for (const field of ClaimField.options) {
    const { value } = fields[field]
    if (value !== null) values[field] = value
  }
  return values
}

function provenanceOf(
  sets: readonly AssetFields[],
  fileOf: (file: number) => string,
): Partial<Record<ClaimField, Provenance[]>> {
  const provenance: Partial<Record<ClaimField, Provenance[]>> = {}
  for (const field of ClaimField.options) {
    const said = sets.flatMap((fields) => fields[field].said).flatMap((entry) => row(entry, fileOf))
    if (said.length > 0) provenance[field] = said
  }
  return provenance
}

// Only what a sensor saw or concluded comes here: there is no register and nobody to confirm.
function row(said: SaidValue, fileOf: (file: number) => string): Provenance[] {
  if (said.value === null || (said.basis !== 'observed' && said.basis !== 'inferred')) return []
  return [
    {
      value: said.value,
      protocol: said.protocol,
      method: said.method,
      basis: said.basis,
      file: said.proof === null ? null : fileOf(said.proof.file),
      frame: said.proof?.frame ?? null,
    },
  ]
}
