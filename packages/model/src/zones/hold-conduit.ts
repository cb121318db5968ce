// Holds one conversation between two zones against one conduit: what it permits, or where it stops being permitted.
import { parseIp } from '@penstock/model/plant'
import type { JudgedConversation, Verdict, ZoneFact, ZoneRule } from './judgement.ts'
import type { ModelConduit } from './model.ts'
import type { ModelIndex } from './model-index.ts'
import { callsFrom, type Place } from './place.ts'
import type { Named } from './vocabulary.ts'

export interface Held {
  readonly verdict: Verdict
  readonly rule: ZoneRule
  readonly conduit: ModelConduit
  readonly protocol: string | null
  readonly facts: readonly ZoneFact[]
  /** Of several conduits the one with the highest rank speaks: allowed, then unknown, then the nearest miss. */
  readonly rank: number
}

const RANK = {
  'zones.conduit': 9,
  'zones.endpoint-has-no-address': 8,
  'zones.direction-unproven': 7,
  'zones.protocol-unknown': 6,
  'zones.function-limit': 5,
  'zones.endpoint-not-listed': 4,
  'zones.conduit-undocumented': 3,
  'zones.direction': 2,
  'zones.protocol-not-named': 1,
} as const satisfies Partial<Record<ZoneRule, number>>

/** `client` and `server` stand in the two zones of the conduit. */
export function holdConduit(
  index: ModelIndex,
  conduit: ModelConduit,
  conversation: JudgedConversation,
  client: Place,
  server: Place,
  named: Named,
): Held {
  const carried = named.names.find((name) => names(index, conduit.protocols, name)) ?? null
  const isForward = conduit.zoneA === client.zone
  const mayStart = isForward || conduit.direction === 'both'
  const held = (verdict: Verdict, rule: keyof typeof RANK, facts: readonly ZoneFact[] = [], lower = 0): Held => ({
    verdict,
    rule,
    conduit,
    protocol: carried ?? named.names[0] ?? null,
    facts,
    rank: RANK[rule] - lower,
  })

  const protocols: ZoneFact = { name: 'conduit-protocols', value: conduit.protocols.join(', ') }
  const direction: ZoneFact = { name: 'conduit-direction', value: `${conduit.direction}, from ${conduit.zoneA}` }
  if (conduit.status === 'undocumented') {
    // A survey found this way: the conduit that fits is nearer than a documented one that does not, else further.
    const isFitting = carried !== null && mayStart
    return held(
      'not-allowed',
      'zones.conduit-undocumented',
      [{ name: 'conduit-status', value: conduit.status }],
      isFitting ? 0 : 2.5,
    )
  }
  if (named.ground === 'none' && conversation.serverPort === null)
    return held('unknown', 'zones.protocol-unknown', [protocols])
  if (carried === null) return held('not-allowed', 'zones.protocol-not-named', [protocols])
  if (!mayStart) {
    return conversation.sidesFrom === 'first-packet'
      ? held('unknown', 'zones.direction-unproven', [direction])
      : held('not-allowed', 'zones.direction', [direction])
  }
  const functions = functionFacts(index, conduit, conversation, carried)
  if (functions !== null) return held('not-allowed', 'zones.function-limit', functions)
  const ends = endFacts(index, conduit, conversation, client, server, isForward)
  if (ends !== null) return held(ends.verdict, ends.rule, ends.facts)
  const inspection: ZoneFact[] = conduit.inspection === null ? [] : [{ name: 'inspection', value: conduit.inspection }]
  return held('allowed', 'zones.conduit', inspection)
}

function names(index: ModelIndex, list: readonly string[], name: string): boolean {
  return list.some((one) => (index.vocabulary.byName.get(one.toLowerCase()) ?? one) === name)
}

/** Facts of a function code outside the limits, or null when there is none. A write without a code is refused. */
function functionFacts(
  index: ModelIndex,
  conduit: ModelConduit,
  conversation: JudgedConversation,
  protocol: string,
): ZoneFact[] | null {
  const limit = conduit.functionLimits.find((one) => names(index, [one.protocol], protocol))
  if (limit === undefined) return null
  const beyond = conversation.functions.filter((one) => {
    const code = codeNumber(one.code)
    return code === null ? !HARMLESS_KINDS.has(one.kind) : !limit.functions.includes(code)
  })
  if (beyond.length === 0) return null
  return [
    { name: 'functions-listed', value: limit.functions.join(', ') },
    { name: 'functions-seen', value: conversation.functions.map((one) => one.code).join(', ') },
    { name: 'function-not-listed', value: beyond.map((one) => `${one.code} (${one.kind})`).join(', ') },
  ]
}

/** Kinds that a limit on function codes does not speak of, when the code is no number. */
const HARMLESS_KINDS: ReadonlySet<string> = new Set(['read', 'identity', 'session', 'other'])

/** Decimal or `0x` hexadecimal; null when the text is no number. */
function codeNumber(code: string): number | null {
  if (/^\d+$/.test(code)) return Number(code)
  return /^0x[0-9a-f]+$/i.test(code) ? Number.parseInt(code.slice(2), 16) : null
}

interface EndFault {
  readonly verdict: 'not-allowed' | 'unknown'
  readonly rule: 'zones.endpoint-not-listed' | 'zones.endpoint-has-no-address'
  readonly facts: readonly ZoneFact[]
}

function endFacts(
  index: ModelIndex,
  conduit: ModelConduit,
  conversation: JudgedConversation,
  client: Place,
  server: Place,
  isForward: boolean,
): EndFault | null {
  if (conduit.endpoints === null) return null
  const { a, b } = conduit.endpoints
  const ends = [
    holdEnd(index, isForward ? a : b, client, conversation.client.ip),
    holdEnd(index, isForward ? b : a, server, conversation.server.ip),
  ]
  const stranger = ends.find((end) => end?.rule === 'zones.endpoint-not-listed')
  return stranger ?? ends.find((end) => end !== null) ?? null
}

/** One end against its side's list: null when it is listed. */
function holdEnd(index: ModelIndex, listed: readonly string[], place: Place, ip: string | null): EndFault | null {
  if (place.asset !== null && listed.includes(place.asset)) return null
  const address = ip === null ? null : parseIp(ip)
  const facts: ZoneFact[] = [
    { name: 'not-listed', value: place.asset ?? ip ?? 'unknown' },
    { name: 'listed', value: listed.join(', ') },
  ]
  if (place.ground === 'external' && address !== null) {
    const bare = listed.filter((id) => index.assets.get(id)?.interfaces.length === 0)
    const callers = bare.flatMap((id) => index.assets.get(id) ?? [])
    if (callers.some((endpoint) => callsFrom(endpoint, address))) return null
    if (bare.length > 0) {
      const noAddress: ZoneFact = { name: 'no-address', value: bare.join(', ') }
      return { verdict: 'unknown', rule: 'zones.endpoint-has-no-address', facts: [...facts, noAddress] }
    }
  }
  return { verdict: 'not-allowed', rule: 'zones.endpoint-not-listed', facts }
}
