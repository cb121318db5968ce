// A zone model made ready for look-ups. Built once per model object; a model is never changed in place.
import { type Ip, ipKey, macKey, parseSubnet, type Subnet } from '@penstock/model/plant'
import type { ModelConduit, ModelEndpoint, ModelZone, ZoneModel } from './model.ts'
import { type Vocabulary, vocabularyOf } from './vocabulary.ts'

export interface ModelIndex {
  readonly zones: ReadonlyMap<string, ModelZone>
  readonly assets: ReadonlyMap<string, ModelEndpoint>
  readonly byIp: ReadonlyMap<string, ModelEndpoint>
  /** Interfaces that have a MAC address and no IP address in the register; null where two assets claim it. */
  readonly byMac: ReadonlyMap<string, MacOwner>
  readonly subnets: readonly { readonly zone: string; readonly subnet: Subnet }[]
  /** The one zone for addresses of the world outside; null when no zone or more than one offers itself. */
  readonly external: string | null
  readonly vocabulary: Vocabulary
  /** Conduits by `zone zone` in the order of the ids' appearance, both ways round. */
  readonly conduits: ReadonlyMap<string, readonly ModelConduit[]>
}

export interface MacOwner {
  readonly endpoint: ModelEndpoint
  readonly hasIp: boolean
}

const made = new WeakMap<ZoneModel, ModelIndex>()

export function modelIndex(model: ZoneModel): ModelIndex {
  const known = made.get(model)
  if (known !== undefined) return known
  const index = build(model)
  made.set(model, index)
  return index
}

/** The zone whose subnet holds the address; the longest prefix wins, two zones with the same one give null. */
export function zoneOfSubnet(index: ModelIndex, ip: Ip): string | null {
  let zone: string | null = null
  let prefix = -1
  for (const one of index.subnets) {
    if (one.subnet.bits !== ip.bits || one.subnet.prefix < prefix) continue
    const shift = BigInt(ip.bits - one.subnet.prefix)
    if (ip.value >> shift !== one.subnet.base >> shift) continue
    zone = one.subnet.prefix === prefix && zone !== one.zone ? null : one.zone
    prefix = one.subnet.prefix
  }
  return zone
}

export function pairKey(a: string, b: string): string {
  return JSON.stringify([a, b])
}

function build(model: ZoneModel): ModelIndex {
  const byIp = new Map<string, ModelEndpoint>()
  const byMac = new Map<string, MacOwner>()
  for (const endpoint of model.endpoints) {
    for (const card of endpoint.interfaces) {
      const ip = card.ip === null ? null : ipKey(card.ip)
      const mac = card.mac === null ? null : macKey(card.mac)
      if (ip !== null && !byIp.has(ip)) byIp.set(ip, endpoint)
      if (mac !== null && !byMac.has(mac)) byMac.set(mac, { endpoint, hasIp: ip !== null })
    }
  }
  const conduits = new Map<string, ModelConduit[]>()
  for (const conduit of model.conduits) {
    for (const key of new Set([pairKey(conduit.zoneA, conduit.zoneB), pairKey(conduit.zoneB, conduit.zoneA)])) {
      conduits.set(key, [...(conduits.get(key) ?? []), conduit])
    }
  }
  const outside = model.zones.filter((zone) => zone.subnets.length === 0 && zone.purdue?.startsWith('5') === true)
  return {
    zones: new Map(model.zones.map((zone) => [zone.id, zone])),
    assets: new Map(model.endpoints.map((endpoint) => [endpoint.asset, endpoint])),
    byIp,
    byMac,
    subnets: model.zones.flatMap((zone) =>
      zone.subnets.flatMap((text) => {
        const subnet = parseSubnet(text)
        return subnet === null ? [] : [{ zone: zone.id, subnet }]
      }),
    ),
    external: outside.length === 1 ? outside[0]!.id : null,
    vocabulary: vocabularyOf(model.protocols),
    conduits,
  }
}
