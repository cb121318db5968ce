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
  if (isNamedTwice(lines)) {
    reportTwice(macAnchor(mac), ids, journal)
    return
  }
  for (const id of ids) {
    journal.link('assets.declared-mac', declaredAnchor(id), macAnchor(mac), { mac, declared: id }, null)
  }
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
    // Without a declared MAC only another entry of its register contradicts; with one, any other MAC does.
    return ownersOfHolder.has(asset.id) || (mac === null && !isOfSameRegister(asset.source, holder, register))
  })
  for (const line of lines) {
    if (!fitting.includes(line)) reportOtherMac(ip, line, holder!, sightings, journal)
  }
  const ids = [...new Set(fitting.map((line) => line.asset.id))].sort()
  if (isNamedTwice(fitting) || haveOtherMacs(fitting)) {
    reportTwice(ipAnchor(ip), ids, journal)
    return
  }
  for (const id of ids) {
    journal.link('assets.declared-ip', declaredAnchor(id), ipAnchor(ip), { ip, declared: id }, null)
  }
}

function isOfSameRegister(source: string, holder: string, register: RegisterIndex): boolean {
  return (register.byMac.get(holder) ?? []).some((line) => line.asset.source === source)
}

/** True when one register names the address in two entries; two registers may each hold the device. */
function isNamedTwice(lines: readonly RegisterLine[]): boolean {
  const idOf = new Map<string, string>()
  return lines.some(({ asset }) => {
    const known = idOf.get(asset.source)
    idOf.set(asset.source, asset.id)
    return known !== undefined && known !== asset.id
  })
}

/** True when two entries give the same IP to two MACs. */
function haveOtherMacs(lines: readonly RegisterLine[]): boolean {
  const ids = new Set(lines.map((line) => line.asset.id))
  const macs = new Set(lines.flatMap((line) => line.interface.mac ?? []))
  return ids.size > 1 && macs.size > 1
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
