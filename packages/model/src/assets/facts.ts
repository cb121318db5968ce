// What goes into identity resolution: the interface facts of one site, the register, and what people decided.
import type { SiteKey } from '@penstock/model/kernel'
import type { Binding, Claim, ConversationSeen } from '@penstock/model/observations'
import type { DeclaredAsset } from './declared.ts'
import type { PersonDecision } from './person-decision.ts'

/** Who listened, and where. */
export interface Listener {
  /** Names the capture (its content hash) or the sensor; `Proof.file` counts within it. */
  readonly id: string
  /** The network segment that was listened to; null when unknown (all unknown ones count as one). */
  readonly segment: string | null
}

/** Facts of one capture or one sensor. The batches of one source may come as one entry or many, in any order. */
export interface FactSource extends Listener {
  readonly bindings: readonly Binding[]
  readonly claims: readonly Claim[]
  readonly conversations: readonly ConversationSeen[]
}

export interface SiteFacts {
  readonly site: SiteKey
  readonly sources: readonly FactSource[]
  readonly declared: readonly DeclaredAsset[]
  readonly decisions: readonly PersonDecision[]
}
