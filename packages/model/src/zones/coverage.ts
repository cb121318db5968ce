// Judges many conversations and lays them beside what the conduits allow: seen, never seen, seen and not allowed.
import { judgeConversation } from './judge.ts'
import type { JudgedConversation, Judgement, ZoneRule } from './judgement.ts'
import type { ZoneModel } from './model.ts'
import { modelIndex } from './model-index.ts'

/** A conversation under a name of the caller's choice (an id, a row number). */
export interface ReferredConversation<Ref> extends JudgedConversation {
  readonly ref: Ref
}

export interface Judged<Ref> extends Judgement {
  readonly ref: Ref
}

export function judgeAll<Ref>(model: ZoneModel, conversations: Iterable<ReferredConversation<Ref>>): Judged<Ref>[] {
  return Array.from(conversations, (one) => ({ ...judgeConversation(model, one), ref: one.ref }))
}

/** One protocol of one conduit. `allowed-never-seen` has no conversations. */
export interface ProtocolCoverage<Ref> {
  readonly protocol: string
  readonly state: 'allowed-seen' | 'allowed-never-seen' | 'not-allowed' | 'unknown'
  /** The rule of the first conversation that is not allowed or unknown; null when allowed. */
  readonly rule: ZoneRule | null
  readonly conversations: readonly Ref[]
}

export interface ConduitCoverage<Ref> {
  /** null for traffic between two zones that no conduit joins. */
  readonly conduit: string | null
  readonly zoneA: string
  readonly zoneB: string
  readonly protocols: readonly ProtocolCoverage<Ref>[]
}

export interface Coverage<Ref> {
  /** Each conduit of the model in its order, then pairs of zones without one in the order in which they were seen. */
  readonly conduits: readonly ConduitCoverage<Ref>[]
  /** Conversations inside one zone or segment, and those whose place is unknown. */
  readonly withinZones: readonly Ref[]
  readonly placeUnknown: readonly Ref[]
}

export function coverageOf<Ref>(model: ZoneModel, judged: Iterable<Judged<Ref>>): Coverage<Ref> {
  const byConduit = new Map<string, Judged<Ref>[]>()
  const byPair = new Map<string, Judged<Ref>[]>()
  const withinZones: Ref[] = []
  const placeUnknown: Ref[] = []
  for (const one of judged) {
    if (one.rule === 'zones.same-zone' || one.rule === 'zones.link-local') withinZones.push(one.ref)
    else if (one.clientZone === null || one.serverZone === null) placeUnknown.push(one.ref)
    else if (one.conduit !== null) push(byConduit, one.conduit, one)
    else push(byPair, JSON.stringify([one.clientZone, one.serverZone]), one)
  }
  const named = model.conduits.map((conduit) => {
    const allowed = conduit.status === 'undocumented' ? [] : conduit.protocols.map((name) => vocabularyId(model, name))
    const { id, zoneA, zoneB } = conduit
    return { conduit: id, zoneA, zoneB, protocols: protocolsOf(allowed, byConduit.get(id) ?? []) }
  })
  const bare = Array.from(byPair.values(), (group) => ({
    conduit: null,
    zoneA: group[0]?.clientZone ?? '',
    zoneB: group[0]?.serverZone ?? '',
    protocols: protocolsOf([], group),
  }))
  return { conduits: [...named, ...bare], withinZones, placeUnknown }
}

/** A protocol can stand twice: allowed, and not allowed by direction, end or function. */
function protocolsOf<Ref>(allowed: readonly string[], group: readonly Judged<Ref>[]): ProtocolCoverage<Ref>[] {
  const rows = allowed.map((protocol): ProtocolCoverage<Ref> => {
    const conversations = group.filter((one) => one.verdict === 'allowed' && one.protocol === protocol)
    const state = conversations.length > 0 ? 'allowed-seen' : 'allowed-never-seen'
    return { protocol, state, rule: null, conversations: conversations.map((one) => one.ref) }
  })
  const rest = new Map<string, Judged<Ref>[]>()
  for (const one of group) if (one.verdict !== 'allowed') push(rest, JSON.stringify([one.verdict, one.protocol]), one)
  for (const same of rest.values()) {
    const first = same[0]!
    rows.push({
      protocol: first.protocol ?? 'unknown',
      state: first.verdict === 'unknown' ? 'unknown' : 'not-allowed',
      rule: first.rule,
      conversations: same.map((one) => one.ref),
    })
  }
  return rows
}

function vocabularyId(model: ZoneModel, name: string): string {
  return modelIndex(model).vocabulary.byName.get(name.toLowerCase()) ?? name
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
