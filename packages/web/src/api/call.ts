// One typed call: the route says method, path and schemas; the answer is the parsed value or the refusal as data.
import { Problem, type Response as ResponseOf, type Route } from '@penstock/contract/route'
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { csrfToken } from './csrf.ts'
import type { Refused } from './refusal.ts'
import { type Input, urlOf } from './request.ts'

export type Answer<R extends Route> = Result<ResponseOf<R>, Refused>

export async function call<R extends Route>(route: R, input: Input<R>, signal?: AbortSignal): Promise<Answer<R>> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (route.method !== 'GET') headers['x-penstock-csrf'] = csrfToken()
  if (input.body !== undefined) headers['content-type'] = 'application/json'
  const init: RequestInit = { method: route.method, headers, credentials: 'same-origin' }
  if (input.body !== undefined) init.body = JSON.stringify(input.body)
  if (signal !== undefined) init.signal = signal
  let answer: globalThis.Response
  try {
    answer = await fetch(urlOf(route, input), init)
  } catch (error) {
    if (signal?.aborted) throw error
    return refuse(clientRefusal('client.unreachable', 0, String(error)))
  }
  return readAnswer(route, answer.status, await answer.text())
}

/** Parses what came back: the value by the route's schema, or the problem. Shared with uploads. */
export function readAnswer<R extends Route>(route: R, status: number, text: string): Answer<R> {
  const json = parseJson(text)
  if (status >= 400 || status === 0) {
    const problem = Problem.safeParse(json)
    if (!problem.success) return refuse(clientRefusal('client.unreachable', status, text.slice(0, 200)))
    const { code, title, instance, details } = problem.data
    return refuse({ code, status, title, instance, details })
  }
  if (route.response === undefined) return accept(undefined as ResponseOf<R>)
  const value = route.response.safeParse(json)
  if (!value.success) return refuse(clientRefusal('client.unexpected-answer', status, value.error.message))
  return accept(value.data as ResponseOf<R>)
}

function clientRefusal(code: string, status: number, title: string): Refused {
  return { code, status, title, instance: null, details: undefined }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
