// The words of a judgement: what is judged, and the verdict with its rule, basis and facts.
import type { WireAddress } from './place.ts'

export interface FunctionOnWire {
  /** As the sensor says it: decimal, or hexadecimal with `0x`. */
  readonly code: string
  readonly kind: string
}

export interface JudgedConversation {
  readonly client: WireAddress
  readonly server: WireAddress
  /** From content; null when content gave none. */
  readonly protocol: string | null
  readonly portGuess: string | null
  readonly transport: 'tcp' | 'udp' | 'ethernet' | 'ip'
  readonly serverPort: number | null
  readonly functions: readonly FunctionOnWire[]
  /** On what the sides stand; `first-packet` proves nothing. Left out: they are proved. */
  readonly sidesFrom?: 'content' | 'handshake' | 'port' | 'first-packet'
}

export type Verdict = 'allowed' | 'not-allowed' | 'unknown'

/**
 * Stable names of the rules, by verdict.
 * allowed: `same-zone` both ends in one zone · `link-local` the frame cannot leave its segment · `conduit` a conduit names it.
 * not-allowed: `no-conduit` nothing joins the zones · `conduit-undocumented` only surveyed conduits do · `protocol-not-named` ·
 * `direction` only the other side may start · `endpoint-not-listed` · `function-limit` a function code that is not listed.
 * unknown: `place-unknown` an end is in no zone · `protocol-unknown` neither content nor port says what it is ·
 * `endpoint-has-no-address` a listed asset may be this end, the register has no address for it · `direction-unproven` the
 * other direction is allowed, and nothing on the wire proves which side is the server.
 */
export type ZoneRule =
  | 'zones.same-zone'
  | 'zones.link-local'
  | 'zones.conduit'
  | 'zones.no-conduit'
  | 'zones.conduit-undocumented'
  | 'zones.protocol-not-named'
  | 'zones.direction'
  | 'zones.endpoint-not-listed'
  | 'zones.function-limit'
  | 'zones.place-unknown'
  | 'zones.protocol-unknown'
  | 'zones.endpoint-has-no-address'
  | 'zones.direction-unproven'

export type ZoneFactName =
  | 'client-zone'
  | 'server-zone'
  | 'client-asset'
  | 'server-asset'
  | 'client-ground'
  | 'server-ground'
  | 'no-zone'
  | 'protocol'
  | 'protocol-ground'
  | 'stands-for'
  | 'conduit-protocols'
  | 'conduit-direction'
  | 'conduit-status'
  | 'inspection'
  | 'not-listed'
  | 'listed'
  | 'no-address'
  | 'functions-seen'
  | 'functions-listed'
  | 'function-not-listed'

export interface ZoneFact {
  readonly name: ZoneFactName
  readonly value: string
}

export interface Judgement {
  readonly verdict: Verdict
  /** The conduit that permits it, or that comes nearest to it; null when none joins the zones. */
  readonly conduit: string | null
  readonly rule: ZoneRule
  /** `observed`: the content said which protocol it is. `inferred`: a port or an opaque carrier did. */
  readonly basis: 'observed' | 'inferred'
  readonly clientZone: string | null
  readonly serverZone: string | null
  readonly clientAsset: string | null
  readonly serverAsset: string | null
  /** Vocabulary id under which it was judged; null when it has no name. */
  readonly protocol: string | null
  readonly facts: readonly ZoneFact[]
}

/** A fact as a short text, `client-zone: Z-OPS`. */
export function factText(fact: ZoneFact): string {
  return `${fact.name}: ${fact.value}`
}
