// What stands on the networks of a site, in the words of a partition: which kind a host is, and on what ground; its networks.
// Kinds follow the separations that IEC 62443-3-2 ZCR 3 asks for: business from control, safety, temporary, external connections.
import { levelOfRole } from '@penstock/model/assets'
import { addressText } from '@penstock/model/firewall'
import { interfacesOf, type PlantFile, parseIp, reachOf } from '@penstock/model/plant'

export interface HostCard {
  readonly ip: string | null
  readonly mac: string | null
}

export interface Host {
  /** As the plant calls it, or as it would be called there. */
  readonly id: string
  readonly name: string
  readonly isDeclared: boolean
  /** The zone that the plant gives it. */
  readonly zone: string | null
  readonly role: string | null
  readonly level: number | null
  readonly isTemporary: boolean
  readonly cards: readonly HostCard[]
}

export type HostKind = 'outside' | 'enterprise' | 'dmz' | 'operations' | 'control' | 'safety' | 'temporary'

/** On what ground a host is of its kind: `role`, its `level`, that it is `temporary`, an `address` of the world, what it `serves`. */
export interface KindGround {
  readonly ground: 'role' | 'level' | 'temporary' | 'address' | 'serves'
  readonly said: string
}

/** Null: neither its role nor its level tells. `serves` names an industrial protocol that it answers. */
export function kindOfHost(host: Host, serves: string | null): (KindGround & { readonly kind: HostKind }) | null {
  const { role, isTemporary, cards } = host
  if (isTemporary) return { kind: 'temporary', ground: 'temporary', said: host.id }
  if (role?.startsWith('safety-') === true) return { kind: 'safety', ground: 'role', said: role }
  if (role === 'remote-access') return { kind: 'temporary', ground: 'role', said: role }
  // A firewall or switch stands in every network that it joins: it says nothing about them.
  if (role !== null && JOINS_NETWORKS.has(role)) return null
  const level = host.level ?? (role === null ? null : levelOfRole(role))
  if (level !== null) {
    const ground = host.level === null && role !== null ? 'role' : 'level'
    return { kind: kindOfLevel(level), ground, said: ground === 'role' ? (role ?? '') : String(level) }
  }
  const isGlobal = cards.some(({ ip }) => isOfWorld(ip))
  if (isGlobal && networksOf(host).length === 0) return { kind: 'outside', ground: 'address', said: cards[0]?.ip ?? '' }
  return serves === null ? null : { kind: 'control', ground: 'serves', said: serves }
}

const JOINS_NETWORKS: ReadonlySet<string> = new Set(['firewall', 'switch', 'router', 'virtual-router', 'access-point'])

function kindOfLevel(level: number): HostKind {
  if (level >= 5) return 'outside'
  if (level >= 4) return 'enterprise'
  if (level >= 3.5) return 'dmz'
  return level >= 3 ? 'operations' : 'control'
}

/** Purdue level, or range, of a zone that holds this kind. */
export const LEVEL_OF_KIND = {
  outside: '5',
  enterprise: '4',
  dmz: '3.5',
  temporary: '3.5',
  operations: '3',
  control: '1-2',
  safety: '1-2',
} as const satisfies Record<HostKind, string>

/** Networks of its cards, `10.20.30.0/24`: a mask is not seen on the wire, so 24 bits are supposed, and 64 of IPv6. */
export function networksOf(host: Pick<Host, 'cards'>): readonly string[] {
  return [...new Set(host.cards.flatMap(({ ip }) => networkOf(ip) ?? []))]
}

function networkOf(ip: string | null): string | null {
  const address = ip === null || isOfWorld(ip) ? null : parseIp(ip)
  if (address === null || reachOf(address) === 'group') return null
  const kept = address.bits === 32 ? 24 : 64
  const base = (address.value >> BigInt(address.bits - kept)) << BigInt(address.bits - kept)
  return `${addressText(address.bits, base)}/${kept}`
}

export function isOfWorld(ip: string | null): boolean {
  const address = ip === null ? null : parseIp(ip)
  return address !== null && reachOf(address) === 'global'
}

/** Assets of a plant file as hosts. */
export function hostsOfPlant(plant: PlantFile): readonly Host[] {
  return plant.assets.map((asset) => ({
    id: asset.id,
    name: asset.name,
    isDeclared: true,
    zone: asset.zone,
    role: asset.role ?? null,
    level: asset.purdue ?? null,
    isTemporary: asset.temporary === true,
    cards: interfacesOf(asset).map(({ ip, mac }) => ({ ip, mac })),
  }))
}
