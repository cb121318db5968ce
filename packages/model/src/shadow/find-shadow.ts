// Which devices show signs of shadow infrastructure: tools and devices that nobody may have asked for. A finding says that something is
// here, not that it is hostile; whoever owns the zone decides. Nothing is found by a port alone.
import { CONTROL_FAMILIES, spellingsOf } from '@penstock/model/assets'
import { compareTexts, type EpochMicros, micros } from '@penstock/model/kernel'
import { addressOf, type Binding, type ConversationSeen, type Proof } from '@penstock/model/observations'
import { HEURISTICS, isQuestion } from './heuristics/find-behaviour.ts'
import { OT_ZONES, type Placed } from './heuristics/scene.ts'
import type { ZoneKind } from './indicators.ts'
import type { SignIndex } from './sign-index.ts'
import { isEarlier, readSigns, type SignKind, type SignSeen } from './signs.ts'

/** Strength of each sign; a finding has 1 - product of (1 - s), and is told from RAISED on. */
const STRENGTH: Readonly<Record<SignKind, number>> = {
  'exact-name': 0.9,
  name: 0.6,
  agent: 0.7,
  path: 0.8,
  server: 0.8,
  protocol: 0.8,
  port: 0.1,
  maker: 0.5,
  // As the heuristic says: see `strengthOf`.
  behaviour: 0,
  peer: 0,
}
/** An unusual port says more where little is usual. */
const PORT_IN_OT = 0.3
const RAISED = 0.5
/** An AI service and an industrial protocol within this of each other are one story. */
const BESIDE_MICROS = 86_400_000_000
const WORST = 4

const AI_CATEGORIES: ReadonlySet<string> = new Set([
  'cloud-ai-service',
  'ai-coding-agent',
  'local-ai-server',
  'agent-protocol',
])

export type ShadowSign<P extends Proof = Proof> = Pick<SignSeen<P>, 'kind' | 'value' | 'pattern' | 'proof'>

/** The control protocol that an AI service's or agent's host speaks within a day of it, with its packet. */
export interface BesideControl<P extends Proof = Proof> {
  readonly protocol: string
  readonly peer: string
  readonly proof: P
}

export interface ShadowFinding<P extends Proof = Proof> {
  /** Id of the indicator, or `maker:` and the group of a prefix. */
  readonly indicator: string
  readonly name: string
  readonly category: string
  readonly title: string
  /** IP address of the device, or its MAC address. */
  readonly host: string
  /** 0.5 to 1. */
  readonly score: number
  /** 0 ignore to 4 critical; null while nobody said in which zone the device stands. What the register answers is 0. */
  readonly severity: number | null
  readonly signs: readonly ShadowSign<P>[]
  readonly control: BesideControl<P> | null
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
}

export interface Surroundings<P extends Proof> {
  /** Where a device stands, and whether the register knows it. */
  readonly standingOf: Placed
  /** The earliest talk of a device over a control protocol that touches the span. */
  readonly controlOf: (host: string, from: EpochMicros, to: EpochMicros) => BesideControl<P> | null
}

export interface ShadowInput {
  readonly conversations: readonly ConversationSeen[]
  readonly bindings: readonly Binding[]
  readonly zoneOf?: (host: string) => ZoneKind | null
  /** What its owner adopted for that device stays silent. */
  readonly isAdopted?: (host: string, indicator: string) => boolean
}

/** Findings, the worst first; equal input gives equal output in whatever order it comes. */
export function findShadow(index: SignIndex, input: ShadowInput): ShadowFinding[] {
  const around = {
    standingOf: (host: string) => ({ zone: input.zoneOf?.(host) ?? null, isOutside: false, isRegistered: false }),
    controlOf: (host: string, from: EpochMicros, to: EpochMicros) => controlBeside(input.conversations, host, from, to),
  }
  return judgeSigns(index, readSigns(index, input), around).filter(
    ({ host, indicator }) => input.isAdopted?.(host, indicator) !== true,
  )
}

