// Needs of hosts that a plant declares: a function needs a host when it needs a function that carries it, itself or by way of others.
import type { PlantFunction } from '@penstock/model/plant'
import { carriersOf } from './rests-on.ts'

export interface DeclaredNeeds {
  /** Functions that carry each asset. */
  readonly carriers: ReadonlyMap<string, ReadonlySet<string>>
  /** Whether a function needs a host or carries it. */
  readonly isDeclared: (of: string, host: string) => boolean
}

export function declaredNeedsOf(functions: readonly PlantFunction[]): DeclaredNeeds {
  const carriers = carriersOf(functions)
  const suppliersOf = new Map(functions.map(({ id, inputs }) => [id, inputs.flatMap(({ suppliers }) => suppliers)]))
  const upstream = new Map<string, ReadonlySet<string>>()
  const upstreamOf = (id: string): ReadonlySet<string> => {
    const known = upstream.get(id) ?? walkedUp(id, suppliersOf)
    upstream.set(id, known)
    return known
  }
  return {
    carriers,
    isDeclared: (of, host) => {
      for (const carrier of carriers.get(host) ?? []) if (upstreamOf(of).has(carrier)) return true
      return false
    },
  }
}

/** A function and all that it needs, by way of others too. */
function walkedUp(id: string, suppliersOf: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set([id])
  for (const one of seen) for (const supplier of suppliersOf.get(one) ?? []) seen.add(supplier)
  return seen
}
