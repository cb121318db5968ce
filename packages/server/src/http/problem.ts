// What cannot be served, as RFC 9457 problems. Anything that is not an AppError becomes `internal`: logged with its cause, never sent.
import { PROBLEMS, type ProblemCode } from '@penstock/contract/problems'
import type { FastifyInstance } from 'fastify'

/** The request cannot be served. `details` goes to the client as it is: never secrets, never another domain's data. */
export class AppError extends Error {
  readonly code: ProblemCode
  readonly details: unknown

  constructor(code: ProblemCode, details?: unknown, options?: { readonly cause?: unknown }) {
    super(code, options)
    this.code = code
    this.details = details
  }
}

export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ProblemCode
  readonly instance: string
  readonly details?: unknown
}

export function problemOf(code: ProblemCode, instance: string, details?: unknown): ProblemDocument {
  const { status, title } = PROBLEMS[code]
  return { type: `urn:problem:${code}`, title, status, code, instance, ...(details === undefined ? {} : { details }) }
}

/** Fastify's own refusals by status; every other status of its errors is a fault of ours. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid-request',
  404: 'not-found',
  413: 'too-large',
  415: 'invalid-request',
  429: 'too-many-requests',
}

/** Installs the one place where errors become answers. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, request, reply) => {
    const code = error instanceof AppError ? error.code : (BY_STATUS[error.statusCode ?? 500] ?? 'internal')
    if (code === 'internal') request.log.error({ err: error }, 'request failed')
    const problem = problemOf(code, request.id, error instanceof AppError ? error.details : undefined)
    const rule = PROBLEMS[code]
    if ('retryAfterSeconds' in rule) reply.header('retry-after', rule.retryAfterSeconds)
    return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem))
  })
}

/** What no route serves answers as what does not exist; the hub answers with its page instead. */
export function answerMissing(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    const problem = problemOf('not-found', request.id)
    return reply.code(404).type('application/problem+json').send(JSON.stringify(problem))
  })
}
