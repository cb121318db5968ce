// The asset file of `vulnerabilities match`: devices with what is known of their identity. Unknown keys are ignored, and told.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { type DeviceIdentity, type FeedFault, parseFeed } from '@penstock/model/vulnerabilities'
import { z } from 'zod'

const Known = z.string().nullish()

const AssetEntry = z.looseObject({
  id: z.string().min(1),
  vendor: z.string().min(1),
  product: z.string().min(1),
  version: Known,
  modelNumber: Known,
  hwRev: Known,
  serial: Known,
  slotRole: Known,
  identitySource: Known,
  role: Known,
})
const AssetFile = z.looseObject({ assets: z.array(AssetEntry) })

export interface AssetRead {
  readonly assets: readonly DeviceIdentity[]
  readonly warnings: readonly string[]
}

export function readAssetFile(text: string): Result<AssetRead, readonly FeedFault[]> {
  const read = parseFeed(text, AssetFile)
  if (!read.ok) return read
  const { assets, ...others } = read.value
  const firstById = new Map(assets.map(({ id }, at): [string, number] => [id, at]).toReversed())
  const again = assets.findIndex(({ id }, at) => firstById.get(id)! < at)
  if (again >= 0) {
    return refuse([{ path: `$.assets[${again}].id`, message: `"${assets[again]!.id}" stands there twice` }])
  }
  const unknown = new Set(Object.keys(others))
  for (const asset of assets) {
    for (const key of Object.keys(asset)) if (!(key in AssetEntry.shape)) unknown.add(`assets[].${key}`)
  }
  return accept({
    assets: assets.map(identityOf),
    warnings: [...unknown].map((key) => `"${key}" is not known here and was ignored`),
  })
}

function identityOf(asset: z.infer<typeof AssetEntry>): DeviceIdentity {
  return {
    id: asset.id,
    vendor: asset.vendor,
    product: asset.product,
    version: asset.version ?? null,
    modelNumber: asset.modelNumber ?? null,
    hwRev: asset.hwRev ?? null,
    serial: asset.serial ?? null,
    slotRole: asset.slotRole ?? null,
    identitySource: asset.identitySource ?? null,
    role: asset.role ?? null,
  }
}
