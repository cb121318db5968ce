// What is asked of the thread of this room, and what it answers: plain data, so that it passes between threads.
import type { BriefView, GlanceView, TriageContextView } from '@penstock/contract/triage'
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import type { AskedSubject, BriefedDetection } from '@penstock/model/triage'

export interface Questions {
  /** For rows of the queue, in their order. */
  readonly glances: { readonly subjects: readonly AskedSubject[] }
  readonly context: {
    readonly subject: AskedSubject
    readonly detection: BriefedDetection
    /** For whom the brief is written. */
    readonly to: Domain
    readonly now: EpochMicros
  }
}

export interface Answers {
  readonly glances: { readonly glances: readonly GlanceView[] }
  readonly context: { readonly context: TriageContextView; readonly brief: BriefView }
}
