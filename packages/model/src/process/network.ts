// What the functions of a plant need, as arrays: groups of which so many members must work, who stands in which group.
import type { PlantFunction } from '@penstock/model/plant'
import type { HostNeed } from './rests-on.ts'
import { ticksOf } from './ticks.ts'

/** An asset or a function; both can fail. Functions come first, in the order of the plant. */
export type UnitNumber = number

/** A group of assets (`own`) or of supplying functions (`input`), of which `k` must work. */
export interface NeedGroup {
  readonly kind: 'own' | 'input'
  readonly name: string
  /** Number of the function that needs it. */
  readonly function: number
  readonly k: number
  readonly members: readonly UnitNumber[]
  /** How long the function runs without it, from full, in ticks; 0 for assets of its own, other than a host that it rests on. */
  readonly bufferTicks: number
}

export interface ProcessNetwork {
  readonly functions: readonly PlantFunction[]
  /** Ids of functions, then of the assets that some function needs. */
  readonly units: readonly string[]
  readonly unitById: ReadonlyMap<string, UnitNumber>
  readonly groups: readonly NeedGroup[]
  /** Groups of each function. */
  readonly needs: readonly (readonly number[])[]
  /** Groups that each unit is a member of. */
  readonly memberships: readonly (readonly number[])[]
  /** Hours from a wish that nothing stands against to running, in ticks, for each function. */
  readonly restartTicks: readonly number[]
}

/**
 * The network of a plant's functions. A member that a group names twice counts once. References that lead nowhere are faults of the plant
 * file, found before; here they throw RangeError.
 */
export function processNetworkOf(given: {
  readonly functions: readonly PlantFunction[]
  readonly hostNeeds?: readonly HostNeed[]
}): ProcessNetwork {
  const { functions, hostNeeds = [] } = given
  const unitById = new Map<string, UnitNumber>(functions.map(({ id }, at) => [id, at]))
  const units = functions.map(({ id }) => id)
  const needed = functions.flatMap(({ own }) => own.flatMap(({ assets }) => assets))
  for (const id of [...needed, ...hostNeeds.map(({ host }) => host)]) {
    if (unitById.has(id)) continue
    unitById.set(id, units.length)
    units.push(id)
  }
  const groups = [
    ...functions.flatMap((one, at) => groupsOf(one, at, unitById, functions.length)),
    ...hostNeeds.map(({ function: of, name, host, bufferH }): NeedGroup => {
      const at = unitById.get(of)
      if (at === undefined || at >= functions.length) throw new RangeError(`${of} is no function`)
      return { kind: 'own', name, function: at, k: 1, members: [unitById.get(host)!], bufferTicks: ticksOf(bufferH) }
    }),
  ]
  const needs: number[][] = functions.map(() => [])
  const memberships: number[][] = units.map(() => [])
  groups.forEach((group, at) => {
    needs[group.function]!.push(at)
    for (const member of group.members) memberships[member]!.push(at)
  })
  const restartTicks = functions.map(({ restartH }) => ticksOf(restartH))
  return { functions, units, unitById, groups, needs, memberships, restartTicks }
}

function groupsOf(
  { id, own, inputs }: PlantFunction,
  at: number,
  unitById: ReadonlyMap<string, UnitNumber>,
  functionCount: number,
): readonly NeedGroup[] {
  const numbers = (ids: readonly string[], isFunction: boolean): readonly UnitNumber[] =>
    [...new Set(ids)].map((member) => {
      const unit = unitById.get(member)
      if (unit === undefined || unit < functionCount !== isFunction)
        throw new RangeError(`${id} needs ${member}, which is no ${isFunction ? 'function' : 'asset'}`)
      return unit
    })
  return [
    ...own.map(({ name, assets, k }): NeedGroup => {
      return { kind: 'own', name, function: at, k, members: numbers(assets, false), bufferTicks: 0 }
    }),
    ...inputs.map(({ name, suppliers, k, bufferH }): NeedGroup => {
      return { kind: 'input', name, function: at, k, members: numbers(suppliers, true), bufferTicks: ticksOf(bufferH) }
    }),
  ]
}

/** Whether a unit is a function, and not an asset that one needs. */
export function isFunctionUnit({ functions }: ProcessNetwork, unit: UnitNumber): boolean {
  return unit < functions.length
}
