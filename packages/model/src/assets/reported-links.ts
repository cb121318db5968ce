// What other systems keep of a machine (an agent's host list, a CMDB): a MAC with an IP, and records that name several interfaces. It
// joins only what no packet contradicts; of two systems that disagree the more trusted one is followed, of two alike neither.

import type { EpochMicros } from '@penstock/model/kernel'
import { compareTexts } from '@penstock/model/kernel'
import type { Claim } from '@penstock/model/observations'
import { recordOf, trustRank } from '@penstock/model/others'
import { classOfIp, classOfMac } from './addresses.ts'
import { type Anchor, compareProofs, ipAnchor, macAnchor, type SourcedProof } from './anchor.ts'
import { anchorOfEndpoint, type Holdings } from './endpoint.ts'
import type { FactSource, Listener } from './facts.ts'
import type { Journal } from './journal.ts'
import { GROUND, type Sightings } from './sightings.ts'

/** When an anchor was told of first and last. */
export interface Telling {
  firstAt: EpochMicros
  lastAt: EpochMicros
  proof: SourcedProof
}

export interface Reported {
  /** Anchors that a report stands on, whether anything was heard of them or not. */
  readonly told: ReadonlyMap<Anchor, Telling>
  /** MACs that stand for no machine of their own in a report: they carry others' packets, or several records name them. */
  readonly carriers: ReadonlySet<string>
}

interface Pair {
  readonly mac: string
  readonly ip: string
  readonly system: string
  readonly proof: SourcedProof
}

interface Machine {
  readonly system: string
  readonly record: string
  readonly macs: Set<string>
  /** Addresses that the record gives without a MAC. */
  readonly ips: Set<string>
  proof: SourcedProof
}

/** Draws the links of all reports, and gives what was told of whom. */
export function drawReportedLinks(
  sources: readonly FactSource[],
  sightings: Sightings,
  holdings: Holdings,
  journal: Journal,
): Reported {
  const pairs = new Map<string, Pair>()
  const machines = new Map<string, Machine>()
  const told = new Map<Anchor, Telling>()
  for (const source of sources) {
    for (const claim of source.claims)
      if (claim.basis === 'reported') noteMachine(machines, claim, { ...claim.proof, source: source.id })
  }
  const idsOfMac = recordsByMac(machines)
  const carriers = forwardersOf(sightings, holdings)
  for (const { macs } of machines.values())
    for (const mac of macs) if ((idsOfMac.get(mac)?.size ?? 0) > 1) carriers.add(mac)
  for (const source of sources) {
    for (const { mac, ip, ground, protocol, firstAt, lastAt, proof } of source.bindings) {
      if (ground !== 'reported' || ip === null || classOfMac(mac) === 'group') continue
      const of = { ...proof, source: source.id }
      keepPair(pairs, { mac, ip, system: protocol, proof: of })
      if (!carriers.has(mac)) tell(told, macAnchor(mac), { firstAt, lastAt, proof: of })
    }
    for (const claim of source.claims) {
      if (claim.basis !== 'reported') continue
      const anchor = anchorOfReport(claim, holdings, carriers, source)
      const { at } = claim.proof
      if (anchor !== null) tell(told, anchor, { firstAt: at, lastAt: at, proof: { ...claim.proof, source: source.id } })
    }
  }
  drawRecords(machines, idsOfMac, holdings, journal)
  drawPairs(pairs, sightings, holdings, carriers, journal)
  return { told, carriers }
}

/**
 * What a report is about: the machine of the MAC, as addresses move; but the address where the MAC only carried its packets (what
 * an inventory writes down that was discovered through a router), or where several records name the MAC.
 */
export function anchorOfReport(
  { about: { mac, ip } }: Claim,
  holdings: Holdings,
  carriers: ReadonlySet<string>,
  listener: Listener,
): Anchor | null {
  const isMachine = mac !== null && classOfMac(mac) !== 'group' && classOfMac(mac) !== 'shared'
  if (isMachine && (ip === null || !carriers.has(mac) || holdings.get(ip)?.holder === mac)) return macAnchor(mac)
  return anchorOfEndpoint({ mac: ip === null ? mac : null, ip }, holdings, listener)
}

