// What devices say of themselves that bears on identity: chassis, station name, serial number, that they forward.
import type { Claim } from '@penstock/model/observations'
import { classOfIp, classOfMac } from './addresses.ts'
import { compareProofs, type SourcedProof } from './anchor.ts'
import type { FactSource, Listener } from './facts.ts'
import { isLinkProtocol } from './sightings.ts'

const MAC_TEXT = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i
const IP_TEXT = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]*)$/i

/** Makers of network equipment: another maker in the payload means that the MAC only carried the packet. */
const NETWORK_MAKERS =
  /cisco|juniper|fortinet|palo alto|check point|arista|mikrotik|extreme networks|ubiquiti|sonicwall|watchguard|zyxel/

/** Serial numbers that are none; so is one that repeats a single character. */
const NO_SERIAL =
  /^(n\/?a|none|unknown|default|empty|null|serial|to be filled.*|not (available|specified|set).*|1234567?8?9?0?)$/

/** Where a statement says it came from: a slot, unit or line behind the endpoint. Null when of the endpoint itself. */
export function modulePathOf(claim: Claim): string | null {
  const at = claim.method.indexOf('@')
  return at < 0 ? null : claim.method.slice(at + 1)
}

export interface ChassisStatement {
  readonly mac: string
  readonly segment: string | null
  /** A lower-case MAC, an IP, or a name in lower case. */
  readonly value: string
  readonly form: 'mac' | 'ip' | 'name'
  readonly proof: SourcedProof
}

export interface NameStatement {
  readonly mac: string
  readonly segment: string | null
  readonly name: string
  readonly proof: SourcedProof
}

/** One endpoint's own words about itself, as far as they identify it. Sets of lower-case values. */
export interface SelfDescription {
  readonly mac: string | null
  readonly ip: string | null
  /** Where it was heard: tells copies of an address apart. */
  readonly listener: Listener
  readonly vendors: Set<string>
  readonly serials: Set<string>
  readonly models: Set<string>
  /** The earliest packet with a serial number. */
  serialProof: SourcedProof | null
}

export class DeviceStatements {
  readonly chassis: ChassisStatement[] = []
  readonly stationNames: NameStatement[] = []
  readonly selves = new Map<string, SelfDescription>()
  readonly #speaksProfinet = new Set<string>()
  readonly #makers = new Map<string, string>()
  readonly #forwards = new Map<string, string>()
  readonly #vendorsOfIp = new Map<string, Set<string>>()

  constructor(sources: readonly FactSource[]) {
    for (const source of sources) {
      for (const binding of source.bindings) this.#noteProtocol(binding.mac, binding.protocol)
      for (const claim of source.claims) this.#note(source, claim)
    }
  }

  /** True when the MAC sent PROFINET frames of its own. */
  speaksProfinet(mac: string): boolean {
    return this.#speaksProfinet.has(mac)
  }

