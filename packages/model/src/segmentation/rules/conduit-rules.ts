// The rule set that the documented conduits of a plant ask for: what a device would have to be told to enforce them, and no more.
import {
  ALL_PORTS,
  commonRanges,
  type FirewallPolicy,
  type FirewallRule,
  type IpRange,
  mergeRanges,
  newRule,
  parseRange,
  type Service,
  TCP,
  UDP,
  withoutRanges,
} from '@penstock/model/firewall'
import { parseIp } from '@penstock/model/plant'
import type { ModelConduit, ZoneModel } from '@penstock/model/zones'

/** A part of a conduit that no rule can be made of. */
export interface LeftOut {
  readonly conduit: string
  readonly what: string
  readonly because: 'no-address' | 'no-port' | 'function-codes'
}

export interface ConduitRules {
  readonly policy: FirewallPolicy
  readonly leftOut: readonly LeftOut[]
}

/** Rules in the order of the conduits; their id is the conduit's. Of one device, or of all. */
export function conduitRules(model: ZoneModel, device: string | null = null): ConduitRules {
  const leftOut: LeftOut[] = []
  const rules = model.conduits
    .filter((conduit) => conduit.status !== 'undocumented' && conduit.zoneA !== conduit.zoneB)
    .filter((conduit) => device === null || conduit.enforcedBy.includes(device))
    .flatMap((conduit) => rulesOfConduit(model, conduit, leftOut))
  const policy: FirewallPolicy = { name: 'conduits', path: 'forward', from: null, to: null, otherwise: 'deny', rules }
  return { policy, leftOut }
}

/** Addresses of a zone; of a zone at level 5 without subnets: all that no other zone holds. */
export function zoneRanges(model: ZoneModel, zone: string): readonly IpRange[] {
  const own = model.zones.find(({ id }) => id === zone)
  const subnets = rangesOf(own?.subnets ?? [])
  if (subnets.length > 0 || own?.purdue?.startsWith('5') !== true) return subnets
  return withoutRanges(rangesOf(model.zones.flatMap((one) => one.subnets)))
}

function rangesOf(texts: readonly string[]): readonly IpRange[] {
  return mergeRanges(texts.flatMap((text) => parseRange(text) ?? []))
}

function rulesOfConduit(model: ZoneModel, conduit: ModelConduit, leftOut: LeftOut[]): readonly FirewallRule[] {
  const { id, zoneA, zoneB, endpoints, direction } = conduit
  for (const { protocol, functions } of conduit.functionLimits) {
    leftOut.push({ conduit: id, what: `${protocol} ${functions.join(', ')}`, because: 'function-codes' })
  }
  const services = servicesOf(model, conduit, leftOut)
  const a = sideOf(model, conduit, zoneA, endpoints?.a ?? null, leftOut)
  const b = sideOf(model, conduit, zoneB, endpoints?.b ?? null, leftOut)
  if (services.length === 0 || a.length === 0 || b.length === 0) return []
  const rule = (source: readonly IpRange[], destination: readonly IpRange[], from: string, to: string): FirewallRule =>
    newRule(null, { id, action: 'accept', source, destination, services, remark: `${id} ${from} to ${to}` })
  return [rule(a, b, zoneA, zoneB), ...(direction === 'both' ? [rule(b, a, zoneB, zoneA)] : [])]
}

function sideOf(
  model: ZoneModel,
  conduit: ModelConduit,
  zone: string,
  listed: readonly string[] | null,
  leftOut: LeftOut[],
): readonly IpRange[] {
  const within = zoneRanges(model, zone)
  if (listed === null) {
    if (within.length === 0) leftOut.push({ conduit: conduit.id, what: zone, because: 'no-address' })
    return within
  }
  const found = listed.flatMap((asset) => {
    const endpoint = model.endpoints.find((one) => one.asset === asset)
    const cards = (endpoint?.interfaces ?? []).flatMap(({ ip }) => ip ?? [])
    const ranges = commonRanges(rangesOf([...cards, ...(endpoint?.networks ?? [])]), within)
    if (ranges.length === 0) leftOut.push({ conduit: conduit.id, what: asset, because: 'no-address' })
    return ranges
  })
  return mergeRanges(found)
}

function servicesOf(model: ZoneModel, conduit: ModelConduit, leftOut: LeftOut[]): readonly Service[] {
  return conduit.protocols.flatMap((name) => {
    const protocol = model.protocols.find(({ id }) => id === name)
    const ports = (protocol?.ports ?? []).map((port) => ({ first: port, last: port }))
    const transports = (protocol?.transport ?? []).filter((transport) => transport !== 'ethernet')
    if (ports.length === 0 || transports.length === 0)
      leftOut.push({ conduit: conduit.id, what: name, because: 'no-port' })
    return ports.length === 0
      ? []
      : transports.map((transport) => ({ protocol: transport === 'tcp' ? TCP : UDP, sourcePorts: ALL_PORTS, ports }))
  })
}

/** Zones in whose subnets the device has a card. */
export function zonesOfDevice(model: ZoneModel, device: string | null): ReadonlySet<string> {
  const cards = model.endpoints.find(({ asset }) => asset === device)?.interfaces ?? []
  const addresses = cards.flatMap(({ ip }) => (ip === null ? [] : (parseIp(ip) ?? [])))
  const zones = model.zones.filter(({ id }) =>
    addresses.some(
      (ip) => commonRanges([{ bits: ip.bits, first: ip.value, last: ip.value }], zoneRanges(model, id)).length > 0,
    ),
  )
  return new Set(zones.map(({ id }) => id))
}
