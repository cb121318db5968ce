// One typed call over whatever wire the caller brings: `fetch` in a page, a socket in a test.
import { IDEMPOTENCY_HEADER, type Route, takesIdempotencyKey } from '@penstock/contract/route'
import { type Answer, readAnswer } from './answer.ts'
import { type Input, type LooseInput, urlOf } from './request.ts'

export interface WireRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON, or null for none. */
  readonly body: string | null
}

export interface WireAnswer {
  /** 0 when no answer came. */
  readonly status: number
  readonly text: string
}

export interface ClientOptions<Context> {
  readonly send: (request: WireRequest, context: Context | undefined) => Promise<WireAnswer>
  /** What each request carries: who is asking, and the proof that a page wrote it. */
  readonly headers: (route: Route) => Readonly<Record<string, string>>
  /** A fresh Idempotency-Key, such as a UUID. */
  readonly newKey: () => string
}

export interface Client<Context> {
  /** `key` repeats an earlier write whose answer never came: it is done once at the most. */
  call<R extends Route>(
    route: R,
    input: Input<R>,
    options?: { readonly key?: string; readonly context?: Context },
  ): Promise<Answer<R>>
}

export function makeClient<Context = never>({ send, headers, newKey }: ClientOptions<Context>): Client<Context> {
  return {
    async call(route, input, { key, context } = {}) {
      const { body } = input as LooseInput
      const request: WireRequest = {
        method: route.method,
        url: urlOf(route, input),
        headers: {
          accept: 'application/json',
          ...headers(route),
          ...(takesIdempotencyKey(route) ? { [IDEMPOTENCY_HEADER]: key ?? newKey() } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      }
      const { status, text } = await send(request, context)
      return readAnswer(route, status, text)
    },
  }
}
