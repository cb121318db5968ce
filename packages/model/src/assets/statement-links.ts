// Links between interfaces that devices themselves give: LLDP chassis, serial number, management address, station name.
import { compareTexts } from '@penstock/model/kernel'
import { classOfIp, macDistance } from './addresses.ts'
import { type Anchor, compareProofs, ipAnchor, macAnchor, type SourcedProof } from './anchor.ts'
import type { DeviceStatements, NameStatement, SelfDescription } from './device-statements.ts'
import { anchorOfEndpoint, type Holdings } from './endpoint.ts'
import type { Journal } from './journal.ts'
import { GROUND, type Sightings } from './sightings.ts'

/** Ports of one device lie within this many addresses of each other. */
const PORT_RANGE = 64

/** Names that devices come with or that everybody gives: no two devices are one because of them. */
const FACTORY_NAMES =
  /^(|plc|plc[_-]?1|cpu|hmi|io|pn-io|pn-pn|et200\w*|io-?device|io-?controller|controller|device|switch|station|default|localhost|unnamed|noname|scalance\S*|simatic\S*|s7-?\d+\S*|profinet\S*|siemens|test)$/

export function drawStatementLinks(
  sightings: Sightings,
  statements: DeviceStatements,
  holdings: Holdings,
  journal: Journal,
): void {
  for (const { mac, value, form, proof } of statements.chassis) {
    if (form === 'mac')
      journal.link('assets.chassis-mac', macAnchor(mac), macAnchor(value), { mac, chassis: value }, proof)
  }
  drawSerialLinks(statements, holdings, journal)
  drawManagementLinks(sightings, statements, holdings, journal)
  drawStationLinks(statements, journal)
}

interface Speaker {
  readonly anchor: Anchor
  readonly models: ReadonlySet<string>
  readonly proof: SourcedProof | null
}

function drawSerialLinks(statements: DeviceStatements, holdings: Holdings, journal: Journal): void {
  const bySerial = new Map<string, Map<Anchor, Speaker>>()
  for (const self of statements.selves.values()) {
    const anchor = anchorOfEndpoint(self, holdings, self.listener)
    if (anchor === null) continue
    for (const identity of serialIdentities(self)) {
      const speakers = bySerial.get(identity) ?? new Map<Anchor, Speaker>()
      bySerial.set(identity, speakers)
      const known = speakers.get(anchor)
      const models = known === undefined ? self.models : new Set([...known.models, ...self.models])
      speakers.set(anchor, { anchor, models, proof: earlier(known?.proof ?? null, self.serialProof) })
    }
  }
  for (const [identity, speakers] of bySerial) {
    if (speakers.size < 2) continue
    const [first, ...rest] = [...speakers.values()].sort((a, b) => compareTexts(a.anchor, b.anchor)) as [
      Speaker,
      ...Speaker[],
    ]
    const [vendor, serial] = identity.split('|') as [string, string]
    for (const other of rest) joinBySerial(first, other, { vendor, serial }, journal)
  }
}

function joinBySerial(a: Speaker, b: Speaker, facts: { vendor: string; serial: string }, journal: Journal): void {
  if (isSameModel(a.models, b.models)) {
    journal.link('assets.same-serial', a.anchor, b.anchor, facts, b.proof)
    return
  }
  const models = [...a.models, ...b.models].sort(compareTexts)
  const anchors = [a.anchor, b.anchor]
  journal.keepApart('assets.same-serial-other-model', anchors, [], { ...facts, models }, b.proof)
  const finding = { anchors, facts: { ...facts, models }, proof: b.proof, firstAt: b.proof?.at ?? null, lastAt: null }
  journal.find({ kind: 'serial-conflict', ...finding })
}

/** `vendor|serial` of everything that an endpoint said of itself. */
export function serialIdentities(self: SelfDescription): readonly string[] {
  return [...self.serials].flatMap((serial) => [...self.vendors].map((vendor) => `${vendor}|${serial}`))
}

/** True unless both name a model (or both an order number) and no name agrees. */
function isSameModel(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return ['model:', 'orderNumber:'].every((field) => {
    const ofA = [...a].filter((text) => text.startsWith(field))
    const ofB = new Set([...b].filter((text) => text.startsWith(field)))
    return ofA.length === 0 || ofB.size === 0 || ofA.some((text) => ofB.has(text))
  })
}

interface Manager {
  readonly mac: string
  readonly proof: SourcedProof
}

