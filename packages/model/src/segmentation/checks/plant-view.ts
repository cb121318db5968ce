// A plant made ready for the checks: levels of zones, who is a safety system, whose conduits join what.
import { type PlantAsset, type PlantConduit, type PlantFile, type PlantIndex, plantIndex } from '@penstock/model/plant'
import { type JudgedConversation, type ZoneModel, zoneModelOf } from '@penstock/model/zones'

export interface Level {
  readonly low: number
  readonly high: number
}

export interface PlantView {
  readonly plant: PlantFile
  readonly index: PlantIndex
  readonly model: ZoneModel
  /** `YYYY-MM-DD`; null when the plant has no day. */
  readonly today: string | null
  readonly traffic: readonly JudgedConversation[]
  readonly seenConduits: ReadonlySet<string> | null
  readonly levelOf: (zone: string) => Level | null
  readonly isOutside: (zone: string) => boolean
  readonly isSafety: (asset: string) => boolean
  /** A controller or device that acts on the process and is no safety system. */
  readonly isControl: (asset: string) => boolean
  /** Safety systems stand here and no other controllers. */
  readonly isSafetyZone: (zone: string) => boolean
  readonly documentedBetween: (zone: string, other: string) => readonly PlantConduit[]
}

const CONTROL = /^(plc|dcs-controller|package-controller|rtu|drive|protection-relay)$/

export function plantView(
  plant: PlantFile,
  traffic: readonly JudgedConversation[],
  seenConduits: ReadonlySet<string> | null = null,
): PlantView {
  const index = plantIndex(plant)
  const isSafety = (id: string): boolean => index.assetById.get(id)?.role?.startsWith('safety-') === true
  const isControl = (id: string): boolean => CONTROL.test(index.assetById.get(id)?.role ?? '')
  const zonesWith = (holds: (id: string) => boolean): ReadonlySet<string> =>
    new Set(plant.assets.filter(({ id }) => holds(id)).map(({ zone }) => zone))
  const [safety, control] = [zonesWith(isSafety), zonesWith(isControl)]
  const levels = new Map(plant.zones.map((zone) => [zone.id, parseLevel(zone.purdue ?? null)]))
  return {
    plant,
    index,
    model: zoneModelOf(plant, 0),
    today: plant.about.asOf?.slice(0, 10) ?? null,
    traffic,
    seenConduits,
    levelOf: (zone) => levels.get(zone) ?? null,
    isOutside: (zone) => (levels.get(zone)?.low ?? 0) >= 5,
    isSafety,
    isControl,
    isSafetyZone: (zone) => safety.has(zone) && !control.has(zone),
    documentedBetween: (zone, other) =>
      index.conduitsBetween(zone, other).filter((conduit) => conduit.status !== 'undocumented'),
  }
}

/** `1-2` is 1 to 2, `3.5` itself, `5+` 5 and above. */
function parseLevel(purdue: string | null): Level | null {
  const [, low, high] = /^([\d.]+)(?:\+|-([\d.]+))?$/.exec(purdue ?? '') ?? []
  return low === undefined ? null : { low: Number(low), high: Number(high ?? low) }
}

/** Levels between two zones that no zone of them is at; 0 when they touch or one is unknown. */
export function levelDistance(a: Level | null, b: Level | null): number {
  return a === null || b === null ? 0 : Math.max(0, a.low - b.high, b.low - a.high)
}

export function zoneOf({ index }: PlantView, asset: string): string | null {
  return index.assetById.get(asset)?.zone ?? null
}

/** Safety functions of the LOPA sheets that an asset takes part in. */
export function safetyFunctionsOf({ plant }: PlantView, assets: readonly string[]): readonly string[] {
  return plant.lopa.flatMap(({ sif }) => (sif?.assets.some((asset) => assets.includes(asset)) === true ? [sif.id] : []))
}

export function assetsIn({ plant }: PlantView, zone: string): readonly PlantAsset[] {
  return plant.assets.filter((asset) => asset.zone === zone)
}
