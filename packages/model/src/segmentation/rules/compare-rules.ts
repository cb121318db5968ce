// Holds the rules of a firewall against the conduits of a plant and, where there is any, against observed traffic.
import {
  clipped,
  commonRanges,
  coveredBy,
  decidePacket,
  doRulesMeet,
  type FirewallRule,
  type IpRange,
  isEveryAddress,
  type RuleSet,
  rulesOf,
  TCP,
  UDP,
} from '@penstock/model/firewall'
import { parseIp } from '@penstock/model/plant'
import { type JudgedConversation, judgeConversation, placeOf, type ZoneModel } from '@penstock/model/zones'
import { conduitRules, zoneRanges, zonesOfDevice } from './conduit-rules.ts'
import { interfaceZones } from './interface-zones.ts'

/** What a rule lets through from one zone to another, beside what conduits allow. */
export interface RulePart {
  readonly fromZone: string
  readonly toZone: string
  /** `allowed`: conduits allow all of it. `wider`: some of it. `not-allowed`: none of it. */
  readonly state: 'allowed' | 'wider' | 'not-allowed'
  readonly conduits: readonly string[]
}

export interface ComparedRule {
  readonly rule: string
  readonly line: number | null
  readonly name: string | null
  /** The worst of its parts; `within-zone` when it joins no two zones. */
  readonly state: RulePart['state'] | 'within-zone'
  readonly parts: readonly RulePart[]
  /** Single addresses in a zone's subnet that no registered asset has. */
  readonly strangers: readonly string[]
  /** What else the rule asks; it lets through less than its addresses and services say. */
  readonly conditions: readonly string[]
  /** Observed conversations that it decides; null when no traffic was given. */
  readonly seen: number | null
}

export interface RuleDifference {
  readonly rules: readonly ComparedRule[]
  /** Conduits that this device enforces and of which no rule lets anything through. */
  readonly conduitsWithoutRule: readonly string[]
  /** Observed between zones of this device although the rules deny it: it passes another way, or the rules are not these. */
  readonly seenThoughDenied: readonly DeniedConversation[]
}

export interface DeniedConversation {
  readonly client: string
  readonly server: string
  readonly service: string
  readonly fromZone: string
  readonly toZone: string
  readonly rule: string | null
  /** The caller's name of the conversation; null when it gave none. */
  readonly ref: string | null
}

export interface ReferredTraffic extends JudgedConversation {
  readonly ref?: string | undefined
}

export interface ComparedTraffic {
  readonly conversations: readonly ReferredTraffic[]
}

/** `device` is the asset that holds the rules: its conduits and cards count as its own. */
export function compareRules(
  model: ZoneModel,
  set: RuleSet,
  device: string | null,
  traffic: ComparedTraffic | null = null,
): RuleDifference {
  const allowed = conduitRules(model).policy.rules
  const own = conduitRules(model, device).policy.rules
  const zonesOfInterface = interfaceZones(model, set, device)
  const zones = model.zones
    .map(({ id }) => ({ id, ranges: zoneRanges(model, id) }))
    .filter(({ ranges }) => ranges.length > 0)
  const registered = new Set(model.endpoints.flatMap((one) => one.interfaces.flatMap(({ ip }) => ip ?? [])))
  const { hits, denied } = decideTraffic(model, set, device, zonesOfInterface, traffic)
  const accepting = rulesOf(set).filter(
    (rule) => rule.action === 'accept' && rule.isEnabled && rule.isForNew && rule.line !== null,
  )
  const rules = accepting.map((rule): ComparedRule => {
    const parts = zones.flatMap((from) => zones.flatMap((to) => partOf(rule, from, to, zonesOfInterface, allowed)))
    const states = new Set(parts.map(({ state }) => state))
    const worst = (['not-allowed', 'wider', 'allowed'] as const).find((state) => states.has(state))
    return {
      rule: rule.id,
      line: rule.line,
      name: rule.name ?? rule.remark,
      // Where a part of the rule is allowed, the rule is only too wide.
      state: worst === undefined ? 'within-zone' : worst === 'not-allowed' && states.size > 1 ? 'wider' : worst,
      parts,
      strangers: [...rule.source, ...rule.destination].flatMap((range) => strangerOf(range, zones, registered)),
      conditions: rule.conditions,
      seen: traffic === null ? null : (hits.get(rule) ?? 0),
    }
  })
  return {
    rules,
    conduitsWithoutRule: [...new Set(own.map(({ id }) => id))].filter(
      (id) => !own.some((rule) => rule.id === id && accepting.some((one) => doRulesMeet(one, rule))),
    ),
    seenThoughDenied: denied,
  }
}

interface ZoneAddresses {
  readonly id: string
  readonly ranges: readonly IpRange[]
}

