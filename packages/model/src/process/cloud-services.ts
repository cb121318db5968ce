// Cloud services as what functions need: a service that a function names stands beside the external functions, and its hold-up time is the stock
// of an input. Its loss then plays like any other.
import type { PlantFile, PlantFunction } from '@penstock/model/plant'

/** The plant whose functions hold its cloud services, those that some function needs; the same plant when none does. */
export function withCloudServices(plant: PlantFile): PlantFile {
  const needed = plant.cloudServices.filter(({ neededBy = [] }) => neededBy.length > 0)
  if (needed.length === 0) return plant
  const services = needed.map(({ id, name, asset }): PlantFunction => {
    const own = asset === null ? [] : [{ name: 'service', assets: [asset], k: 1 }]
    const unknown = { rtoH: null, rpoH: null, mtpdH: null, owner: null, product: null, bia: null }
    return { id, name, type: 'external', inputs: [], own, restartH: 0, ...unknown }
  })
  const inputsOf = Map.groupBy(
    needed.flatMap(({ id, name, neededBy = [] }) => neededBy.map((need) => ({ id, name, ...need }))),
    (need) => need.function,
  )
  const functions = plant.functions.map((one) => {
    const more = (inputsOf.get(one.id) ?? []).map(({ id, name, holdUpH }) => {
      return { name, suppliers: [id], k: 1, bufferH: holdUpH }
    })
    return more.length === 0 ? one : { ...one, inputs: [...one.inputs, ...more] }
  })
  return { ...plant, functions: [...functions, ...services] }
}
