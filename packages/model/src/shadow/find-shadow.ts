// Which devices show signs of shadow infrastructure: tools and devices that nobody may have asked for. A finding says that something is
// here, not that it is hostile; whoever owns the zone decides. Nothing is found by a port alone.
import { CONTROL_FAMILIES, familyOf } from '@penstock/model/assets'
import type { EpochMicros } from '@penstock/model/kernel'
import {
  addressOf,
  type Binding,
  type ConversationSeen,
  type DetailKind,
  type Proof,
} from '@penstock/model/observations'
import type { Indicator, ZoneKind } from './indicators.ts'
import { DEVICE_MAKER, type Sign, type SignIndex } from './sign-index.ts'

/** Strength of each sign; a finding has 1 - product of (1 - s), and is told from RAISED on. */
const STRENGTH = {
  'exact-name': 0.9,
  name: 0.6,
  agent: 0.7,
  path: 0.8,
  server: 0.8,
  protocol: 0.8,
  port: 0.1,
  'port-in-ot': 0.3,
  maker: 0.5,
} as const
const RAISED = 0.5
const DAY_MICROS = 86_400_000_000
const WORST = 4

const OT_ZONES: ReadonlySet<ZoneKind> = new Set<ZoneKind>(['safety', 'control', 'supervisory', 'operations'])
const AI_CATEGORIES: ReadonlySet<string> = new Set([
  'cloud-ai-service',
  'ai-coding-agent',
  'local-ai-server',
  'agent-protocol',
])
/** Details that name whom the client calls. */
const NAMES: ReadonlySet<DetailKind> = new Set<DetailKind>(['dns-name', 'tls-server-name', 'http-host'])
/** Protocols that are a sign by themselves, by the indicator that they are a sign of. */
const PROTOCOLS: Readonly<Record<string, { readonly id: string; readonly isBoth: boolean }>> = {
  mcp: { id: 'ap-mcp', isBoth: true },
  vnc: { id: 'ra-vnc', isBoth: false },
  rdp: { id: 'ra-rdp', isBoth: false },
  openvpn: { id: 'me-openvpn', isBoth: true },
}

export interface ShadowSign {
  readonly kind: keyof typeof STRENGTH
  /** What the wire said, and the pattern of the catalogue that it fits. */
  readonly value: string
  readonly pattern: string
  readonly proof: Proof
}

export interface ShadowFinding {
  /** Id of the indicator, or `maker:` and the group of a prefix. */
  readonly indicator: string
  readonly name: string
  readonly category: string
  readonly title: string
  /** IP address of the device, or its MAC address. */
  readonly host: string
  /** 0.5 to 1. */
  readonly score: number
  /** 0 ignore to 4 critical; null while nobody said in which zone the device stands. */
  readonly severity: number | null
  readonly signs: readonly ShadowSign[]
  /** The control protocol that an AI service's or agent's host speaks within a day of it, with its packet. */
  readonly control: { readonly protocol: string; readonly peer: string; readonly proof: Proof } | null
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
}

export interface ShadowInput {
  readonly conversations: readonly ConversationSeen[]
  readonly bindings: readonly Binding[]
  /** Kind of the zone that an address stands in; null when nobody said. */
  readonly zoneOf?: (address: string) => ZoneKind | null
  /** What its owner adopted for that device stays silent. */
  readonly isAdopted?: (host: string, indicator: string) => boolean
}

type ControlTalk = ConversationSeen & { readonly protocol: string }

interface Draft {
  readonly indicator: string
  readonly name: string
  readonly category: string
  readonly host: string
  readonly signs: Map<string, ShadowSign>
  firstAt: EpochMicros
  lastAt: EpochMicros
}

/** Findings, the worst first; equal input gives equal output in whatever order it comes. */
export function findShadow(index: SignIndex, input: ShadowInput): ShadowFinding[] {
  const drafts = new Map<string, Draft>()
  for (const talk of input.conversations) readTalk(index, drafts, talk, input)
  const withIp = new Set(
    input.bindings.flatMap(({ mac, ip, ground }) => (ip === null || !isOwnWord(ground) ? [] : [mac])),
  )
  for (const binding of input.bindings)
    if (binding.ip !== null || !withIp.has(binding.mac)) readMaker(index, drafts, binding)
  const zoneOf = input.zoneOf ?? (() => null)
  const toControl = input.conversations.filter(reachesControl)
  return [...drafts.values()]
    .filter(({ host, indicator }) => input.isAdopted?.(host, indicator) !== true)
    .map((draft) => conclude(index, draft, zoneOf(draft.host), toControl))
    .filter(({ score }) => score >= RAISED)
    .sort(
      (a, b) =>
        (b.severity ?? 0) - (a.severity ?? 0) ||
        b.score - a.score ||
        compare(a.host, b.host) ||
        compare(a.indicator, b.indicator),
    )
}

