// A request as a route wants it: typed input, and the full path with its query.
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

export interface LooseInput {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
  readonly domain?: Domain | undefined
}

/** Path and query of a request; parameters that are undefined are left out. Throws a TypeError when a path parameter is missing. */
export function urlOf(route: Route, input: LooseInput): string {
  const path = pathOf(route, Object.fromEntries(textsOf(input.params)), input.domain)
  const query = textsOf(input.query).map((pair) => pair.map(encodeURIComponent).join('='))
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}

function textsOf(values: unknown): [string, string][] {
  return Object.entries((values ?? {}) as Record<string, unknown>).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === null ? [] : [[name, String(value as string | number | boolean)]],
  )
}
