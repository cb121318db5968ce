// Which writes take an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a repeated one is answered, not done, again.
import { z } from 'zod'
import type { Route } from './route.ts'

export const IDEMPOTENCY_HEADER = 'idempotency-key'
/** On an answer that was given before. */
export const REPLAYED_HEADER = 'idempotency-replayed'

/** 8 to 128 printable ASCII characters; a UUID serves. Good for 24 hours, within one account. */
export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{8,128}$/)

/**
 * Every write of a person with a JSON body or none. Uploads are known by their content and batches by their sequence number;
 * signing in is never repeated.
 */
export function takesIdempotencyKey(route: Route): boolean {
  const { method, permission, upload, stream } = route
  const isOfPerson = permission !== 'public' && permission !== 'observation:write'
  return method !== 'GET' && isOfPerson && upload === undefined && stream === undefined
}
