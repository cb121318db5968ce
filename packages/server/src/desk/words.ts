// What passes between a desk and its thread: plain data. A room names its questions by kind, and the answer to each.
import type { ProblemCode } from '@penstock/contract/problems'

/** Lists of a plant file by name, as they were stored. */
export type Lists = Readonly<Record<string, unknown>>

export interface Refusal {
  readonly code: ProblemCode
}

export type Reply<Answer> =
  | { readonly ok: true; readonly value: Answer }
  | { readonly ok: false; readonly refusal: Refusal }

/** To the thread. `plant` comes when the thread said that it does not hold the plant of this key. */
export interface Asked {
  readonly key: string
  readonly plant: Lists | null
  readonly kind: string
  readonly question: unknown
}

export type Told = Reply<unknown> | { readonly isMissing: true }
