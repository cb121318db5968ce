// A route as data: what a client may ask, what right it takes, what comes back and which refusals it can meet.
import type { Domain } from '@penstock/model/kernel'
import type { Permission } from '@penstock/model/operating-model'
import type { z } from 'zod'

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Route {
  readonly method: HttpMethod
  /** Path below `/api` (hub) or `/api/{domain}` (cell), with `{name}` for each parameter. */
  readonly path: `/${string}`
  /** Where it is served: the hub, or each cell behind the hub's forwarding. */
  readonly side: 'hub' | 'cell'
  /** The right it takes; `public` needs no session, `session` any signed-in person. */
  readonly permission: Permission | 'public' | 'session'
  readonly summary: string
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** A body that is streamed to a job and never parsed as JSON. */
  readonly upload?: 'application/octet-stream' | 'application/x-ndjson'
  /** What comes back; left out for 204. `stream` answers are Server-Sent Events or files, of one of several types where it says so. */
  readonly response?: z.ZodType
  readonly stream?: 'text/event-stream' | 'application/octet-stream' | 'text/csv' | 'application/json' | '*/*'
  readonly refusals: readonly string[]
  /** A `session` route that a program with a token of that person may ask too. */
  readonly isForPrograms?: boolean
  /** The answer holds a secret that is shown once: it is not kept for a repeated write. */
  readonly hasSecretAnswer?: boolean
}

/** Keeps the literal types of a route and holds it to the shape. */
export function route<const R extends Route>(given: R): R {
  return given
}

/** What a full disk refuses. Signing in, ending and taking away go on: they are how room is made. */
export function addsData({ method, permission }: Route): boolean {
  const isOfPerson = permission === 'public' || permission === 'session'
  return method !== 'GET' && method !== 'DELETE' && !isOfPerson
}

export type Params<R extends Route> = R extends { readonly params: infer S extends z.ZodType } ? z.output<S> : undefined
export type Query<R extends Route> = R extends { readonly query: infer S extends z.ZodType } ? z.output<S> : undefined
export type Body<R extends Route> = R extends { readonly body: infer S extends z.ZodType } ? z.output<S> : undefined
export type Response<R extends Route> = R extends { readonly response: infer S extends z.ZodType }
  ? z.output<S>
  : undefined

/** Full path of a route with its parameters filled in; throws a TypeError when one is missing. */
export function pathOf(given: Route, params: Readonly<Record<string, string>> = {}, domain?: Domain): string {
  const base = given.side === 'cell' ? `/api/${domain ?? missing('domain')}` : '/api'
  return (
    base + given.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? missing(name)))
  )
}

function missing(name: string): never {
  throw new TypeError(`the route needs ${name}`)
}
