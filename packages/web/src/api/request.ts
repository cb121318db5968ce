// The key under which the answer of a request is kept.
import type { Route } from '@penstock/contract/route'
import type { Domain } from '@penstock/model/kernel'

export interface Asked {
  readonly params?: unknown
  readonly query?: unknown
  readonly domain?: Domain | undefined
}

/** Starts with side, domain and path, so that a room's answers can be dropped together. */
export function keyOf(route: Route, input: Asked): readonly unknown[] {
  return [route.side, input.domain ?? null, route.path, input.params ?? null, input.query ?? null]
}

const MOMENT = ['asOf', 'clock', 'from', 'to'] as const

/** Whether the key is of a question about the same instants as this one, so that its answer may stand in for a while. */
export function isOfSameMoment(key: readonly unknown[], { query }: Asked): boolean {
  const of = (asked: unknown, name: string) => (asked as Readonly<Record<string, unknown>> | null | undefined)?.[name]
  return MOMENT.every((name) => of(key[4], name) === of(query, name))
}
