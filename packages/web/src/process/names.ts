// What units of the plant are called, and what is known of each.
import type { FunctionView, NetworkView } from '@penstock/contract/process'
import { showUnseen } from '@penstock/web/ui'

export interface Unit {
  readonly id: string
  readonly name: string
  readonly kind: 'function' | 'asset'
  readonly assetId: string | null
}

export interface Names {
  readonly units: readonly Unit[]
  readonly unit: (id: string) => Unit | undefined
  readonly functionOf: (id: string) => FunctionView | undefined
  /** The name, or the id of what the plant does not name. */
  readonly nameOf: (id: string) => string
}

export function namesOf({ functions, assets, neededByNothing }: NetworkView): Names {
  const units: Unit[] = [
    ...functions.map(({ id, name }) => ({ id, name, kind: 'function', assetId: null }) as const),
    ...[...assets, ...neededByNothing].map(({ id, name, assetId }) => ({ id, name, kind: 'asset', assetId }) as const),
  ]
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const functionById = new Map(functions.map((one) => [one.id, one]))
  return {
    units,
    unit: (id) => byId.get(id),
    functionOf: (id) => functionById.get(id),
    nameOf: (id) => showUnseen(byId.get(id)?.name ?? id),
  }
}
