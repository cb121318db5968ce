// A write under an Idempotency-Key is done once: a repeat gets the first answer, or is told why it cannot have it.
import {
  IDEMPOTENCY_HEADER,
  IdempotencyKey,
  REPLAYED_HEADER,
  type Route,
  takesIdempotencyKey,
} from '@penstock/contract/route'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Claim, hashOfRequest, type KeptAnswers } from './kept-answers.ts'
import { AppError } from './problem.ts'

export interface Written {
  readonly status: number
  /** The JSON text of the answer; null for 204. */
  readonly body: string | null
}

/** Runs `write`, unless this person's request was carried out under the same key before. */
export async function answerOnce(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  write: () => Promise<Written>,
): Promise<Written> {
  const answers = request.server.keptAnswers
  const claim = answers === null ? null : claimOf(route, request)
  if (answers === null || claim === null) return await write()
  const claimed = await answers.claim(claim)
  switch (claimed.kind) {
    case 'new':
      return await writeUnder(answers, claim, route, write)
    case 'done':
      if (route.hasSecretAnswer === true) throw new AppError('idempotency.answer-not-kept')
      reply.header(REPLAYED_HEADER, 'true')
      return { status: claimed.status, body: claimed.body }
    case 'begun':
      throw new AppError('idempotency.in-progress')
    case 'broken':
      throw new AppError('idempotency.outcome-unknown')
    case 'other-request':
      throw new AppError('idempotency.key-reused')
  }
}

async function writeUnder(
  answers: KeptAnswers,
  claim: Claim,
  route: Route,
  write: () => Promise<Written>,
): Promise<Written> {
  let written: Written
  try {
    written = await write()
  } catch (cause) {
    // A refusal changed nothing. Anything else may have come half the way.
    if (cause instanceof AppError && cause.code !== 'internal') await answers.drop(claim)
    else await answers.break(claim)
    throw cause
  }
  await answers.end(claim, written.status, route.hasSecretAnswer === true ? null : written.body)
  return written
}

function claimOf(route: Route, request: FastifyRequest): Claim | null {
  const given = request.headers[IDEMPOTENCY_HEADER]
  if (given === undefined || request.caller === null || !takesIdempotencyKey(route)) return null
  const key = IdempotencyKey.safeParse(given)
  if (!key.success) {
    const message = '8 to 128 printable ASCII characters without spaces'
    throw new AppError('invalid-request', { faults: [{ place: `header.${IDEMPOTENCY_HEADER}`, message }] })
  }
  const requestHash = hashOfRequest(route.method, request.url, request.body)
  return { subject: request.caller.subject, key: key.data, requestHash }
}