/** MACs that sent packets of two or more addresses which they do not hold. */
function forwardersOf(sightings: Sightings, holdings: Holdings): Set<string> {
  const forwarders = new Set<string>()
  for (const { mac, sightings: seen } of sightings.macs.values()) {
    let foreign = 0
    for (const { ip, grounds } of seen.values()) {
      if ((grounds & GROUND.frame) !== 0 && classOfIp(ip) === 'unicast' && holdings.get(ip)?.holder !== mac)
        foreign += 1
    }
    if (foreign > 1) forwarders.add(mac)
  }
  return forwarders
}

function drawPairs(
  pairs: ReadonlyMap<string, Pair>,
  sightings: Sightings,
  holdings: Holdings,
  carriers: ReadonlySet<string>,
  journal: Journal,
): void {
  const byIp = new Map<string, Pair[]>()
  for (const pair of pairs.values()) {
    const { mac, ip } = pair
    if (classOfMac(mac) === 'shared' || classOfIp(ip) !== 'unicast') continue
    if (mayPair(pair, pairs, sightings, holdings, carriers, journal)) byIp.set(ip, [...(byIp.get(ip) ?? []), pair])
  }
  for (const [ip, claimed] of byIp) {
    const best = Math.min(...claimed.map(({ system }) => trustRank(system)))
    const followed = claimed.filter(({ system }) => trustRank(system) === best)
    const macs = [...new Set(followed.map(({ mac }) => mac))].sort(compareTexts)
    if (macs.length > 1) {
      const parts = [ipAnchor(ip), ...macs.map(macAnchor)]
      journal.keepApart(
        'assets.reported-twice',
        parts,
        [],
        { ip, macs, system: followed[0]!.system },
        followed[0]!.proof,
      )
      continue
    }
    for (const { mac, system, proof } of claimed) {
      if (mac === macs[0])
        journal.link('assets.reported-pair', macAnchor(mac), ipAnchor(ip), { mac, ip, system }, proof)
      else yieldTo(macs[0]!, { mac, ip, system, proof }, journal)
    }
  }
}

/** False, with its reason, when packets show the MAC or the address elsewhere. */
function mayPair(
  pair: Pair,
  pairs: ReadonlyMap<string, Pair>,
  sightings: Sightings,
  holdings: Holdings,
  carriers: ReadonlySet<string>,
  journal: Journal,
): boolean {
  const { mac, ip, system, proof } = pair
  const holding = holdings.get(ip)
  if (holding?.holder === mac || holding?.others.has(mac) === true) return false
  if (holding !== undefined && holding.holder !== null) {
    yieldTo(holding.holder, pair, journal)
    return false
  }
  if (carriers.has(mac)) {
    journal.keepApart('assets.many-addresses', [macAnchor(mac)], [ipAnchor(ip)], { mac, system }, proof)
    return false
  }
  const held = [...(sightings.macs.get(mac)?.sightings.keys() ?? [])].filter((one) => holdings.get(one)?.holder === mac)
  if (held.length === 0 || held.some((one) => pairs.has(keyOf(mac, one, system)))) return true
  journal.keepApart(
    'assets.reported-elsewhere',
    [macAnchor(mac), ipAnchor(ip)],
    [],
    { mac, ip, system, held: held.sort(compareTexts) },
    proof,
  )
  return false
}

function yieldTo(holder: string, { mac, ip, system, proof }: Pair, journal: Journal): void {
  journal.keepApart(
    'assets.held-by-stronger-ground',
    [macAnchor(mac), ipAnchor(ip)],
    [],
    { mac, ip, holder, system },
    proof,
  )
}

