// What a rehearsal stands on, and the moments that it tells.
import type { ChainReport } from '@penstock/model/correlation'
import type { Domain, EpochMicros, SiteKey } from '@penstock/model/kernel'
import type { Independence } from '@penstock/model/operating-model'
import type { Coverage, Person } from './coverage.ts'

export interface RehearsalGround {
  /** Where the attack reaches OT. */
  readonly site: SiteKey
  /** As far as the reader may know it. */
  readonly coverage: Coverage
  /** Domains whose coverage the reader may know. */
  readonly known: readonly Domain[]
  readonly people: readonly Person[]
  readonly independence?: Independence | undefined
}

export interface Moment {
  readonly afterMicros: number
  /** Stages of the attack that have happened by then. */
  readonly happened: number
}

/** What the correlator held after each stage that was told. */
export interface Held {
  readonly at: EpochMicros
  readonly report: ChainReport | null
}
