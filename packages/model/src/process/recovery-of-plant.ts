// Restoring lost assets of a plant file: its crews and hours, and what must be there before what.
import type { PlantFile } from '@penstock/model/plant'
import type { RecoveryOrder, RestoreTask } from './recovery.ts'

export interface PlantRecovery {
  readonly order: RecoveryOrder
  /** Lost assets for which the plant states no crew and hours: they are not restored here. */
  readonly withoutTime: readonly string[]
}

/**
 * Tasks for the lost assets. Before an asset come those of utilities and digital functions that its own functions take inputs from (a
 * directory before the DCS that logs on to it), and, where all its hosts are lost, the quickest of them. A circle of needs lays down no order. An hour of a
 * function weighs its margin, and one more where the plant states an MTPD.
 */
export function recoveryOf(plant: PlantFile, lost: readonly string[]): PlantRecovery {
  const times = new Map((plant.recovery?.restoreTimes ?? []).map((time) => [time.asset, time]))
  const isLost = new Set(lost.filter((id) => times.has(id)))
  const before = new Map(
    [...isLost].map((id) => [id, new Set([...suppliersOf(plant, id, isLost), ...hostOf(plant, id, isLost, times)])]),
  )
  const tasks = [...isLost].map((asset): RestoreTask => {
    const { crew, hours } = times.get(asset)!
    const after = [...before.get(asset)!].filter((other) => !reaches(before, other, asset))
    return { asset, crew, hours, after }
  })
  const crews = (plant.recovery?.crews ?? []).map(({ id, count, calloutH }) => ({ id, count, calloutH: calloutH ?? 0 }))
  const weights = new Map(
    plant.functions.map(({ id, product, mtpdH }) => [id, (product?.marginPerH ?? 0) + (mtpdH === null ? 0 : 1)]),
  )
  return { order: { tasks, crews, weights }, withoutTime: lost.filter((id) => !times.has(id)) }
}

/** Types of functions that restoring itself leans on; what a line makes of another's goods does not keep anybody from restoring it. */
const RESTORING_NEEDS: ReadonlySet<string> = new Set(['utility', 'digital'])

function suppliersOf({ functions }: PlantFile, asset: string, isLost: ReadonlySet<string>): readonly string[] {
  const owners = functions.filter(({ own }) => own.some(({ assets }) => assets.includes(asset)))
  const suppliers = new Set(owners.flatMap(({ inputs }) => inputs.flatMap((input) => input.suppliers)))
  return functions
    .filter(({ id, type }) => suppliers.has(id) && RESTORING_NEEDS.has(type))
    .flatMap(({ own }) => own.flatMap(({ assets }) => assets))
    .filter((other) => other !== asset && isLost.has(other))
}

function hostOf(
  { assets }: PlantFile,
  asset: string,
  isLost: ReadonlySet<string>,
  times: ReadonlyMap<string, { readonly hours: number }>,
): readonly string[] {
  const hosts = assets.find(({ id }) => id === asset)?.hostedOn ?? []
  if (hosts.length === 0 || !hosts.every((host) => isLost.has(host))) return []
  return [hosts.reduce((a, b) => (times.get(b)!.hours < times.get(a)!.hours ? b : a))]
}

function reaches(before: ReadonlyMap<string, ReadonlySet<string>>, from: string, goal: string): boolean {
  const seen = new Set([from])
  for (const at of seen) {
    if (at === goal) return true
    for (const one of before.get(at) ?? []) seen.add(one)
  }
  return false
}
