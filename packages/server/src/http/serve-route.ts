// Serves a route of the contract: its right, its schemas, its answer. Forbidden and absent answer alike.
import { addsData, type Body, type Params, type Query, type Response, type Route } from '@penstock/contract/route'
import { isStorable } from '@penstock/server/runtime'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { answerOnce } from './answer-once.ts'
import type { Caller } from './caller.ts'
import { AppError } from './problem.ts'

export interface Call<R extends Route> {
  readonly params: Params<R>
  readonly query: Query<R>
  readonly body: Body<R>
  /** The person or source; a nobody for public routes. */
  readonly caller: R['permission'] extends 'public' ? Caller | null : Caller
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** What a handler gives: the response's data, or undefined for an answer of 204 or one that it has sent itself. */
export type Answer<R extends Route> = Response<R> extends undefined ? unknown : Response<R>

/** Limit of a JSON body in bytes where a route does not say otherwise. */
const JSON_LIMIT_BYTES = 1 << 20

export function serveRoute<const R extends Route>(
  app: FastifyInstance,
  route: R,
  handle: (call: Call<R>) => Promise<Answer<R>>,
  options: { readonly bodyLimitBytes?: number; readonly attemptsPerMinute?: number } = {},
): void {
  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    bodyLimit: options.bodyLimitBytes ?? JSON_LIMIT_BYTES,
    ...(options.attemptsPerMinute === undefined
      ? {}
      : { config: { rateLimit: { max: options.attemptsPerMinute, timeWindow: 60_000 } } }),
    handler: async (request, reply) => {
      authorise(route, request.caller)
      if (addsData(route) && (await app.diskRoom?.isThere()) === false) throw new AppError('disk-full')
      const call = {
        params: parse(route.params, request.params, 'params'),
        query: parse(route.query, request.query, 'query'),
        body: parse(route.body, request.body, 'body'),
        caller: request.caller,
        request,
        reply,
      } as Call<R>
      if (route.stream !== undefined) {
        await handle(call)
        return reply
      }
      const { status, body } = await answerOnce(route, request, reply, async () => {
        const answer = await handle(call)
        if (reply.sent) return { status: reply.statusCode, body: null }
        if (route.response === undefined) return { status: 204, body: null }
        return { status: 200, body: JSON.stringify(route.response.parse(answer)) }
      })
      if (reply.sent) return reply
      reply.code(status)
      return await (body === null ? reply.send() : reply.type('application/json').send(body))
    },
  })
}

function authorise(route: Route, caller: Caller | null): void {
  if (route.permission === 'public') return
  if (caller === null) throw new AppError('not-signed-in')
  // What a person follows live ends with a session; a program has none.
  if (caller.kind === 'program' && route.stream === 'text/event-stream') throw new AppError('not-found')
  if (route.permission === 'session') {
    const isOpen = caller.kind === 'person' || (caller.kind === 'program' && route.isForPrograms === true)
    if (!isOpen) throw new AppError('not-found')
  } else if (!caller.permissions.has(route.permission)) throw new AppError('not-found')
}

function parse(schema: z.ZodType | undefined, value: unknown, part: 'params' | 'query' | 'body'): unknown {
  if (schema === undefined) return undefined
  if (!isStorable(value)) {
    const message = 'holds U+0000 or half a surrogate pair, which no text is'
    throw new AppError('invalid-request', { faults: [{ place: part, message }] })
  }
  const parsed = schema.safeParse(value ?? {})
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => ({
    place: [part, ...issue.path].join('.'),
    message: issue.message,
    ...(issue.code === 'unrecognized_keys' ? { keys: issue.keys } : {}),
  }))
  throw new AppError('invalid-request', { faults })
}
