// Zones for what stands in none: hosts by network and kind. What must stand apart and shares a network gets zones of its own without it.
import { compareTexts } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import { placeOf, type ZoneModel } from '@penstock/model/zones'
import { type Host, type HostKind, isOfWorld, kindOfHost, LEVEL_OF_KIND, networksOf } from './host.ts'
import type { ZoneDraft, ZoneMember } from './proposal.ts'

const WORDS = {
  outside: ['OUT', 'Outside'],
  enterprise: ['ENT', 'Enterprise'],
  dmz: ['DMZ', 'Industrial DMZ'],
  temporary: ['ACC', 'Vendor access and temporary equipment'],
  operations: ['OPS', 'Operations'],
  control: ['CTL', 'Control'],
  safety: ['SIS', 'Safety'],
} as const satisfies Record<HostKind, readonly [string, string]>

interface Kinded {
  readonly host: Host
  readonly kind: HostKind | null
  readonly ground: ZoneMember['ground']
  readonly said: string
}

/** `serves` tells which industrial protocol a host answers. */
export function draftZones(
  plant: PlantFile,
  model: ZoneModel,
  hosts: readonly Host[],
  serves: (host: Host) => string | null,
): readonly ZoneDraft[] {
  const homeless = hosts
    .filter((host) => host.zone === null && !isPlaced(model, host))
    .map((host): Kinded => {
      const found = kindOfHost(host, serves(host))
      return found === null ? { host, kind: null, ground: 'network', said: '' } : { host, ...found }
    })
    .sort((a, b) => compareTexts(a.host.id, b.host.id))
  const isOutside = ({ kind, host }: Kinded): boolean => kind === 'outside' && networksOf(host).length === 0
  const outside = homeless.filter(isOutside)
  const peers = peersOf(homeless)
  const groups = Map.groupBy(
    homeless.filter((one) => !isOutside(one)),
    (one) => homeNetwork(one, peers),
  )
  const taken = new Set(plant.zones.map(({ id }) => id))
  const drafts = [...groups]
    .sort(([a], [b]) => compareTexts(a ?? '', b ?? ''))
    .flatMap(([network, members]) => (network === null ? [] : draftsOfNetwork(network, members, taken)))
  return outside.length === 0 ? drafts : [...drafts, draft('outside', null, outside, null, taken)]
}

function isPlaced(model: ZoneModel, { cards }: Host): boolean {
  return cards.some((card) => placeOf(model, card).zone !== null)
}

/** How many hosts of a kind stand in a network. */
function peersOf(all: readonly Kinded[]): (kind: HostKind | null, network: string) => number {
  const counts = new Map<string, number>()
  const keyOf = (kind: HostKind | null, network: string): string => `${kind ?? 'unknown'} ${network}`
  for (const { host, kind } of all)
    for (const network of networksOf(host))
      counts.set(keyOf(kind, network), (counts.get(keyOf(kind, network)) ?? 0) + 1)
  return (kind, network) => counts.get(keyOf(kind, network)) ?? 0
}

/** Of several networks that in which most hosts of its kind stand, then the first by address. */
function homeNetwork({ host, kind }: Kinded, peers: ReturnType<typeof peersOf>): string | null {
  return [...networksOf(host)].sort((a, b) => peers(kind, b) - peers(kind, a) || compareTexts(a, b))[0] ?? null
}

function draftsOfNetwork(network: string, members: readonly Kinded[], taken: Set<string>): readonly ZoneDraft[] {
  const counts = Map.groupBy(
    members.filter(({ kind }) => kind !== null),
    ({ kind }) => kind as HostKind,
  )
  const kinds = [...counts].sort(([a, x], [b, y]) => y.length - x.length || compareTexts(a, b)).map(([kind]) => kind)
  const main = kinds[0] ?? null
  // Business systems that stand among each other, and control among operations, are not parted without a network between them.
  const apart = kinds.filter((kind) => main !== null && kind !== main && mustStandApart(main, kind))
  const rest = members.filter(({ kind }) => kind === null || !apart.includes(kind))
  const shared = apart.length === 0 ? null : network
  return [
    draft(main, network, rest, shared, taken),
    ...apart.map((kind) => draft(kind, network, counts.get(kind) ?? [], shared, taken)),
  ]
}

const IT: ReadonlySet<HostKind> = new Set(['outside', 'enterprise'])
const ALONE: ReadonlySet<HostKind> = new Set(['safety', 'temporary', 'outside', 'dmz'])

/** ZCR 3.2 to 3.6: business from control, safety from the rest, temporary devices and external connections from what stays. */
function mustStandApart(a: HostKind, b: HostKind): boolean {
  return a !== b && (ALONE.has(a) || ALONE.has(b) || IT.has(a) !== IT.has(b))
}

function draft(
  kind: HostKind | null,
  network: string | null,
  members: readonly Kinded[],
  sharesNetwork: string | null,
  taken: Set<string>,
): ZoneDraft {
  const [short, long] = kind === null ? (['NET', 'Network'] as const) : WORDS[kind]
  const base =
    network === null ? `Z-${short}` : `Z-${short}-${network.replace(/\/\d+$/, '').replace(/[^0-9a-f]+/g, '-')}`
  let id = base
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`
  taken.add(id)
  const told = members.map(
    ({ host, kind: own, ground, said }): ZoneMember =>
      own === kind && own !== null
        ? { host: host.id, ground, said }
        : { host: host.id, ground: 'network', said: network ?? '' },
  )
  return {
    kind: 'zone',
    key: `zone ${kind ?? 'unknown'} ${network ?? 'outside'}`,
    zone: {
      id,
      name: network === null ? long : `${long} ${network}`,
      purdue: kind === null ? null : LEVEL_OF_KIND[kind],
      subnet: sharesNetwork === null ? network : null,
    },
    members: told,
    sharesNetwork,
    facts: members.map(({ host, kind: own }) => `${host.id} ${own ?? 'unknown'}`).sort(compareTexts),
  }
}

/** Whether addresses of the world talk and no zone holds them. */
export function needsOutside(model: ZoneModel, addresses: readonly (string | null)[]): boolean {
  return addresses.some((ip) => isOfWorld(ip) && placeOf(model, { ip, mac: null }).zone === null)
}

/** Without a host of its own: where addresses of the world stand. */
export function draftOutside(taken: readonly string[]): ZoneDraft {
  return { ...draft('outside', null, [], null, new Set(taken)), facts: ['addresses of the world'] }
}
