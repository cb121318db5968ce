// Finds the asset behind an endpoint of a conversation, as identity resolution would.
import type { Endpoint } from '@penstock/model/observations'
import { classOfIp, classOfMac } from './addresses.ts'
import type { Anchor, AssetKey } from './anchor.ts'
import type { Asset } from './asset.ts'

export interface AssetIndex {
  readonly byKey: ReadonlyMap<AssetKey, Asset>
  readonly byAnchor: ReadonlyMap<Anchor, Asset>
  readonly byMac: ReadonlyMap<string, Asset>
  /** Usually one; several when the same address is used in places that do not touch. */
  readonly byIp: ReadonlyMap<string, readonly Asset[]>
}

export function buildAssetIndex(assets: readonly Asset[]): AssetIndex {
  const byIp = new Map<string, Asset[]>()
  for (const asset of assets) {
    for (const ip of asset.ips) {
      const sharing = byIp.get(ip)
      if (sharing === undefined) byIp.set(ip, [asset])
      else sharing.push(asset)
    }
  }
  return {
    byKey: new Map(assets.map((asset) => [asset.key, asset])),
    byAnchor: new Map(assets.flatMap((asset) => asset.anchors.map((anchor) => [anchor, asset] as const))),
    byMac: new Map(assets.flatMap((asset) => asset.macs.map((mac) => [mac, asset] as const))),
    byIp,
  }
}

/** The asset of an endpoint; null for a group address, for one that never spoke, and when several use it and no MAC tells. */
export function findAssetOf(index: AssetIndex, { mac, ip }: Endpoint): Asset | null {
  const ofMac = mac === null || classOfMac(mac) === 'group' ? null : (index.byMac.get(mac) ?? null)
  const ipClass = ip === null ? 'none' : classOfIp(ip)
  if (ip === null || ipClass === 'none') return ofMac
  if (ipClass === 'link-local' && ofMac !== null) return ofMac
  // A MAC decides only between devices that use the address; in a routed packet it is the router's.
  if (ofMac !== null && (ofMac.ips.includes(ip) || ofMac.contestedIps.includes(ip))) return ofMac
  const sharing = index.byIp.get(ip) ?? []
  return sharing.length === 1 ? sharing[0]! : null
}
