// What is asked of the thread that checks, and what it answers: plain data, so that it passes between threads.
import type { Response } from '@penstock/contract/route'
import type { checkSegmentation } from '@penstock/contract/zones'

export interface Questions {
  /** Conduits on which allowed traffic was observed, by id; empty when nothing was. */
  readonly check: { readonly seen: readonly string[] }
}

export interface Answers {
  readonly check: Pick<Response<typeof checkSegmentation>, 'findings' | 'boundaries'>
}