  /** Why a MAC that sent packets of just this IP is still no holder of it; null when nothing says so. */
  forwardingReason(mac: string, ip: string): string | null {
    const role = this.#forwards.get(mac)
    if (role !== undefined) return `role:${role}`
    const maker = this.#makers.get(mac)
    if (maker === undefined || !NETWORK_MAKERS.test(maker)) return null
    const other = [...(this.#vendorsOfIp.get(ip) ?? [])].filter((vendor) => !isSameMaker(vendor, maker)).sort()[0]
    return other === undefined ? null : `maker:${maker}; payload:${other}`
  }

  #note(source: FactSource, claim: Claim): void {
    const { mac, ip } = claim.about
    const value = claim.value.trim()
    // What another system keeps is no word of the device.
    if (value === '' || claim.basis === 'reported') return
    if (mac !== null) this.#noteProtocol(mac, claim.protocol)
    if (claim.method === 'oui') {
      if (mac !== null) keepFirst(this.#makers, mac, value.toLowerCase())
      return
    }
    // A vendor that follows from an order number counts as said; one that follows from the MAC does not.
    if (modulePathOf(claim) !== null || (claim.basis !== 'observed' && claim.field !== 'vendor')) return
    if (claim.method === 'lldp-chassis-id') {
      this.#noteChassis(mac, source.segment, value, sourced(source, claim))
      return
    }
    if (claim.method === 'dcp-name-of-station' && mac !== null) {
      const name = value.toLowerCase()
      this.stationNames.push({ mac, segment: source.segment, name, proof: sourced(source, claim) })
    }
    const isForwarder = claim.field === 'role' && (value === 'router' || value === 'firewall')
    if (isForwarder && mac !== null && isLinkProtocol(claim.protocol)) keepFirst(this.#forwards, mac, value)
    this.#describe(source, claim, value)
    if (claim.field === 'vendor' && ip !== null && !isLinkProtocol(claim.protocol)) {
      const vendors = this.#vendorsOfIp.get(ip) ?? new Set()
      this.#vendorsOfIp.set(ip, vendors.add(value.toLowerCase()))
    }
  }

  #noteProtocol(mac: string, protocol: string): void {
    if (protocol.startsWith('profinet') || protocol === 'dcp' || protocol.startsWith('pn-'))
      this.#speaksProfinet.add(mac)
  }

  #noteChassis(mac: string | null, segment: string | null, value: string, proof: SourcedProof): void {
    if (mac === null || classOfMac(mac) === 'group') return
    if (MAC_TEXT.test(value)) {
      const chassis = value.toLowerCase().replaceAll('-', ':')
      const kind = classOfMac(chassis)
      if (kind === 'universal' || kind === 'virtual')
        this.chassis.push({ mac, segment, value: chassis, form: 'mac', proof })
      return
    }
    if (IP_TEXT.test(value)) {
      if (classOfIp(value) === 'unicast')
        this.chassis.push({ mac, segment, value: value.toLowerCase(), form: 'ip', proof })
      return
    }
    this.chassis.push({ mac, segment, value: value.toLowerCase(), form: 'name', proof })
  }

  #describe(source: FactSource, claim: Claim, value: string): void {
    const { field } = claim
    if (field !== 'vendor' && field !== 'serial' && field !== 'model' && field !== 'orderNumber') return
    const folded = value.toLowerCase()
    if (field === 'serial' && !isSerial(folded)) return
    const isLink = isLinkProtocol(claim.protocol) && claim.about.mac !== null
    const ip = isLink ? null : claim.about.ip
    const mac = claim.about.mac
    const key = `${mac ?? ''}|${ip ?? ''}|${source.segment ?? ''}|${ip !== null && classOfIp(ip) === 'loopback' ? source.id : ''}`
    let self = this.selves.get(key)
    if (self === undefined) {
      self = { mac, ip, listener: source, vendors: new Set(), serials: new Set(), models: new Set(), serialProof: null }
      this.selves.set(key, self)
    }
    if (field === 'vendor') self.vendors.add(folded)
    else if (field !== 'serial') self.models.add(`${field}:${folded}`)
    else {
      self.serials.add(folded)
      const proof = sourced(source, claim)
      if (self.serialProof === null || compareProofs(proof, self.serialProof) < 0) self.serialProof = proof
    }
  }
}

function sourced(source: FactSource, claim: Claim): SourcedProof {
  return { ...claim.proof, source: source.id }
}

function isSerial(folded: string): boolean {
  const digits = folded.replace(/^0x/, '')
  return digits.length >= 4 && !NO_SERIAL.test(folded) && new Set(digits).size > 1
}

function isSameMaker(a: string, b: string): boolean {
  const first = (text: string) => text.split(/[\s,.]+/)[0] ?? ''
  return first(a) === first(b)
}

/** Keeps the first of several texts by code units: the same one in every order of input. */
function keepFirst(map: Map<string, string>, key: string, text: string): void {
  const known = map.get(key)
  if (known === undefined || text < known) map.set(key, text)
}
