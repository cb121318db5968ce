// A request as a route wants it: typed input, full path with query, and the key under which its answer is kept.
import { pathOf, type Route } from '@penstock/contract/route'
import type { Domain } from '@penstock/model/kernel'
import type { z } from 'zod'

type ParamsOf<R> = R extends { readonly params: infer S extends z.ZodType }
  ? { readonly params: z.input<S> }
  : { readonly params?: never }
type QueryOf<R> = R extends { readonly query: infer S extends z.ZodType }
  ? { readonly query?: z.input<S> }
  : { readonly query?: never }
type BodyOf<R> = R extends { readonly body: infer S extends z.ZodType }
  ? { readonly body: z.input<S> }
  : { readonly body?: never }
type DomainOf<R> = R extends { readonly side: 'cell' } ? { readonly domain: Domain } : { readonly domain?: never }

/** What a caller gives for a route; a route that needs nothing takes `{}`. */
export type Input<R extends Route> = ParamsOf<R> & QueryOf<R> & BodyOf<R> & DomainOf<R>

interface LooseInput {
  readonly params?: unknown
  readonly query?: unknown
  readonly domain?: Domain | undefined
}

/** Path and query of a request; parameters that are undefined are left out. */
export function urlOf(route: Route, input: LooseInput): string {
  const path = pathOf(route, textsOf(input.params), input.domain)
  const query = new URLSearchParams(textsOf(input.query)).toString()
  return query === '' ? path : `${path}?${query}`
}

/** Starts with side, domain and path, so that a room's answers can be dropped together. */
export function keyOf(route: Route, input: LooseInput): readonly unknown[] {
  return [route.side, input.domain ?? null, route.path, input.params ?? null, input.query ?? null]
}

function textsOf(values: unknown): Record<string, string> {
  const entries = Object.entries((values ?? {}) as Record<string, unknown>)
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined && value !== null).map(([name, value]) => [name, String(value)]),
  )
}