function readTalk(index: SignIndex, drafts: Map<string, Draft>, talk: ConversationSeen, input: ShadowInput): void {
  const client = addressOf(talk.client)
  const server = addressOf(talk.server)
  const note = (host: string, kind: ShadowSign['kind'], value: string, { indicator, pattern }: Sign): void => {
    const draft = draftOf(drafts, host, indicator, talk)
    addSign(draft, { kind, value, pattern, proof: talk.proof })
    if (!index.hasPort(indicator, talk.transport, talk.serverPort)) return
    const zone = input.zoneOf?.(host) ?? null
    const port = zone !== null && OT_ZONES.has(zone) ? 'port-in-ot' : 'port'
    addSign(draft, { kind: port, value: String(talk.serverPort), pattern: talk.transport, proof: talk.proof })
  }
  for (const { kind, value } of talk.details ?? []) {
    if (NAMES.has(kind))
      for (const { sign, isExact } of index.ofName(withoutPort(value)))
        note(client, isExact ? 'exact-name' : 'name', value, sign)
    else if (kind === 'http-user-agent') for (const sign of index.ofAgent(value)) note(client, 'agent', value, sign)
    else if (kind === 'http-server') for (const sign of index.ofServer(value)) note(server, 'server', value, sign)
    else if (kind === 'http-path')
      for (const sign of pathSigns(index, talk, value))
        note(sign.indicator.selfHosted ? server : client, 'path', value, sign)
  }
  const protocol = talk.protocol === null ? undefined : PROTOCOLS[familyOf(talk.protocol)]
  const indicator = protocol === undefined ? undefined : index.indicator(protocol.id)
  if (protocol === undefined || indicator === undefined || !talk.isAnswered) return
  for (const host of protocol.isBoth ? [client, server] : [server])
    note(host, 'protocol', talk.protocol ?? '', { indicator, pattern: talk.protocol ?? '' })
}

// A path that several products answer is a sign of the one whose port it is.
function pathSigns(index: SignIndex, talk: ConversationSeen, path: string): Sign[] {
  const signs = index.ofPath(path)
  if (signs.length <= 1) return signs
  return signs.filter(({ indicator }) => index.hasPort(indicator, talk.transport, talk.serverPort))
}

function readMaker(index: SignIndex, drafts: Map<string, Draft>, binding: Binding): void {
  // A router's MAC comes with the addresses of others.
  if (!isOwnWord(binding.ground)) return
  const group = index.ofMac(binding.mac)
  if (group === undefined) return
  const host = binding.ip ?? binding.mac
  const id = `maker:${group.id}`
  const draft = draftOf(drafts, host, { id, name: `${group.title} (${group.vendor})`, category: DEVICE_MAKER }, binding)
  addSign(draft, { kind: 'maker', value: binding.mac, pattern: group.vendor, proof: binding.proof })
}

function conclude(
  index: SignIndex,
  draft: Draft,
  zone: ZoneKind | null,
  toControl: readonly ControlTalk[],
): ShadowFinding {
  const signs = [...draft.signs.values()].sort((a, b) => compare(a.kind, b.kind) || compare(a.pattern, b.pattern))
  const score = 1 - signs.reduce((left, { kind }) => left * (1 - STRENGTH[kind]), 1)
  const control = AI_CATEGORIES.has(draft.category) ? controlBeside(draft, toControl) : null
  const byZone = zone === null ? null : index.severity(draft.category, zone)
  return {
    indicator: draft.indicator,
    name: draft.name,
    category: draft.category,
    title: index.category(draft.category),
    host: draft.host,
    score: Math.round(score * 1000) / 1000,
    // A model with a way to a controller is the worst there is, wherever it stands.
    severity: control === null ? byZone : WORST,
    signs,
    control,
    firstAt: draft.firstAt,
    lastAt: draft.lastAt,
  }
}

function controlBeside({ host, firstAt, lastAt }: Draft, toControl: readonly ControlTalk[]) {
  let found: ShadowFinding['control'] = null
  for (const { client, server, protocol, proof, ...talk } of toControl) {
    if (talk.firstAt > lastAt + DAY_MICROS || talk.lastAt < firstAt - DAY_MICROS) continue
    const [a, b] = [addressOf(client), addressOf(server)]
    if (a !== host && b !== host) continue
    if (found === null || isEarlier(proof, found.proof)) found = { protocol, peer: a === host ? b : a, proof }
  }
  return found
}

/** True for protocols that carry values to what controls, those without a serving side among them. */
function reachesControl(talk: ConversationSeen): talk is ControlTalk {
  if (talk.protocol === null) return false
  const family = familyOf(talk.protocol)
  return CONTROL_FAMILIES.has(family) || family === 'opc-ua' || family === 'profinet'
}

function draftOf(
  drafts: Map<string, Draft>,
  host: string,
  { id, name, category }: Pick<Indicator, 'id' | 'name' | 'category'>,
  span: { readonly firstAt: EpochMicros; readonly lastAt: EpochMicros },
): Draft {
  const key = `${host}|${id}`
  const known = drafts.get(key)
  const draft = known ?? {
    indicator: id,
    name,
    category,
    host,
    signs: new Map(),
    firstAt: span.firstAt,
    lastAt: span.lastAt,
  }
  if (span.firstAt < draft.firstAt) draft.firstAt = span.firstAt
  if (span.lastAt > draft.lastAt) draft.lastAt = span.lastAt
  drafts.set(key, draft)
  return draft
}

// The same sign said again is no more of one; the earliest packet proves it.
function addSign({ signs }: Draft, sign: ShadowSign): void {
  const key = `${sign.kind}|${sign.pattern}`
  const known = signs.get(key)
  if (known === undefined || isEarlier(sign.proof, known.proof)) signs.set(key, sign)
}

function isEarlier(a: Proof, b: Proof): boolean {
  return a.file - b.file < 0 || (a.file === b.file && a.frame < b.frame)
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A frame may be a router's, and what another system keeps is no word of the device. */
function isOwnWord(ground: Binding['ground']): boolean {
  return ground !== 'frame' && ground !== 'reported'
}
