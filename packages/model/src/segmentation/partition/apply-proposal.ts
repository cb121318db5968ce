// A proposal as accepted becomes part of the plant: a zone with its members, or a conduit. The plant file's own rules have the last word.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import {
  isInSubnet,
  type PlantAsset,
  type PlantConduit,
  type PlantFault,
  type PlantFile,
  parseIp,
  parsePlant,
  parseSubnet,
} from '@penstock/model/plant'
import type { Host } from './host.ts'
import type { DraftedZone } from './proposal.ts'

/** A zone as it was accepted, perhaps edited, with the hosts that stand in it. */
export interface AcceptedZone {
  readonly zone: DraftedZone
  readonly members: readonly Host[]
  /** The network on which they stand, where the zone has none of its own. */
  readonly network: string | null
}

export function withZone(plant: PlantFile, accepted: AcceptedZone): Result<PlantFile, readonly PlantFault[]> {
  return checked(drawZone(plant, accepted))
}

/** `replaces`: the undocumented conduit whose place it takes. */
export function withConduit(
  plant: PlantFile,
  conduit: PlantConduit,
  replaces: string | null,
): Result<PlantFile, readonly PlantFault[]> {
  return checked(drawConduit(plant, conduit, replaces))
}

/** The same without the check, for drawing what is proposed only. */
export function drawZone(plant: PlantFile, { zone, members, network }: AcceptedZone): PlantFile {
  const known = new Map(plant.assets.map((asset) => [asset.id, asset]))
  const cardZone = (ip: string | null): string =>
    plant.zones.find((other) => other.id !== zone.id && holds(other.subnet ?? null, ip))?.id ?? zone.id
  const placed = members.map(({ id, name, role, level, isTemporary, cards }): PlantAsset => {
    const before = known.get(id)
    // The first card stands where the asset does: of several networks the one of the zone comes first.
    const isHome = (ip: string | null): number => Number(holds(zone.subnet ?? network, ip))
    const ordered = [...cards].sort((a, b) => isHome(b.ip) - isHome(a.ip))
    const interfaces = ordered.map(({ ip, mac }, at) => ({ ip, mac, zone: at === 0 ? zone.id : cardZone(ip) }))
    const first = interfaces[0]
    return {
      ...(before ?? { id, name, role, ...(level === null ? {} : { purdue: level }) }),
      ...(isTemporary ? { temporary: true } : {}),
      zone: zone.id,
      ...(first === undefined ? {} : { ip: first.ip, mac: first.mac, interfaces }),
    }
  })
  const moved = new Map(placed.map((asset) => [asset.id, asset]))
  const stay = plant.assets.map((asset) => moved.get(asset.id) ?? withCardsIn(asset, zone))
  return {
    ...plant,
    zones: inPlace(plant.zones, zone, [zone.id]),
    assets: [...stay, ...placed.filter(({ id }) => !known.has(id))],
  }
}

export function drawConduit(plant: PlantFile, conduit: PlantConduit, replaces: string | null): PlantFile {
  return { ...plant, conduits: inPlace(plant.conduits, conduit, [conduit.id, replaces]) }
}

/** The entry where the first of those that it replaces stood, else at the end. */
function inPlace<Entry extends { readonly id: string }>(
  list: readonly Entry[],
  entry: Entry,
  replaced: readonly (string | null)[],
): Entry[] {
  const at = list.findIndex(({ id }) => replaced.includes(id))
  if (at < 0) return [...list, entry]
  return list.flatMap((one, n) => (n === at ? [entry] : replaced.includes(one.id) ? [] : [one]))
}

/** A further card of an asset that stays where it is, in the network of the new zone. */
function withCardsIn(asset: PlantAsset, zone: DraftedZone): PlantAsset {
  const cards = asset.interfaces ?? []
  if (!cards.some(({ ip }, at) => at > 0 && holds(zone.subnet, ip))) return asset
  return {
    ...asset,
    interfaces: cards.map((card, at) => (at > 0 && holds(zone.subnet, card.ip) ? { ...card, zone: zone.id } : card)),
  }
}

function holds(subnetText: string | null, ip: string | null): boolean {
  const subnet = subnetText === null ? null : parseSubnet(subnetText)
  const address = ip === null ? null : parseIp(ip)
  return subnet !== null && address !== null && isInSubnet(address, subnet)
}

function checked(plant: PlantFile): Result<PlantFile, readonly PlantFault[]> {
  const read = parsePlant(plant)
  return read.ok ? accept(read.value.plant) : refuse(read.refusal)
}
