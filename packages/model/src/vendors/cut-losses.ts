// What stops while a cut lasts, by the cascade: a device that is out, functions that an account runs, messages that somebody waits for.
import type { PlantFile, PlantFunction } from '@penstock/model/plant'
import { playOutage, processNetworkOf } from '@penstock/model/process'
import type { LostFunction, Wanted } from './cut.ts'

/** Messages that go by what a cut takes away. */
export function messagesOf(plant: PlantFile, { ways }: Wanted): PlantFile['informationFlows'] {
  return plant.informationFlows.filter(({ via }) => via.some((asset) => ways.includes(asset)))
}

/** Of a cut that lasts so many hours, from a plant that runs with full stocks. */
export function lossesOf(plant: PlantFile, cut: Wanted, hours: number): readonly LostFunction[] {
  const functions = withMessages(
    plant,
    messagesOf(plant, cut).filter(({ gating }) => gating),
  )
  const network = processNetworkOf({ functions })
  const messages = functions.map(({ id }) => id).filter((id) => id.startsWith(MESSAGE))
  const units = [...cut.out, ...messages].filter((unit) => network.unitById.has(unit))
  if (units.length === 0) return []
  const { functions: played } = playOutage(
    network,
    units.map((unit) => ({ unit, fromH: 0, toH: hours })),
  )
  return played.flatMap((loss, at) => {
    if (loss.firstDownH === null || loss.id.startsWith(MESSAGE)) return []
    const { id, name, firstDownH, downtimeH, isMtpdBroken } = loss
    const { product } = functions[at]!
    const lost =
      product === null
        ? null
        : {
            amount: downtimeH * product.rate,
            unit: product.unit.replace(/\/h$/, ''),
            money: downtimeH * product.marginPerH,
          }
    return [{ id, name, firstDownH, downtimeH, isMtpdBroken, lost }]
  })
}

const MESSAGE = 'message:'

/** Messages as suppliers of their own between sender and receiver. */
function withMessages(plant: PlantFile, cut: PlantFile['informationFlows']): readonly PlantFunction[] {
  if (cut.length === 0) return plant.functions
  const made = cut.map(({ id, what, from }): PlantFunction => {
    const inputs = [{ name: what, suppliers: [from], k: 1, bufferH: 0 }]
    const rest = { own: [], restartH: 0, rtoH: null, rpoH: null, mtpdH: null, owner: null, product: null, bia: null }
    return { id: `${MESSAGE}${id}`, name: what, type: 'digital', inputs, ...rest }
  })
  const received = plant.functions.map((one) => ({
    ...one,
    inputs: one.inputs.map((group) => ({
      ...group,
      suppliers: group.suppliers.map((supplier) => {
        const flow = cut.find(({ from, to }) => from === supplier && to === one.id)
        return flow === undefined ? supplier : `${MESSAGE}${flow.id}`
      }),
    })),
  }))
  return [...received, ...made]
}
