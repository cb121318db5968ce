// The register turned around: which entries name this MAC, which this IP. The last entry of an id holds.

import { compareTexts } from '@penstock/model/kernel'
import { classOfIp } from './addresses.ts'
import type { DeclaredAsset, DeclaredInterface } from './declared.ts'
import type { PersonDecision } from './person-decision.ts'

export interface RegisterLine {
  readonly asset: DeclaredAsset
  readonly interface: DeclaredInterface
}

export interface RegisterIndex {
  /** Sorted by id. */
  readonly assets: readonly DeclaredAsset[]
  readonly byMac: ReadonlyMap<string, readonly RegisterLine[]>
  readonly byIp: ReadonlyMap<string, readonly RegisterLine[]>
}

/** Indexes the register together with what people declared on a page; of two entries with one id the later one holds. */
export function indexRegister(declared: readonly DeclaredAsset[], active: readonly PersonDecision[]): RegisterIndex {
  const byId = new Map<string, DeclaredAsset>()
  const added = active.flatMap((decision) => (decision.kind === 'declare' ? [decision.asset] : []))
  for (const asset of [...declared, ...added]) {
    const known = byId.get(asset.id)
    if (known === undefined || isLater(asset, known)) byId.set(asset.id, asset)
  }
  const assets = [...byId.values()].sort((a, b) => compareTexts(a.id, b.id))
  const byMac = new Map<string, RegisterLine[]>()
  const byIp = new Map<string, RegisterLine[]>()
  for (const asset of assets) {
    for (const spelt of asset.interfaces) {
      const line = { asset, interface: { ...spelt, mac: lower(spelt.mac), ip: lower(spelt.ip) } }
      if (line.interface.mac !== null) add(byMac, line.interface.mac, line)
      if (line.interface.ip !== null && classOfIp(line.interface.ip) === 'unicast') add(byIp, line.interface.ip, line)
    }
  }
  return { assets, byMac, byIp }
}

/** The ids that name the MAC. */
export function idsOfMac(register: RegisterIndex, mac: string): ReadonlySet<string> {
  return new Set((register.byMac.get(mac) ?? []).map((line) => line.asset.id))
}

function isLater(asset: DeclaredAsset, known: DeclaredAsset): boolean {
  if (asset.declaredAt !== known.declaredAt) return asset.declaredAt > known.declaredAt
  return JSON.stringify(asset) > JSON.stringify(known)
}

function lower(text: string | null): string | null {
  return text === null ? null : text.toLowerCase()
}

function add(map: Map<string, RegisterLine[]>, key: string, line: RegisterLine): void {
  const lines = map.get(key)
  if (lines === undefined) map.set(key, [line])
  else lines.push(line)
}
