// What is asked of the thread of this room, and what it answers: plain data, so that it passes between threads.
import type { RehearsedScenarioView } from '@penstock/contract/rehearsal'
import type { RehearsalGround } from '@penstock/model/rehearsal'

export interface Questions {
  readonly all: RehearsalGround
}

export interface Answers {
  readonly all: readonly RehearsedScenarioView[]
}
