// What is asked of the thread of this room, and what it answers: plain data, so that it passes between threads.
import type { Domain } from '@penstock/model/kernel'
import type { Relevance, Sighting } from '@penstock/model/sharing'

export interface Questions {
  readonly relevance: { readonly from: Domain; readonly sightings: readonly Sighting[] }
  readonly functions: { readonly functions: readonly string[] }
}

export interface Answers {
  readonly relevance: readonly Relevance[]
  /** Of each, in their order. */
  readonly functions: readonly (Domain | null)[]
}
