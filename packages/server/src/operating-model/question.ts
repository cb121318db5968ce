// What is asked of the thread of this room, and what it answers: plain data, so that it passes between threads.
import type { Segregation } from '@penstock/model/operating-model'

export interface Questions {
  readonly segregation: Readonly<Record<string, never>>
}

export interface Answers {
  readonly segregation: Segregation
}
