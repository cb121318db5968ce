// Which hosts of an endpoint product's export the plant depends on, and the group in which that product only detects. By what the graph says of
// a host (functions, flows, management, ways in, accounts, information), not by its subnet alone. A host that nobody registered and that
// stands in an OT network, or in none that the export says, is protected until somebody says otherwise; so is one whose name and addresses point to
// different assets.
import { compareTexts } from '@penstock/model/kernel'
import { type PlantFile, parseIp, parseSubnet } from '@penstock/model/plant'
import { itHosts, managementPaths } from '@penstock/model/process'
import { type EdrTag, isOwn } from './edr-tag.ts'

/** A host as the export lists it. */
export interface EdrHost {
  readonly name: string
  readonly ips: readonly string[]
  readonly macs: readonly string[]
}

/**
 * Why the plant depends on a host. `stands`: in an OT zone. `realises`: a function that is not business runs on it. `speaks`: with an OT host.
 * `manages`: one. `way-in`: a remote access leads over it. `account`: somebody uses one account on it and on an OT host. `carries`: information
 * that a function waits for. `subnet`: nobody registered it, and its address lies in an OT network.
 */
export interface EdrReason {
  readonly kind: 'stands' | 'realises' | 'speaks' | 'manages' | 'way-in' | 'account' | 'carries' | 'subnet'
  /** Records of the plant file that say so. */
  readonly records: readonly string[]
}

export interface ScopedHost {
  readonly host: EdrHost
  /** Assets that its name, MAC or IP belong to; none where it is not registered, several where they disagree. */
  readonly assets: readonly string[]
  readonly zone: string | null
  readonly reasons: readonly EdrReason[]
  /** `protected`: detect only; isolating or stopping anything on it needs an authorisation of OT. */
  readonly group: 'protected' | 'standard'
}

export interface EdrScope {
  readonly hosts: readonly ScopedHost[]
  /** Assets with an operating system that the plant depends on and that the export does not list. */
  readonly withoutAgent: readonly string[]
  readonly zones: readonly { readonly zone: string; readonly agents: number; readonly withoutAgent: number }[]
}

const NOT_THE_PLANTS = new Set(['business', 'external'])

/** Hosts in the order of the export. */
export function scopeEdr(plant: PlantFile, hosts: readonly EdrHost[]): EdrScope {
  const reasons = reasonsOf(plant)
  const find = finderOf(plant)
  const zoneOf = new Map(plant.assets.map(({ id, zone }) => [id, zone]))
  const subnets = plant.zones.flatMap(({ id, purdue, subnet }) => {
    const parsed = subnet === null || subnet === undefined ? null : parseSubnet(subnet)
    return isOtLevel(purdue ?? null) && parsed !== null ? [{ zone: id, parsed }] : []
  })
  const subnetOf = (host: EdrHost) =>
    subnets.find(({ parsed }) =>
      host.ips.some((text) => {
        const ip = parseIp(text)
        const shift = BigInt(parsed.bits - parsed.prefix)
        return ip !== null && ip.bits === parsed.bits && ip.value >> shift === parsed.base >> shift
      }),
    )
  const scoped = hosts.map((host): ScopedHost => {
    const assets = find(host)
    const subnet = assets.length === 0 ? subnetOf(host) : undefined
    const found =
      subnet === undefined
        ? joined(assets.flatMap((id) => reasons.get(id) ?? []))
        : [{ kind: 'subnet', records: [subnet.zone] } as const]
    const zone = subnet?.zone ?? zoneOf.get(assets[0] ?? '') ?? null
    const isNowhere = assets.length === 0 && host.ips.every(isOwn)
    return { host, assets, zone, reasons: found, group: found.length > 0 || isNowhere ? 'protected' : 'standard' }
  })
  const listed = new Set(scoped.flatMap(({ assets }) => assets))
  const withoutAgent = plant.assets.flatMap(({ id, os }) =>
    os !== null && os !== undefined && reasons.has(id) && !listed.has(id) ? [id] : [],
  )
  const zones = plant.zones.map(({ id }) => ({
    zone: id,
    agents: scoped.filter(({ zone }) => zone === id).length,
    withoutAgent: withoutAgent.filter((asset) => zoneOf.get(asset) === id).length,
  }))
  return { hosts: scoped, withoutAgent, zones }
}

