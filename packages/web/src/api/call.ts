// The typed client over the browser's fetch: the session's cookie goes along, writes carry the page's own token.
import { type Answer, type Input, makeClient } from '@penstock/contract/client'
import type { Route } from '@penstock/contract/route'
import { csrfToken } from './csrf.ts'

const client = makeClient<AbortSignal>({
  headers: (route) => (route.method === 'GET' ? {} : { 'x-penstock-csrf': csrfToken() }),
  newKey: () => crypto.randomUUID(),
  send: async ({ method, url, headers, body }, signal) => {
    const init: RequestInit = { method, headers, credentials: 'same-origin' }
    if (body !== null) init.body = body
    if (signal !== undefined) init.signal = signal
    try {
      const answer = await fetch(url, init)
      return { status: answer.status, text: await answer.text() }
    } catch (error) {
      if (signal?.aborted) throw error
      return { status: 0, text: String(error) }
    }
  },
})

export interface CallOptions {
  readonly signal?: AbortSignal
  /** Repeats an earlier write whose answer never came. */
  readonly key?: string
}

export async function call<R extends Route>(
  route: R,
  input: Input<R>,
  { signal, key }: CallOptions = {},
): Promise<Answer<R>> {
  return await client.call(route, input, {
    ...(key === undefined ? {} : { key }),
    ...(signal === undefined ? {} : { context: signal }),
  })
}
