// What is asked of the thread of this room, and what it answers: plain data, so that it passes between threads.
import type { Domain } from '@penstock/model/kernel'
import type { Relevance, Sighting } from '@penstock/model/sharing'

export interface Questions {
  readonly relevance: { readonly from: Domain; readonly sightings: readonly Sighting[] }
}

export interface Answers {
  readonly relevance: readonly Relevance[]
}
