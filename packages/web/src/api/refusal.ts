// A refusal in the form that TanStack Query wants, and back.
import type { Refused } from '@penstock/contract/client'

/** A refusal on its way through TanStack Query, which wants something thrown. */
export class RefusedError extends Error {
  readonly refused: Refused
  constructor(refused: Refused) {
    super(refused.code)
    this.name = 'RefusedError'
    this.refused = refused
  }
}

/** The refusal inside whatever a query threw. */
export function refusalOf(error: unknown): Refused {
  if (error instanceof RefusedError) return error.refused
  return { code: 'client.unreachable', status: 0, title: String(error), instance: null, details: undefined }
}
