// The register of remote access as the plant declares it: each entry with its contract, owner, way, tools, targets, hours and end.
import { type EpochMicros, micros, microsOfIso } from '@penstock/model/kernel'
import { type Ip, isInSubnet, type PlantFile, parseIp, parseSubnet, plantIndex } from '@penstock/model/plant'
import { type Windows, windowsOf } from './windows.ts'

export type RemoteAccess = PlantFile['remoteAccess'][number]
export type PlantVendor = PlantFile['vendors'][number]

export interface RegisterEntry {
  readonly access: RemoteAccess
  readonly vendor: PlantVendor | null
  /** Who answers for it here: the entry's owner, else that of its first target; null when nobody does. */
  readonly owner: string | null
  readonly tools: readonly string[]
  /** Hours that a machine can hold a session against; null where there are none, or words that none can read. */
  readonly windows: Windows | null
  /** The first instant after which it is no longer approved, or no contract stands behind it; null without an end. */
  readonly endsAt: EpochMicros | null
  readonly endedBy: 'approval' | 'contract' | 'status' | null
  /** Assets that stand between the outside and the last host: what goes on from there is done through this access. */
  readonly gates: readonly string[]
  /** Where a session comes in. */
  readonly entry: string | null
  /** Whether the register says where its sessions come from. */
  readonly knowsSources: boolean
  readonly isFromSource: (ip: string) => boolean
  /** Whether it ends in control or supervision: below the IDMZ. */
  readonly reachesOt: boolean
  readonly reachesControl: boolean
}

const DAY_MICROS = 86_400_000_000

export function registerOf(plant: PlantFile): readonly RegisterEntry[] {
  const index = plantIndex(plant)
  const vendors = new Map(plant.vendors.map((one) => [one.id, one]))
  const levelOf = (asset: string): number =>
    Number.parseFloat(index.zoneById.get(index.assetById.get(asset)?.zone ?? '')?.purdue ?? '9')
  return plant.remoteAccess.map((access): RegisterEntry => {
    const { path, hours, targets } = access
    const vendor = access.vendor === null ? null : (vendors.get(access.vendor) ?? null)
    const known = knownSources(plant, access)
    const { endsAt, endedBy } = endOf(access, vendor)
    const ownerOf = (id: string): string | null => {
      const owner = index.assetById.get(id)?.owner ?? null
      return owner?.group ?? owner?.person ?? null
    }
    return {
      access,
      vendor,
      owner: access.owner ?? targets.map(ownerOf).find((one) => one !== null) ?? null,
      tools: access.tools ?? vendor?.tools ?? [],
      windows: hours?.windows === undefined ? null : windowsOf(hours.windows, hours.timeZone),
      endsAt,
      endedBy,
      // The last of a longer way is a host of the plant's own, whose further talk is its own business, too.
      gates: path.length > 2 ? path.slice(1, -1) : path.slice(1),
      entry: path[1] ?? null,
      knowsSources: known.length > 0,
      isFromSource: (ip) => {
        const parsed = parseIp(ip)
        return parsed !== null && known.some((holds) => holds(parsed))
      },
      reachesOt: targets.some((id) => levelOf(id) < 3.5),
      reachesControl: targets.some((id) => levelOf(id) < 3),
    }
  })
}

function endOf(
  { approvedUntil, status }: RemoteAccess,
  vendor: PlantVendor | null,
): Pick<RegisterEntry, 'endsAt' | 'endedBy'> {
  const ends = [
    { at: dayAfter(approvedUntil), by: 'approval' as const },
    { at: dayAfter(vendor?.contract.until ?? null), by: 'contract' as const },
  ].filter((one): one is { at: EpochMicros; by: 'approval' | 'contract' } => one.at !== null)
  const [first] = ends.toSorted((a, b) => a.at - b.at)
  if (first !== undefined) return { endsAt: first.at, endedBy: first.by }
  return status === 'expired' ? { endsAt: micros(0), endedBy: 'status' } : { endsAt: null, endedBy: null }
}

/** A day is meant as a whole. */
function dayAfter(day: string | null): EpochMicros | null {
  const at = day === null ? null : microsOfIso(day)
  return at === null ? null : micros(at + DAY_MICROS)
}

/** Networks of the entry and the caller's own address where it has one; without networks, addresses of declared flows at its entrance. */
function knownSources(plant: PlantFile, access: RemoteAccess): readonly ((ip: Ip) => boolean)[] {
  const [origin, entry] = access.path
  const caller = plant.assets.find(({ id }) => id === origin)
  const networks = (access.sourceNetworks ?? []).flatMap((text) => parseSubnet(text) ?? [])
  const flows = plant.flows.filter(
    ({ src, dst }) => (src === origin && dst === entry) || (src === entry && dst === origin),
  )
  const single = [
    ...(networks.length > 0 ? [] : flows.flatMap(({ srcIp, dstIp }) => [srcIp, dstIp])),
    ...(caller?.interfaces ?? []).map(({ ip }) => ip),
    caller?.ip,
  ].flatMap((text) => (text == null ? [] : (parseIp(text) ?? [])))
  return [
    ...networks.map((subnet) => (ip: Ip) => isInSubnet(ip, subnet)),
    ...single.map((one) => (ip: Ip) => one.bits === ip.bits && one.value === ip.value),
  ]
}
