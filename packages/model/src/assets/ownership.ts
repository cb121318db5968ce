// Who holds an IP: the one question behind "never merge two devices". A router sends packets of many IPs, a proxy answers
// ARP for others, a VIP moves, a skid repeats its neighbour's addresses; only an interface that speaks with an address
// itself, or that sends for it and for no other, holds it.
import { compareTexts } from '@penstock/model/kernel'
import { classOfIp, classOfMac } from './addresses.ts'
import { ipAnchor, macAnchor } from './anchor.ts'
import type { DeviceStatements } from './device-statements.ts'
import { isDisjoint } from './disjoint.ts'
import type { Journal } from './journal.ts'
import { idsOfMac, type RegisterIndex } from './register-index.ts'
import type { MergeRule } from './resolution.ts'
import { GROUND, type MacSeen, type Sighting, type Sightings } from './sightings.ts'

/** How a MAC that does not hold the IP stands to it: `copy` has the same address in another place, `rival` in this one. */
export interface OtherClaim {
  readonly kind: 'copy' | 'rival'
  readonly sighting: Sighting
}

export interface IpHolding {
  /** Null when no interface holds it: its MAC was never seen (behind a router), or two MACs may. */
  readonly holder: string | null
  /** Segments on which the holder was seen with it. */
  readonly segments: ReadonlySet<string>
  readonly others: ReadonlyMap<string, OtherClaim>
}

const UNHELD: IpHolding = { holder: null, segments: new Set(), others: new Map() }

interface Candidates {
  /** MACs that spoke with the address themselves. */
  readonly own: Sighting[]
  /** MACs that sent for this address and no other. */
  readonly sole: Sighting[]
}

/** Decides for every sighted unicast IP; draws the links and notes each refusal in the journal. */
export function decideHoldings(
  sightings: Sightings,
  register: RegisterIndex,
  statements: DeviceStatements,
  journal: Journal,
): ReadonlyMap<string, IpHolding> {
  const byIp = new Map<string, Candidates>()
  for (const seen of sightings.macs.values()) sortSightings(seen, byIp, register, statements, journal)
  const holdings = new Map<string, IpHolding>()
  for (const ip of [...byIp.keys()].sort(compareTexts)) {
    const holding = holdingOf(ip, byIp.get(ip)!, sightings, register, journal)
    if (holding !== UNHELD) holdings.set(ip, holding)
  }
  return holdings
}

/** Files the sightings of one MAC by IP, and explains those that prove nothing about the MAC. */
function sortSightings(
  seen: MacSeen,
  byIp: Map<string, Candidates>,
  register: RegisterIndex,
  statements: DeviceStatements,
  journal: Journal,
): void {
  const unicast = [...seen.sightings.values()].filter((sighting) => classOfIp(sighting.ip) === 'unicast')
  const spoken = unicast.filter((sighting) => (sighting.grounds & (GROUND.frame | GROUND.own | GROUND.reply)) !== 0)
  const foreign: Sighting[] = []
  const answered: Sighting[] = []
  for (const sighting of spoken) {
    if ((sighting.grounds & GROUND.own) !== 0) candidatesOf(byIp, sighting.ip).own.push(sighting)
    else if ((sighting.grounds & GROUND.frame) === 0) answered.push(sighting)
    else if (spoken.length > 1) foreign.push(sighting)
    else if (mayHold(seen, sighting, register, statements, journal)) candidatesOf(byIp, sighting.ip).sole.push(sighting)
  }
  explain('assets.many-addresses', seen, foreign, journal)
  explain('assets.proxy-arp', seen, answered, journal)
}

function explain(
  rule: 'assets.many-addresses' | 'assets.proxy-arp',
  seen: MacSeen,
  sightings: readonly Sighting[],
  journal: Journal,
): void {
  if (sightings.length === 0) return
  const ips = sightings.map((sighting) => ipAnchor(sighting.ip))
  journal.keepApart(rule, [macAnchor(seen.mac)], ips, { mac: seen.mac }, seen.proof)
}