function partOf(
  rule: FirewallRule,
  from: ZoneAddresses,
  to: ZoneAddresses,
  zonesOfInterface: ReadonlyMap<string, ReadonlySet<string>>,
  allowed: readonly FirewallRule[],
): readonly RulePart[] {
  if (from.id === to.id || !mayStand(rule.from, from.id) || !mayStand(rule.to, to.id)) return []
  const source = commonRanges(rule.source, from.ranges)
  const destination = commonRanges(rule.destination, to.ranges)
  if (source.length === 0 || destination.length === 0) return []
  const part = { ...rule, source, destination, from: null, to: null }
  const meeting = allowed.filter((one) => doRulesMeet(one, part))
  const state = meeting.length === 0 ? 'not-allowed' : coveredBy(part, meeting) === null ? 'wider' : 'allowed'
  return [{ fromZone: from.id, toZone: to.id, state, conduits: [...new Set(meeting.map(({ id }) => id))] }]

  function mayStand(names: readonly string[] | null, zone: string): boolean {
    if (names === null) return true
    return names.some((name) => zonesOfInterface.get(name)?.has(zone) ?? true)
  }
}

function strangerOf(
  range: IpRange,
  zones: readonly ZoneAddresses[],
  registered: ReadonlySet<string>,
): readonly string[] {
  if (range.first !== range.last || range.bits !== 32) return []
  const text = [24n, 16n, 8n, 0n].map((shift) => String((range.first >> shift) & 255n)).join('.')
  const isInside = zones.some((zone) => !isEveryAddress(zone.ranges) && commonRanges([range], zone.ranges).length > 0)
  return registered.has(text) || !isInside ? [] : [text]
}

/** The rule that decides each conversation, and those between zones of the device that the rules deny. */
function decideTraffic(
  model: ZoneModel,
  set: RuleSet,
  device: string | null,
  zonesOfInterface: ReadonlyMap<string, ReadonlySet<string>>,
  traffic: ComparedTraffic | null,
) {
  const hits = new Map<FirewallRule, number>()
  const denied: DeniedConversation[] = []
  const own = zonesOfDevice(model, device)
  for (const conversation of traffic?.conversations ?? []) {
    const { client, server, transport, serverPort } = conversation
    const source = client.ip === null ? null : parseIp(client.ip)
    const destination = server.ip === null ? null : parseIp(server.ip)
    if (source === null || destination === null || serverPort === null) continue
    if (transport !== 'tcp' && transport !== 'udp') continue
    const [fromZone, toZone] = [placeOf(model, client).zone, placeOf(model, server).zone]
    if (fromZone === null || toZone === null || fromZone === toZone) continue
    const protocol = transport === 'tcp' ? TCP : UDP
    const [from, to] = [interfaceTo(zonesOfInterface, fromZone), interfaceTo(zonesOfInterface, toZone)]
    const packet = { from, to, source, destination, protocol, sourcePort: 50_000, port: serverPort }
    const { verdict, rule } = decidePacket(set, packet)
    if (rule !== null) hits.set(rule, (hits.get(rule) ?? 0) + 1)
    const isItsOwn = passesDevice(model, device, conversation, own.has(fromZone) && own.has(toZone))
    if (verdict !== 'deny' || !isItsOwn) continue
    const service = `${transport}/${serverPort}`
    const ends = { client: clipped(client.ip ?? ''), server: clipped(server.ip ?? '') }
    denied.push({ ...ends, service, fromZone, toZone, rule: rule?.id ?? null, ref: conversation.ref ?? null })
  }
  return { hits, denied }
}

/**
 * Whether a conversation is the device's to decide: its conduit names the device, or names none and the device stands in both zones. What
 * another device is told to let through passes there, and what ends at the device itself is not forwarded.
 */
function passesDevice(
  model: ZoneModel,
  device: string | null,
  conversation: JudgedConversation,
  standsInBoth: boolean,
): boolean {
  const { verdict, conduit: id, clientAsset, serverAsset } = judgeConversation(model, conversation)
  if (device !== null && (clientAsset === device || serverAsset === device)) return false
  const conduit = model.conduits.find((one) => one.id === id)
  if (device !== null && conduit?.enforcedBy.includes(device) === true) return true
  const isElsewhere = verdict === 'allowed' && (conduit?.enforcedBy.length ?? 0) > 0
  return standsInBoth && !isElsewhere
}

/** The interface behind which a zone stands; null when none or several do. */
function interfaceTo(zonesOfInterface: ReadonlyMap<string, ReadonlySet<string>>, zone: string): string | null {
  const names = [...zonesOfInterface].filter(([, zones]) => zones.has(zone)).map(([name]) => name)
  return names.length === 1 ? names[0]! : null
}
