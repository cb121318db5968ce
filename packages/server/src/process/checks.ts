// What speaks against recording what somebody found out about a plant: units and inputs that it does not have, and drills that measured nothing.
import type { NeedAnswer, NewDrill } from '@penstock/contract/process'
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import { nearestTo, PlantFile } from '@penstock/model/plant'
import { AppError } from '@penstock/server/http'
import type { AskedPlant } from '@penstock/server/plant'

type Loading = Pick<AskedPlant, 'load'>

/** Throws unless the plant has the function and the host. */
export async function checkUnits(plant: Loading, { function: of, host }: NeedAnswer): Promise<void> {
  const lists = await plant.load(['functions', 'assets'])
  const { functions, assets } = PlantFile.pick({ functions: true, assets: true }).strip().parse(lists)
  const functionIds = functions.map(({ id }) => id)
  const assetIds = assets.map(({ id }) => id)
  const unknown = [
    ...(functionIds.includes(of) ? [] : [{ id: of, nearest: nearestTo(of, functionIds) }]),
    ...(assetIds.includes(host) ? [] : [{ id: host, nearest: nearestTo(host, assetIds) }]),
  ]
  if (unknown.length > 0) throw new AppError('process.unknown-unit', { unknown })
}

/** Throws what speaks against recording a drill. */
export async function checkDrill(plant: Loading, drill: NewDrill, at: EpochMicros): Promise<void> {
  const { functions } = PlantFile.pick({ functions: true })
    .strip()
    .parse(await plant.load(['functions']))
  const known = functions.map(({ id }) => id)
  const one = functions.find(({ id }) => id === drill.function)
  if (one === undefined) {
    const unknown = [{ id: drill.function, nearest: nearestTo(drill.function, known) }]
    throw new AppError('process.unknown-unit', { unknown })
  }
  const inputs = one.inputs.map(({ name }) => name)
  if (drill.input === null ? drill.heldH !== null : !inputs.includes(drill.input))
    throw new AppError('process.unknown-input', { inputs })
  if ((microsOfIso(`${drill.on}T00:00:00Z`) ?? 0) > at) throw new AppError('process.drill-in-future')
  const { heldH, restoreH, isMinimumHeld } = drill
  if (heldH === null && restoreH === null && isMinimumHeld === null) throw new AppError('process.nothing-measured')
}
