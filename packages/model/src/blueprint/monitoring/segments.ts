// Where a conversation can be heard: the segments on whose wire it passes. A segment is the network of one zone over all its switches, which is
// what a mirror of its VLAN gives. Two ends with cards on one segment talk there and nowhere else; any other pair is routed, so its packets
// pass the segment of either end.
import { isOutsideZone, type PlantAsset, type PlantFile, plantIndex, zonesOfAsset } from '@penstock/model/plant'

export interface MirrorPoint {
  /** The zone whose network it is. */
  readonly segment: string
  /** Switches at which its mirror is set up; empty when the plant file names none. */
  readonly switches: readonly string[]
}

/** A conversation between two registered assets that was observed. */
export interface SeenTalk {
  readonly from: string
  readonly to: string
  readonly protocol: string
  readonly writes: boolean
}

/** A conversation that the plant file knows of, or that was observed. */
export interface KnownTalk {
  /** Id of the flow; `seen:<from> <to>` of what no flow tells. */
  readonly id: string
  readonly from: string
  readonly to: string
  readonly protocol: string
  readonly writes: boolean
  /** Segments of the site on which it passes, its source first; empty when it passes none. */
  readonly segments: readonly string[]
}

/** Segments of the site on which a sensor can stand: networks of others are not its own. */
export function mirrorPoints(plant: PlantFile): readonly MirrorPoint[] {
  const switches = Map.groupBy(
    plant.assets.filter(({ role }) => role === 'switch'),
    ({ zone }) => zone,
  )
  return plant.zones
    .filter((zone) => !isOutsideZone(zone))
    .map(({ id }) => ({
      segment: id,
      switches: (switches.get(id) ?? []).map((asset) => asset.id),
    }))
}

/** Where each flow passes, and each observed pair that no flow tells. What has an end that the file does not hold is left out. */
export function knownTalks(plant: PlantFile, seen: readonly SeenTalk[] = []): readonly KnownTalk[] {
  const index = plantIndex(plant)
  const own = new Set(mirrorPoints(plant).map(({ segment }) => segment))
  const told = new Set(plant.flows.flatMap(({ src, dst }) => [`${src} ${dst}`, `${dst} ${src}`]))
  const fresh = new Map(
    seen.flatMap((one) => (told.has(`${one.from} ${one.to}`) ? [] : [[`seen:${one.from} ${one.to}`, one] as const])),
  )
  const all = [
    ...plant.flows.map(({ id, src, dst, protocol, write }) => ({ id, from: src, to: dst, protocol, writes: write })),
    ...[...fresh].map(([id, one]) => ({ id, ...one })),
  ]
  return all.flatMap((talk) => {
    const [from, to] = [index.assetById.get(talk.from), index.assetById.get(talk.to)]
    if (from === undefined || to === undefined) return []
    const segments = passes(plant, from, to).filter((zone) => own.has(zone))
    return [{ ...talk, protocol: index.protocol(talk.protocol)?.id ?? talk.protocol, segments }]
  })
}

function passes(plant: PlantFile, from: PlantAsset, to: PlantAsset): readonly string[] {
  const [of, other] = [zonesOfAsset(from), zonesOfAsset(to)]
  // Where both could, they talk on the answering end's own segment, then on the asking one's.
  const shared = [to.zone, from.zone, ...plant.zones.map(({ id }) => id)].find(
    (zone) => of.includes(zone) && other.includes(zone),
  )
  return shared === undefined ? [from.zone, to.zone] : [shared]
}