/** By MAC, the ids of the records that name it, each with its system. */
function recordsByMac(machines: ReadonlyMap<string, Machine>): ReadonlyMap<string, ReadonlySet<string>> {
  const bySystem = new Map<string, Map<string, Set<string>>>()
  for (const { system, record, macs } of machines.values()) {
    const ofSystem = bySystem.get(system) ?? new Map<string, Set<string>>()
    bySystem.set(system, ofSystem)
    for (const mac of macs) ofSystem.set(mac, (ofSystem.get(mac) ?? new Set()).add(idOf(record)))
  }
  const shared = new Map<string, Set<string>>()
  for (const ofSystem of bySystem.values()) {
    // Two systems each have a record of a machine; one that has two disagrees with itself.
    for (const [mac, ids] of ofSystem) if (ids.size > (shared.get(mac)?.size ?? 0)) shared.set(mac, ids)
  }
  return shared
}

/** Interfaces of one record are one machine's, unless two records of a system share the MAC. */
function drawRecords(
  machines: ReadonlyMap<string, Machine>,
  idsOfMac: ReadonlyMap<string, ReadonlySet<string>>,
  holdings: Holdings,
  journal: Journal,
): void {
  for (const { system, record, macs, ips, proof } of machines.values()) {
    const facts = { system, record }
    const own = [...macs].sort(compareTexts).filter((mac) => {
      const ids = idsOfMac.get(mac)!
      if (ids.size > 1) {
        const records = [...ids].sort(compareTexts)
        journal.keepApart(
          'assets.record-shared',
          [macAnchor(mac)],
          [...macs].map(macAnchor),
          { mac, system, records },
          proof,
        )
      }
      return ids.size === 1
    })
    for (const mac of own.slice(1)) journal.link('assets.same-record', macAnchor(own[0]!), macAnchor(mac), facts, proof)
    const [first, ...rest] = [...ips].sort(compareTexts)
    for (const ip of rest) {
      const holders = [holdings.get(first!)?.holder ?? null, holdings.get(ip)?.holder ?? null]
      if (holders.every((holder) => holder !== null) && holders[0] !== holders[1])
        journal.keepApart(
          'assets.record-shared',
          [ipAnchor(first!), ipAnchor(ip)],
          [],
          { ...facts, holders: holders as string[] },
          proof,
        )
      else journal.link('assets.same-record', ipAnchor(first!), ipAnchor(ip), facts, proof)
    }
  }
}

/** Without the name behind it: a machine that was renamed is no second one. A record without an id is known by its name. */
function idOf(record: string): string {
  const id = record.split('|')[0]!
  return id === '' ? record : id
}

function noteMachine(
  machines: Map<string, Machine>,
  { about: { mac, ip }, method, protocol }: Claim,
  proof: SourcedProof,
): void {
  const record = recordOf(method)
  if (record === null) return
  const key = `${protocol} ${method}`
  let machine = machines.get(key)
  if (machine === undefined) {
    machine = { system: protocol, record, macs: new Set(), ips: new Set(), proof }
    machines.set(key, machine)
  } else if (compareProofs(proof, machine.proof) < 0) machine.proof = proof
  const kind = mac === null ? 'group' : classOfMac(mac)
  if (mac !== null && kind !== 'group' && kind !== 'shared') machine.macs.add(mac)
  else if (mac === null && ip !== null && classOfIp(ip) === 'unicast') machine.ips.add(ip)
}

function keepPair(pairs: Map<string, Pair>, pair: Pair): void {
  const key = keyOf(pair.mac, pair.ip, pair.system)
  const known = pairs.get(key)
  if (known === undefined || compareProofs(pair.proof, known.proof) < 0) pairs.set(key, pair)
}

function keyOf(mac: string, ip: string, system: string): string {
  return `${mac} ${ip} ${system}`
}

function tell(told: Map<Anchor, Telling>, anchor: Anchor, of: Telling): void {
  const known = told.get(anchor)
  if (known === undefined) {
    told.set(anchor, of)
    return
  }
  if (of.firstAt < known.firstAt) known.firstAt = of.firstAt
  if (of.lastAt > known.lastAt) known.lastAt = of.lastAt
  if (compareProofs(of.proof, known.proof) < 0) known.proof = of.proof
}
