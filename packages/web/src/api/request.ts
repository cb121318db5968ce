// The key under which the answer of a request is kept.
import type { Route } from '@penstock/contract/route'
import type { Domain } from '@penstock/model/kernel'

interface Asked {
  readonly params?: unknown
  readonly query?: unknown
  readonly domain?: Domain | undefined
}

/** Starts with side, domain and path, so that a room's answers can be dropped together. */
export function keyOf(route: Route, input: Asked): readonly unknown[] {
  return [route.side, input.domain ?? null, route.path, input.params ?? null, input.query ?? null]
}