/** One MAC, one IP, frames only: enough, unless the register or the device itself says that it forwards. */
function mayHold(
  seen: MacSeen,
  sighting: Sighting,
  register: RegisterIndex,
  statements: DeviceStatements,
  journal: Journal,
): boolean {
  const { mac, ip } = sighting
  const declaredIps = (register.byMac.get(mac) ?? []).flatMap((line) => line.interface.ip ?? [])
  const parts = [macAnchor(mac), ipAnchor(ip)]
  if (declaredIps.length > 0 && !declaredIps.includes(ip)) {
    journal.keepApart('assets.declared-forwarder', parts, [], { mac, ip, declaredIps }, sighting.proof)
    return false
  }
  const reason = declaredIps.includes(ip) ? null : statements.forwardingReason(mac, ip)
  if (reason === null) return true
  journal.keepApart('assets.network-device', parts, [], { mac, ip, reason }, seen.proof)
  return false
}

function holdingOf(
  ip: string,
  { own, sole }: Candidates,
  sightings: Sightings,
  register: RegisterIndex,
  journal: Journal,
): IpHolding {
  if (own.length === 0) return holdingByFrames(ip, sole, register, journal)
  if (own.length > 1) return holdingOfRivals(ip, own, register, journal)
  const speaker = own[0]!
  const rivals = sole.filter((sighting) => isSpoofSuspect(speaker, sighting, sightings))
  if (rivals.length > 0) return holdingOfRivals(ip, [speaker, ...rivals], register, journal)
  for (const sighting of sole) yieldTo(speaker, sighting, journal)
  return held(speaker, 'assets.own-address', journal)
}

/** A MAC that announces several addresses, never sends for this one, where another MAC sends for just this one. */
function isSpoofSuspect(speaker: Sighting, sender: Sighting, sightings: Sightings): boolean {
  if ((speaker.grounds & GROUND.frame) !== 0 || isDisjoint(speaker.places, sender.places)) return false
  let announced = 0
  for (const sighting of sightings.macs.get(speaker.mac)!.sightings.values()) {
    if ((sighting.grounds & GROUND.own) !== 0 && classOfIp(sighting.ip) === 'unicast') announced++
  }
  return announced > 1
}

function holdingByFrames(ip: string, sole: readonly Sighting[], register: RegisterIndex, journal: Journal): IpHolding {
  if (sole.length === 1) return held(sole[0]!, 'assets.one-mac-one-ip', journal)
  if (sole.length === 0) return UNHELD
  const [declared, ...rivals] = sole.filter((sighting) => isDeclaredFor(register, sighting.mac, ip))
  if (declared !== undefined && rivals.length === 0) {
    for (const sighting of sole) if (sighting !== declared) yieldTo(declared, sighting, journal)
    return held(declared, 'assets.one-mac-one-ip', journal)
  }
  const macs = sole.map((sighting) => sighting.mac).sort(compareTexts)
  const anchors = [ipAnchor(ip), ...macs.map(macAnchor)]
  const first = earliest(sole)
  journal.keepApart('assets.two-macs-by-frame', anchors, [], { ip, macs }, first.proof)
  journal.find({ kind: 'two-macs-by-frame', anchors, facts: { ip, macs }, proof: first.proof, ...spanOf(sole) })
  return UNHELD
}

/** Several MACs spoke with the address themselves: a group's address, a copy in another place, or a conflict. */
function holdingOfRivals(
  ip: string,
  rivals: readonly Sighting[],
  register: RegisterIndex,
  journal: Journal,
): IpHolding {
  const [principal, ...rest] = [...rivals].sort((a, b) => compareClaims(a, b, register)) as [Sighting, ...Sighting[]]
  const others = new Map<string, OtherClaim>()
  for (const sighting of rest) {
    const isGroup = classOfMac(principal.mac) === 'shared'
    const isElsewhere = rivals.every((other) => other === sighting || isDisjoint(other.places, sighting.places))
    const kind = isElsewhere && !isGroup ? 'copy' : 'rival'
    others.set(sighting.mac, { kind, sighting })
    if (kind === 'copy')
      journal.link('assets.own-address', macAnchor(sighting.mac), ipAnchor(ip, sighting.mac), { ip }, sighting.proof)
    explainRival(principal, sighting, kind, isGroup, journal)
  }
  return { ...held(principal, 'assets.own-address', journal), others }
}

