// Plants of a few functions, written shortly: `f('A', { needs: ['B'], bufferH: 4 })`.
import type { PlantFunction } from '@penstock/model/plant'

interface ShortFunction {
  readonly own?: readonly string[]
  readonly ownK?: number
  readonly needs?: readonly string[]
  readonly k?: number
  readonly bufferH?: number
  readonly inputs?: PlantFunction['inputs']
  readonly restartH?: number
  readonly mtpdH?: number
  readonly type?: PlantFunction['type']
  readonly marginPerH?: number
}

/** A function with one group of assets and one of suppliers at most, or the inputs that are given. */
export function f(id: string, short: ShortFunction = {}): PlantFunction {
  const { own = [], ownK = own.length, needs = [], k = needs.length, bufferH = 0 } = short
  const one = { name: 'supply', suppliers: [...needs], k, bufferH }
  return {
    id,
    name: id,
    type: short.type ?? 'process',
    inputs: short.inputs ?? (needs.length === 0 ? [] : [one]),
    own: own.length === 0 ? [] : [{ name: 'assets', assets: [...own], k: ownK }],
    restartH: short.restartH ?? 0,
    rtoH: null,
    rpoH: null,
    mtpdH: short.mtpdH ?? null,
    owner: null,
    product: short.marginPerH === undefined ? null : { unit: 't/h', rate: 1, marginPerH: short.marginPerH },
    bia: null,
  }
}
