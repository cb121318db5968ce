// The words of a plan to cut a vendor or partner off: a cut, what stands against it, and what stops while it lasts.
import type { EpochMicros } from '@penstock/model/kernel'
import type { AttackRule } from '@penstock/model/paths'
import type { PlantFile } from '@penstock/model/plant'
import type { FunctionLoss } from '@penstock/model/process'

export interface LostFunction extends Pick<FunctionLoss, 'id' | 'name' | 'firstDownH' | 'downtimeH' | 'isMtpdBroken'> {
  /** Of its product, in `unit` and in the currency of the plant file; null where it makes none. */
  readonly lost: { readonly amount: number; readonly unit: string; readonly money: number } | null
}

export type Hindrance =
  | {
      readonly kind: 'job'
      readonly job: string
      readonly title: string
      readonly ifCut: 'restarts' | 'harms'
      readonly until: string | null
      readonly safeStop: string | null
      readonly ask: string | null
    }
  | {
      readonly kind: 'state'
      readonly unit: string
      readonly state: string
      readonly text: string
      readonly ask: string | null
    }
  | { readonly kind: 'state-unknown'; readonly unit: string; readonly ask: string | null }

export interface Cut {
  /** `access:RA-02`, `account:ACC-31`, `device:VND-EWON1`, `conduit:C-17`, `port-forward:REM-RTR1:20256`. */
  readonly id: string
  readonly kind: 'access' | 'account' | 'device' | 'conduit' | 'port-forward'
  readonly subject: string
  readonly text: string
  /** Remote accesses of others that go with it. */
  readonly alsoCuts: readonly string[]
  /** `now` nothing stands against it · `ask` a state that nobody has told · `wait` work or a state that it would harm. */
  readonly when: 'now' | 'ask' | 'wait'
  readonly hindrances: readonly Hindrance[]
  /** Jobs that it interrupts and that go on later. */
  readonly interrupts: readonly string[]
  /** Of sessions that no job explains, the one that was seen last; with one it comes first. */
  readonly unexplained: { readonly conversation: string; readonly at: EpochMicros } | null
  /** Messages that no longer come while it lasts, and what people do then. */
  readonly messages: readonly { readonly id: string; readonly what: string; readonly fallback: string | null }[]
  /** What stops while it lasts, by the cascade. */
  readonly losses: readonly LostFunction[]
  /** Goals that nothing reaches from the vendor any more once this cut and those before it are made. */
  readonly leftAfter: number
  /** Goals that this cut alone saves. */
  readonly savesAlone: number
  /** False where those before it cut the party off already: then it makes sure against what was taken by then. */
  readonly isNeeded: boolean
}

export type Job = PlantFile['jobs'][number]

/** A cut before anything is known of what it costs. */
export interface Wanted extends Pick<Cut, 'id' | 'kind' | 'subject' | 'text' | 'alsoCuts'> {
  readonly drops: (rule: AttackRule) => boolean
  /** Units of the process network that are out while it lasts. */
  readonly out: readonly string[]
  /** Assets by which messages no longer go. */
  readonly ways: readonly string[]
  readonly uses: (job: Job) => boolean
}