function drawManagementLinks(
  sightings: Sightings,
  statements: DeviceStatements,
  holdings: Holdings,
  journal: Journal,
): void {
  const byIp = new Map<string, Map<string, Manager>>()
  const add = (ip: string, mac: string, proof: SourcedProof) => {
    const managers = byIp.get(ip) ?? new Map<string, Manager>()
    byIp.set(ip, managers)
    const known = managers.get(mac)
    if (known === undefined || compareProofs(proof, known.proof) < 0) managers.set(mac, { mac, proof })
  }
  for (const seen of sightings.macs.values()) {
    for (const { grounds, ip, proof } of seen.sightings.values()) {
      if ((grounds & GROUND.management) !== 0 && classOfIp(ip) === 'unicast') add(ip, seen.mac, proof)
    }
  }
  for (const { form, value, mac, proof } of statements.chassis) if (form === 'ip') add(value, mac, proof)
  const chassisOf = chassisByMac(statements)
  for (const [ip, managers] of byIp) {
    const all = [...managers.values()].sort((a, b) => compareTexts(a.mac, b.mac))
    const isOneDevice = all.length === 1 || haveCommonChassis(all, chassisOf)
    if (isOneDevice && (holdings.get(ip)?.others.size ?? 0) === 0) {
      for (const { mac, proof } of all)
        journal.link('assets.management-address', macAnchor(mac), ipAnchor(ip), { mac, ip }, proof)
    } else refuseManagement(ip, all, journal)
  }
}

function refuseManagement(ip: string, managers: readonly Manager[], journal: Journal): void {
  const macs = managers.map(({ mac }) => mac)
  const anchors = [ipAnchor(ip), ...macs.map(macAnchor)]
  const proof = managers[0]!.proof
  journal.keepApart('assets.management-address-shared', anchors, [], { ip, macs }, proof)
  const finding = { anchors, facts: { ip, macs }, proof, firstAt: proof.at, lastAt: null }
  journal.find({ kind: 'management-address-shared', ...finding })
}

/** Chassis MACs by port MAC; a MAC counts as its own chassis. Names do not count: devices come with equal ones. */
function chassisByMac(statements: DeviceStatements): ReadonlyMap<string, ReadonlySet<string>> {
  const chassis = new Map<string, Set<string>>()
  for (const { mac, value, form } of statements.chassis) {
    if (form === 'mac') chassis.set(mac, (chassis.get(mac) ?? new Set([mac])).add(value))
  }
  return chassis
}

function haveCommonChassis(managers: readonly Manager[], chassis: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const sets = managers.map(({ mac }) => chassis.get(mac) ?? new Set([mac]))
  return [...sets[0]!].some((value) => sets.every((set) => set.has(value)))
}

interface NameUse {
  readonly name: string
  readonly stations: Map<string, NameStatement>
  readonly chassis: Map<string, NameStatement>
}

/** A PROFINET station name is unique in its network, and PROFINET devices give it as LLDP chassis on each port. */
function drawStationLinks(statements: DeviceStatements, journal: Journal): void {
  const uses = new Map<string, NameUse>()
  const useOf = (segment: string | null, name: string) => {
    const key = `${segment ?? ''}|${name}`
    const known = uses.get(key)
    if (known !== undefined) return known
    const use: NameUse = { name, stations: new Map(), chassis: new Map() }
    uses.set(key, use)
    return use
  }
  for (const station of statements.stationNames) keep(useOf(station.segment, station.name).stations, station)
  for (const { mac, segment, value, form, proof } of statements.chassis) {
    if (form === 'name') keep(useOf(segment, value).chassis, { mac, segment, name: value, proof })
  }
  for (const use of uses.values()) linkPorts(use, statements, journal)
}

function linkPorts({ name, stations, chassis }: NameUse, statements: DeviceStatements, journal: Journal): void {
  const macs = [...new Set([...stations.keys(), ...chassis.keys()])].sort(compareTexts)
  if (macs.length < 2) return
  const station = stations.size === 1 ? [...stations.values()][0]! : null
  const apart: string[] = []
  for (const mac of macs) {
    if (station === null || mac === station.mac) continue
    const isPort = (macDistance(mac, station.mac) ?? Number.POSITIVE_INFINITY) <= PORT_RANGE
    const isProfinet = statements.speaksProfinet(mac) && statements.speaksProfinet(station.mac)
    const { proof } = chassis.get(mac)!
    const facts = { name, station: station.mac, port: mac }
    if (isPort && isProfinet && !FACTORY_NAMES.test(name)) {
      journal.link('assets.station-name', macAnchor(station.mac), macAnchor(mac), facts, proof)
    } else apart.push(mac)
  }
  const refused = station === null ? macs : apart.length === 0 ? [] : [station.mac, ...apart]
  if (refused.length === 0) return
  const proof = (stations.get(refused[0]!) ?? chassis.get(refused[0]!))!.proof
  journal.keepApart('assets.same-name-only', refused.map(macAnchor), [], { name, macs: refused }, proof)
}

function keep(map: Map<string, NameStatement>, statement: NameStatement): void {
  const known = map.get(statement.mac)
  if (known === undefined || compareProofs(statement.proof, known.proof) < 0) map.set(statement.mac, statement)
}

function earlier(a: SourcedProof | null, b: SourcedProof | null): SourcedProof | null {
  if (a === null || b === null) return a ?? b
  return compareProofs(a, b) <= 0 ? a : b
}