function explainRival(
  principal: Sighting,
  sighting: Sighting,
  kind: OtherClaim['kind'],
  isGroup: boolean,
  journal: Journal,
): void {
  const { ip } = principal
  const macs = [principal.mac, sighting.mac].sort(compareTexts)
  const parts = [ipAnchor(ip), ...macs.map(macAnchor)]
  const facts = { ip, macs, holder: principal.mac }
  if (isGroup) {
    journal.keepApart('assets.held-by-stronger-ground', parts, [], facts, sighting.proof)
    return
  }
  if (kind === 'copy') {
    const places = [...principal.places, ...sighting.places].sort(compareTexts)
    journal.keepApart('assets.same-address-elsewhere', parts, [], { ...facts, places }, sighting.proof)
    return
  }
  journal.keepApart('assets.address-conflict', parts, [], facts, sighting.proof)
  const isMoved = principal.firstAt > sighting.lastAt || sighting.firstAt > principal.lastAt
  const kindOfFinding = isMoved ? 'address-moved' : 'address-conflict'
  const span = spanOf([principal, sighting])
  journal.find({ kind: kindOfFinding, anchors: parts, facts, proof: sighting.proof, ...span })
}

/** Strongest claim first: the group's MAC, the MAC of the register, the one that spoke last; then by MAC. */
function compareClaims(a: Sighting, b: Sighting, register: RegisterIndex): number {
  const rank = (sighting: Sighting) => {
    if (classOfMac(sighting.mac) === 'shared') return 0
    return isDeclaredFor(register, sighting.mac, sighting.ip) ? 1 : 2
  }
  return rank(a) - rank(b) || b.lastAt - a.lastAt || compareTexts(a.mac, b.mac)
}

function isDeclaredFor(register: RegisterIndex, mac: string, ip: string): boolean {
  const ids = idsOfMac(register, mac)
  return (register.byIp.get(ip) ?? []).some((line) => ids.has(line.asset.id))
}

function held(sighting: Sighting, rule: MergeRule, journal: Journal): IpHolding {
  const { mac, ip } = sighting
  journal.link(rule, macAnchor(mac), ipAnchor(ip), { mac, ip }, sighting.proof)
  return { holder: mac, segments: sighting.segments, others: new Map() }
}

function yieldTo(holder: Sighting, sighting: Sighting, journal: Journal): void {
  const parts = [macAnchor(sighting.mac), ipAnchor(sighting.ip)]
  const facts = { mac: sighting.mac, ip: sighting.ip, holder: holder.mac }
  journal.keepApart('assets.held-by-stronger-ground', parts, [], facts, sighting.proof)
}

function candidatesOf(byIp: Map<string, Candidates>, ip: string): Candidates {
  let candidates = byIp.get(ip)
  if (candidates === undefined) {
    candidates = { own: [], sole: [] }
    byIp.set(ip, candidates)
  }
  return candidates
}

function earliest(sightings: readonly Sighting[]): Sighting {
  return sightings.reduce((a, b) => (b.firstAt < a.firstAt || (b.firstAt === a.firstAt && b.mac < a.mac) ? b : a))
}

function spanOf(sightings: readonly Sighting[]): Pick<Sighting, 'firstAt' | 'lastAt'> {
  return {
    firstAt: sightings.reduce((a, b) => (b.firstAt < a.firstAt ? b : a)).firstAt,
    lastAt: sightings.reduce((a, b) => (b.lastAt > a.lastAt ? b : a)).lastAt,
  }
}
