// Where an address stands: in which zone, on what ground, and which registered asset it belongs to.
import { type Ip, ipKey, isInSubnet, macKey, parseIp, parseSubnet, reachOf } from '@penstock/model/plant'
import type { ModelEndpoint, ZoneModel } from './model.ts'
import { type ModelIndex, modelIndex, zoneOfSubnet } from './model-index.ts'

export interface WireAddress {
  readonly ip: string | null
  readonly mac: string | null
}

/**
 * On what ground an address counts in a zone. `registered`: an asset of the register has it, and the asset's own zone
 * counts · `subnet`: a zone's subnet holds it · `external`: an address of the world outside · `group`: multicast or
 * broadcast, which stays in the sender's zone · `unknown`: none of these.
 */
export type PlaceGround = 'registered' | 'subnet' | 'external' | 'group' | 'unknown'

export interface Place {
  readonly zone: string | null
  readonly asset: string | null
  readonly ground: PlaceGround
}

/**
 * The place of an address. A MAC address alone places a frame without IP, or an asset whose registered card has no IP
 * address: behind a router every far address shows the router's MAC. A subnet of a zone is the proof of being inside;
 * RFC 1918 is not, nor is a public address a proof of being outside.
 */
export function placeOf(model: ZoneModel, address: WireAddress): Place {
  const index = modelIndex(model)
  const ip = address.ip === null ? null : parseIp(address.ip)
  const owner = address.mac === null ? undefined : index.byMac.get(macKey(address.mac) ?? '')
  if (ip === null) {
    if (owner !== undefined) return { zone: owner.endpoint.zone, asset: owner.endpoint.asset, ground: 'registered' }
    return isGroupMac(address.mac) ? GROUP : UNKNOWN
  }
  const registered = index.byIp.get(ipKey(address.ip ?? '') ?? '')
  if (registered !== undefined) return { zone: registered.zone, asset: registered.asset, ground: 'registered' }
  const zone = zoneOfSubnet(index, ip)
  if (zone !== null) {
    const isOwn = owner !== undefined && !owner.hasIp && owner.endpoint.zone === zone
    return isOwn ? { zone, asset: owner.endpoint.asset, ground: 'registered' } : { zone, asset: null, ground: 'subnet' }
  }
  return outside(index, ip)
}

/** Whether an asset without an address of its own is said to call from here (remote access records). */
export function callsFrom({ networks }: Pick<ModelEndpoint, 'networks'>, ip: Ip): boolean {
  return networks.some((text) => {
    const subnet = parseSubnet(text)
    return subnet !== null && isInSubnet(ip, subnet)
  })
}

const UNKNOWN: Place = { zone: null, asset: null, ground: 'unknown' }
const GROUP: Place = { zone: null, asset: null, ground: 'group' }

function outside(index: ModelIndex, ip: Ip): Place {
  const reach = reachOf(ip)
  if (reach === 'group') return GROUP
  if (reach === 'global' && index.external !== null) return { zone: index.external, asset: null, ground: 'external' }
  return UNKNOWN
}

/** The group bit of IEEE 802: the lowest of the first octet. */
function isGroupMac(mac: string | null): boolean {
  const key = mac === null ? null : macKey(mac)
  return key !== null && (Number.parseInt(key.slice(0, 2), 16) & 1) === 1
}
