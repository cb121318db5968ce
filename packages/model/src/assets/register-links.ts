// Matches the register with what was seen: by MAC, then by IP when no MAC contradicts. A contradiction is a finding and
// joins nothing.

import { classOfIp, classOfMac } from './addresses.ts'
import { type Anchor, declaredAnchor, ipAnchor, macAnchor } from './anchor.ts'
import type { Holdings } from './endpoint.ts'
import type { Journal } from './journal.ts'
import { idsOfMac, type RegisterIndex, type RegisterLine } from './register-index.ts'
import type { Sightings } from './sightings.ts'

export function drawRegisterLinks(
  register: RegisterIndex,
  sightings: Sightings,
  holdings: Holdings,
  journal: Journal,
): void {
  for (const [mac, lines] of register.byMac) linkMac(mac, lines, journal)
  for (const [ip, lines] of register.byIp) linkIp(ip, lines, register, sightings, holdings, journal)
  findMovedAddresses(register, sightings, holdings, journal)
}

function linkMac(mac: string, lines: readonly RegisterLine[], journal: Journal): void {
  if (classOfMac(mac) === 'group') return
  const ids = [...new Set(lines.map((line) => line.asset.id))].sort()
  if (ids.length > 1) reportTwice(macAnchor(mac), ids, journal)
  else journal.link('assets.declared-mac', declaredAnchor(ids[0]!), macAnchor(mac), { mac, declared: ids[0]! }, null)
}

function linkIp(
  ip: string,
  lines: readonly RegisterLine[],
  register: RegisterIndex,
  sightings: Sightings,
  holdings: Holdings,
  journal: Journal,
): void {
  const holder = holdings.get(ip)?.holder ?? null
  const ownersOfHolder = holder === null ? new Set<string>() : idsOfMac(register, holder)
  const fitting = lines.filter(({ asset, interface: { mac } }) => {
    if (holder === null || mac === holder) return true
    // Without a declared MAC only another entry's claim to the holder contradicts; with one, any other MAC does.
    return ownersOfHolder.has(asset.id) || (mac === null && ownersOfHolder.size === 0)
  })
  for (const line of lines) {
    if (!fitting.includes(line)) reportOtherMac(ip, line, holder!, sightings, journal)
  }
  const ids = [...new Set(fitting.map((line) => line.asset.id))].sort()
  const [id] = ids
  if (ids.length > 1) reportTwice(ipAnchor(ip), ids, journal)
  else if (id !== undefined)
    journal.link('assets.declared-ip', declaredAnchor(id), ipAnchor(ip), { ip, declared: id }, null)
}

function reportTwice(anchor: Anchor, ids: readonly string[], journal: Journal): void {
  const anchors = [anchor, ...ids.map(declaredAnchor)]
  journal.keepApart('assets.declared-twice', anchors, [], { declared: [...ids] }, null)
  journal.find({
    kind: 'declared-twice',
    anchors,
    facts: { declared: [...ids] },
    proof: null,
    firstAt: null,
    lastAt: null,
  })
}

function reportOtherMac(ip: string, line: RegisterLine, holder: string, sightings: Sightings, journal: Journal): void {
  const sighting = sightings.macs.get(holder)?.sightings.get(ip)
  const anchors = [declaredAnchor(line.asset.id), ipAnchor(ip), macAnchor(holder)]
  const facts = { ip, declared: line.asset.id, declaredMac: line.interface.mac ?? 'none', observedMac: holder }
  const proof = sighting?.proof ?? null
  journal.keepApart('assets.declared-mac-differs', anchors, [], facts, proof)
  const span = { firstAt: sighting?.firstAt ?? null, lastAt: sighting?.lastAt ?? null }
  journal.find({ kind: 'declared-mac-differs', anchors, facts, proof, ...span })
}

/** A declared MAC that holds an address which its entry does not name, and none that it names. */
function findMovedAddresses(register: RegisterIndex, sightings: Sightings, holdings: Holdings, journal: Journal): void {
  for (const [mac, lines] of register.byMac) {
    const declaredIps = new Set(lines.flatMap((line) => line.interface.ip ?? []))
    if (declaredIps.size === 0) continue
    const seen = [...(sightings.macs.get(mac)?.sightings.values() ?? [])]
    const heldHere = seen.filter(({ ip }) => classOfIp(ip) === 'unicast' && holdings.get(ip)?.holder === mac)
    if (heldHere.length === 0 || heldHere.some(({ ip }) => declaredIps.has(ip))) continue
    const ips = heldHere.map(({ ip }) => ip).sort()
    const first = heldHere.reduce((a, b) => (b.firstAt < a.firstAt || (b.firstAt === a.firstAt && b.ip < a.ip) ? b : a))
    journal.find({
      kind: 'declared-ip-differs',
      anchors: [macAnchor(mac), ...ips.map((ip) => ipAnchor(ip))],
      facts: { mac, declaredIps: [...declaredIps].sort(), observedIps: ips },
      proof: first.proof,
      firstAt: first.firstAt,
      lastAt: heldHere.reduce((a, b) => (b.lastAt > a.lastAt ? b : a)).lastAt,
    })
  }
}
