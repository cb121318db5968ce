// What the server answered instead of the thing: a problem as data. Pages switch on `code`, never on text.

/** `client.*` codes are ours: the answer never came, or was not what the contract says. */
export interface Refused {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly instance: string | null
  readonly details: unknown
}

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
