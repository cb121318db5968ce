// A proposal of a partition: a zone with what stands in it, or a conduit with what may pass; each for a person to accept, edit or refuse.
import type { PlantConduit, PlantZone } from '@penstock/model/plant'
import type { JudgedConversation } from '@penstock/model/zones'
import type { KindGround } from './host.ts'

/** A conversation as it was seen, under a name of the caller's choice. */
export interface SeenConversation extends JudgedConversation {
  readonly ref: string
  readonly isAnswered: boolean
  /** What its functions do (`read`, `write`, `program`); empty where content did not tell. */
  readonly kinds: readonly string[]
}

export interface ZoneMember {
  readonly host: string
  /** Why it stands here; `network`: it stands beside the others. */
  readonly ground: KindGround['ground'] | 'network'
  readonly said: string
}

export interface DraftedZone extends Pick<PlantZone, 'id' | 'name'> {
  readonly purdue: string | null
  readonly subnet: string | null
}

export interface ZoneDraft {
  readonly kind: 'zone'
  /** Stable name of what is proposed, whatever it is called. */
  readonly key: string
  readonly zone: DraftedZone
  readonly members: readonly ZoneMember[]
  /** Other kinds stand on the same network: the zone is drawn only until it gets a network of its own. */
  readonly sharesNetwork: string | null
  /** What it stands on. A refusal holds as long as these are the same. */
  readonly facts: readonly string[]
}

/**
 * Why seen traffic is left out of a proposed conduit. `unanswered`: nobody answered · `no-name`: neither content nor port says what
 * it is · `past-dmz`: between business or outside and control systems, not by the DMZ · `level-jump`: two levels or more ·
 * `writes-safety`: something else than a safety system may change a safety system · `reaches-safety`: comes to a safety system from
 * elsewhere than control · `unregistered`: an end is in no register · `engineering`: programs controllers, and the client is no engineering station · `function-limit`: uses a
 * function code that the conduit between them does not list.
 */
export type LeftOutBecause =
  | 'unanswered'
  | 'no-name'
  | 'past-dmz'
  | 'level-jump'
  | 'writes-safety'
  | 'reaches-safety'
  | 'engineering'
  | 'unregistered'
  | 'function-limit'

export interface SeenService {
  readonly client: string
  readonly server: string
  readonly protocol: string
  readonly refs: readonly string[]
}

export interface DeniedService extends SeenService {
  readonly because: LeftOutBecause
}

export interface ConduitDraft {
  readonly kind: 'conduit'
  readonly key: string
  /** The undocumented conduit whose place it takes; null: it would be new. */
  readonly before: string | null
  /** A documented conduit that joins the same zones and does not allow it. */
  readonly beside: string | null
  readonly conduit: PlantConduit
  /** Seen, and allowed by it. */
  readonly allows: readonly SeenService[]
  /** Seen between these zones, and still not allowed. */
  readonly denies: readonly DeniedService[]
  /** Zones of which it speaks and that are proposed only, by key. */
  readonly needs: readonly string[]
  readonly facts: readonly string[]
}

/** Traffic between two zones of which nothing is proposed to be allowed: it is to be stopped, or led another way. */
export interface StoppedTraffic {
  readonly zones: readonly [string, string]
  readonly denies: readonly DeniedService[]
}

export type PartitionProposal = ZoneDraft | ConduitDraft

/** A proposal that was refused: it is not made again while it stands on the same facts. */
export interface Refusal {
  readonly key: string
  readonly facts: readonly string[]
}

export function isRefused({ key, facts }: PartitionProposal, refusals: readonly Refusal[]): boolean {
  const text = JSON.stringify(facts)
  return refusals.some((one) => one.key === key && JSON.stringify(one.facts) === text)
}