/** As `tagHosts` says it without a plant: what OT depends on without standing there is how control networks are reached. */
export function tagOfScoped({ assets, reasons }: ScopedHost): EdrTag {
  if (reasons.some(({ kind }) => kind === 'stands' || kind === 'subnet')) return 'ot'
  if (reasons.length > 0) return 'bridges'
  return assets.length === 0 ? 'unknown' : 'outside'
}

/** One reason of each kind. */
function joined(reasons: readonly EdrReason[]): readonly EdrReason[] {
  const kinds = new Map<EdrReason['kind'], Set<string>>()
  for (const { kind, records } of reasons) kinds.set(kind, new Set([...(kinds.get(kind) ?? []), ...records]))
  return [...kinds].map(([kind, records]) => ({ kind, records: [...records].sort(compareTexts) }))
}

/** `5+` is outside; of a range the lower end counts. Without a level nobody said that it is IT. */
function isOtLevel(purdue: string | null): boolean {
  return purdue !== null && !purdue.startsWith('5') && Number.parseFloat(purdue) < 3.5
}

function reasonsOf(plant: PlantFile): ReadonlyMap<string, readonly EdrReason[]> {
  const { assets, zones, functions, flows, accounts, remoteAccess, informationFlows } = plant
  const outside = new Set(zones.filter(({ purdue }) => purdue?.startsWith('5') === true).map(({ id }) => id))
  const zoneOf = new Map(assets.map(({ id, zone }) => [id, zone]))
  const it = itHosts(plant)
  const ot = new Set(assets.filter(({ id, zone }) => !it.has(id) && !outside.has(zone)).map(({ id }) => id))
  const found = new Map<string, Map<EdrReason['kind'], Set<string>>>()
  const add = (asset: string, kind: EdrReason['kind'], record: string) => {
    const kinds = found.get(asset) ?? new Map<EdrReason['kind'], Set<string>>()
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(record))
    found.set(asset, kinds)
  }
  for (const { id, zone } of assets) if (ot.has(id)) add(id, 'stands', zone)
  for (const { id, type, own } of functions)
    if (!NOT_THE_PLANTS.has(type)) for (const group of own) for (const asset of group.assets) add(asset, 'realises', id)
  for (const { id, src, dst } of flows) {
    if (ot.has(dst) && src !== dst) add(src, 'speaks', id)
    if (ot.has(src) && src !== dst) add(dst, 'speaks', id)
  }
  for (const { by, target, declaredBy } of managementPaths(plant, []))
    if (ot.has(target)) add(by, 'manages', declaredBy ?? target)
  for (const { id, path } of remoteAccess) for (const asset of path ?? []) add(asset, 'way-in', id)
  for (const { id, systems } of accounts)
    if (systems.some((asset) => ot.has(asset)))
      for (const asset of systems) if (!ot.has(asset)) add(asset, 'account', id)
  for (const { id, via, gating } of informationFlows)
    if (gating === true) for (const asset of via ?? []) add(asset, 'carries', id)
  return new Map(
    [...found].flatMap(([asset, kinds]) => {
      if (outside.has(zoneOf.get(asset) ?? '')) return []
      return [[asset, [...kinds].map(([kind, records]) => ({ kind, records: [...records] }))] as const]
    }),
  )
}

/** Every asset that the name, a MAC or an IP of a host belongs to. */
function finderOf({ assets }: PlantFile): (host: EdrHost) => readonly string[] {
  const byName = new Map<string, string>()
  const byMac = new Map<string, string>()
  const byIp = new Map<string, string>()
  for (const { id, name, ip, mac, interfaces } of assets) {
    for (const text of [id, name]) if (text !== null && text !== undefined) byName.set(text.toLowerCase(), id)
    for (const end of [{ ip, mac }, ...(interfaces ?? [])]) {
      if (end.mac !== null && end.mac !== undefined) byMac.set(end.mac.toLowerCase(), id)
      if (end.ip !== null && end.ip !== undefined) byIp.set(end.ip, id)
    }
  }
  return ({ name, ips, macs }) => {
    const short = name.toLowerCase().split('.', 1)[0]!
    const said = [
      byName.get(name.toLowerCase()) ?? byName.get(short),
      ...macs.map((mac) => byMac.get(mac.toLowerCase())),
      ...ips.map((ip) => byIp.get(ip)),
    ]
    return [...new Set(said.flatMap((id) => id ?? []))]
  }
}
