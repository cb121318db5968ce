// What redundancy shares: one board that feeds, one host that carries, one switch that joins or one supplier that supports so many members of a
// group that too few are left without it. Each is a question to the owner, unless the function says that it needs what is shared.
import type { PlantFile, PlantFunction } from '@penstock/model/plant'
import { declaredNeedsOf } from './declared-needs.ts'

export interface SharedCause {
  readonly function: string
  /** Name of the group of assets that is redundant by its numbers. */
  readonly group: string
  readonly kind: 'board' | 'host' | 'switch' | 'supplier'
  /** Name of the board; id of the asset or vendor. */
  readonly shared: string
  /** Members that are gone with it. */
  readonly members: readonly string[]
  readonly k: number
}

type Records = Pick<PlantFile, 'functions' | 'assets' | 'vendors'>

/** Functions in the order of the plant. A group that has no member to spare shares nothing that its numbers do not say. */
export function sharedCauses(plant: Records): readonly SharedCause[] {
  const { isDeclared } = declaredNeedsOf(plant.functions)
  const causesOf = causesByAsset(plant)
  return plant.functions.flatMap((one) => {
    const isSaid = ({ kind, shared }: Cause): boolean =>
      (kind === 'host' || kind === 'switch') && isDeclared(one.id, shared)
    return one.own.flatMap((group) => inGroup(one, group, causesOf, isSaid))
  })
}

interface Cause {
  readonly kind: SharedCause['kind']
  readonly shared: string
}

function inGroup(
  { id }: PlantFunction,
  { name, assets, k }: PlantFunction['own'][number],
  causesOf: ReadonlyMap<string, readonly Cause[]>,
  isSaid: (cause: Cause) => boolean,
): readonly SharedCause[] {
  const members = [...new Set(assets)]
  if (members.length <= k) return []
  const by = new Map<string, { readonly cause: Cause; readonly gone: string[] }>()
  for (const asset of members)
    for (const cause of causesOf.get(asset) ?? []) {
      const key = JSON.stringify([cause.kind, cause.shared])
      const before = by.get(key)
      if (before === undefined) by.set(key, { cause, gone: [asset] })
      else before.gone.push(asset)
    }
  return [...by.values()]
    .filter(({ cause, gone }) => gone.length > 1 && members.length - gone.length < k && !isSaid(cause))
    .map(({ cause, gone }) => ({ function: id, group: name, ...cause, members: gone, k }))
}

/** What takes each asset away by itself: of several hosts none does. */
function causesByAsset({ assets, vendors }: Records): ReadonlyMap<string, readonly Cause[]> {
  return new Map(
    assets.map(({ id, fedFrom, hostedOn = [], attachedTo }) => {
      const suppliers = vendors.filter(({ products }) => products.includes(id)).map((vendor) => vendor.id)
      const causes: readonly (readonly [Cause['kind'], string | null | undefined])[] = [
        ['board', fedFrom],
        ['host', hostedOn.length === 1 ? hostedOn[0] : null],
        ['switch', attachedTo?.switch],
        ['supplier', suppliers.length === 1 ? suppliers[0] : null],
      ]
      return [id, causes.flatMap(([kind, shared]) => (shared == null ? [] : [{ kind, shared }]))]
    }),
  )
}