/** Puts the signs of devices together: each must hold all that is known of its device and indicator. */
export function judgeSigns<P extends Proof>(
  index: SignIndex,
  signs: readonly SignSeen<P>[],
  around: Surroundings<P>,
): ShadowFinding<P>[] {
  return [...Map.groupBy(signs, ({ host, indicator }) => `${host}|${indicator}`).values()]
    .map((ofOne) => conclude(index, ofOne, around))
    .filter(({ score }) => score >= RAISED)
    .sort(
      (a, b) =>
        (b.severity ?? 0) - (a.severity ?? 0) ||
        b.score - a.score ||
        compareTexts(a.host, b.host) ||
        compareTexts(a.indicator, b.indicator),
    )
}

/** Protocols that carry values to what controls, those without a serving side among them, in every spelling. */
export const CONTROL_PROTOCOLS: ReadonlySet<string> = new Set(spellingsOf([...CONTROL_FAMILIES, 'opc-ua', 'profinet']))

/** True for what uses or serves a model: a way to a controller beside it is the worst there is. */
export function isAi(category: string): boolean {
  return AI_CATEGORIES.has(category)
}

function conclude<P extends Proof>(
  index: SignIndex,
  signs: readonly SignSeen<P>[],
  { standingOf, controlOf }: Surroundings<P>,
): ShadowFinding<P> {
  const ordered = signs.toSorted((a, b) => compareTexts(a.kind, b.kind) || compareTexts(a.pattern, b.pattern))
  const { host, indicator, category } = ordered[0]!
  // Several makers of one group: the one that spoke first names it.
  const { name } = ordered.reduce((first, sign) => (isEarlier(sign.proof, first.proof) ? sign : first))
  const { zone } = standingOf(host)
  const isInOt = zone !== null && OT_ZONES.has(zone)
  const heuristic = HEURISTICS.get(indicator)
  const strengthOf = (kind: SignKind): number => {
    if (kind === 'behaviour' || kind === 'peer') return heuristic?.strength ?? 0
    return kind === 'port' && isInOt ? PORT_IN_OT : STRENGTH[kind]
  }
  const score = 1 - ordered.reduce((left, { kind }) => left * (1 - strengthOf(kind)), 1)
  const firstAt = micros(Math.min(...ordered.map((sign) => sign.firstAt)))
  const lastAt = micros(Math.max(...ordered.map((sign) => sign.lastAt)))
  const control = isAi(category)
    ? controlOf(host, micros(firstAt - BESIDE_MICROS), micros(lastAt + BESIDE_MICROS))
    : null
  const byZone = zone === null ? null : index.severity(category, zone)
  const isAnswered = heuristic !== undefined && !ordered.some((sign) => isQuestion(sign, standingOf))
  return {
    indicator,
    name,
    category,
    title: index.category(category),
    host,
    score: Math.round(score * 1000) / 1000,
    // A model with a way to a controller is the worst there is, wherever it stands.
    severity: isAnswered ? 0 : control === null ? byZone : WORST,
    signs: ordered.map(({ kind, value, pattern, proof }) => ({ kind, value, pattern, proof })),
    control,
    firstAt,
    lastAt,
  }
}

type Span = 'client' | 'server' | 'protocol' | 'firstAt' | 'lastAt'

/** The earliest talk of a device over a control protocol that touches the span; null where there is none. */
export function controlBeside<P extends Proof>(
  talks: readonly (Pick<ConversationSeen, Span> & { readonly proof: P })[],
  host: string,
  from: EpochMicros,
  to: EpochMicros,
): BesideControl<P> | null {
  let found: BesideControl<P> | null = null
  for (const { client, server, protocol, proof, ...talk } of talks) {
    if (protocol === null || !CONTROL_PROTOCOLS.has(protocol)) continue
    if (talk.firstAt > to || talk.lastAt < from) continue
    const [a, b] = [addressOf(client), addressOf(server)]
    if (a !== host && b !== host) continue
    if (found === null || isEarlier(proof, found.proof)) found = { protocol, peer: a === host ? b : a, proof }
  }
  return found
}
