// What came back: the value by the route's schema, or what the server answered instead of it, as data. Switch on `code`, never on text.
import { Problem, type Response as ResponseOf, type Route } from '@penstock/contract/route'
import { accept, type Result, refuse } from '@penstock/model/kernel'

/** `client.*` codes are ours: the answer never came, or was not what the contract says. */
export interface Refused {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly instance: string | null
  readonly details: unknown
}

export type Answer<R extends Route> = Result<ResponseOf<R>, Refused>

/** Status 0 stands for an answer that never came. */
export function readAnswer<R extends Route>(route: R, status: number, text: string): Answer<R> {
  const json = parseJson(text)
  if (status >= 400 || status === 0) {
    const problem = Problem.safeParse(json)
    if (!problem.success) return refuse(ownRefusal('client.unreachable', status, text.slice(0, 200)))
    const { code, title, instance, details } = problem.data
    return refuse({ code, status, title, instance, details })
  }
  if (route.response === undefined) return accept(undefined as ResponseOf<R>)
  const value = route.response.safeParse(json)
  if (!value.success) return refuse(ownRefusal('client.unexpected-answer', status, value.error.message))
  return accept(value.data as ResponseOf<R>)
}

function ownRefusal(code: string, status: number, title: string): Refused {
  return { code, status, title, instance: null, details: undefined }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
