// Which studies of the plant name an asset: sheets of a layer-of-protection study, and entries of the risk register that name it, a function
// that it realises, or a sheet or study row that does.
import { compareTexts } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'

/** Ids of the studies by asset; one that no study names is left out. */
export function assessmentsOf({
  functions,
  lopa,
  hazop,
  riskRegister,
}: Pick<PlantFile, 'functions' | 'lopa' | 'hazop' | 'riskRegister'>): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, Set<string>>()
  const name = (asset: string, study: string): void => {
    const before = named.get(asset)
    if (before === undefined) named.set(asset, new Set([study]))
    else before.add(study)
  }
  const assetsOf = new Map<string, readonly string[]>()
  for (const { id, own } of functions)
    assetsOf.set(
      id,
      own.flatMap(({ assets }) => assets),
    )
  for (const { id, causes, ipls, sif } of lopa) {
    const assets = [...causes, ...ipls, ...(sif === null ? [] : [sif])].flatMap((part) => part.assets)
    assetsOf.set(id, assets)
    for (const asset of assets) name(asset, id)
  }
  for (const { id, lopa: sheet } of hazop) assetsOf.set(id, sheet === null ? [] : (assetsOf.get(sheet) ?? []))
  for (const { id, linked } of riskRegister)
    for (const asset of linked.flatMap((one) => assetsOf.get(one) ?? [one])) name(asset, id)
  return new Map([...named].map(([asset, studies]) => [asset, [...studies].sort(compareTexts)]))
}
