// What is asked of the thread of this room, and what it answers: plain data, so that it passes between threads.
import type { EdrHost, EdrScope } from '@penstock/model/events'

export interface Questions {
  readonly scope: { readonly hosts: readonly EdrHost[] }
}

export interface Answers {
  readonly scope: EdrScope
}
