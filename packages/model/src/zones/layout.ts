// Lays zones out in Purdue lanes from the top: 5 and above, 4, the industrial DMZ (3.5), 3, 2, 1, 0, then zones without a
// level. The same model gives the same picture; ids and names play no part, only the order of the file.
import type { ModelConduit, ZoneModel } from './model.ts'

export interface ZoneLane {
  /** Row from the top, without gaps. */
  readonly index: number
  /** `5+`, `4`, `3.5`, `3`, `2`, `1`, `0`, or `unknown`. */
  readonly label: LaneLabel
  readonly y: number
  readonly height: number
}

export interface PlacedZone {
  readonly zone: string
  readonly lane: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PlacedConduit {
  readonly conduit: string
  readonly zoneA: string
  readonly zoneB: string
  /** Lines between the same two zones lie side by side: this is line `slot` of `slots`, from 0. */
  readonly slot: number
  readonly slots: number
  /** `levelSteps` of its ends. */
  readonly crossesLanes: number | null
}

/** Abstract units: a zone is 4 by 2, lanes are 4 apart. */
export interface ZoneLayout {
  readonly width: number
  readonly height: number
  readonly lanes: readonly ZoneLane[]
  readonly zones: readonly PlacedZone[]
  readonly conduits: readonly PlacedConduit[]
}

const LANES = ['5+', '4', '3.5', '3', '2', '1', '0', 'unknown'] as const
export type LaneLabel = (typeof LANES)[number]

const ZONE_WIDTH = 4
const ZONE_HEIGHT = 2
const GAP = 2
const LANE_HEIGHT = ZONE_HEIGHT + GAP
/** Sweeps that draw joined zones together; the picture is steady long before. */
const SWEEPS = 8

type Joined = Pick<ModelConduit, 'id' | 'zoneA' | 'zoneB'>
/** What the picture depends on. */
export interface Drawable {
  readonly zones: readonly Pick<ZoneModel['zones'][number], 'id' | 'purdue'>[]
  readonly conduits: readonly Joined[]
}

export function layOutZones(model: Drawable): ZoneLayout {
  const laneOf = new Map(model.zones.map((zone) => [zone.id, laneLabel(zone.purdue)]))
  const labels = LANES.filter((label) => model.zones.some((zone) => laneOf.get(zone.id) === label))
  const rows = orderRows(
    labels.map((label) => model.zones.filter((zone) => laneOf.get(zone.id) === label).map((zone) => zone.id)),
    model.conduits,
  )
  const widest = Math.max(0, ...rows.map((row) => row.length))
  const width = widest * (ZONE_WIDTH + GAP) + GAP
  return {
    width,
    height: rows.length * LANE_HEIGHT,
    lanes: labels.map((label, index) => ({ index, label, y: index * LANE_HEIGHT, height: LANE_HEIGHT })),
    zones: rows.flatMap((row, lane) =>
      row.map((zone, at) => ({
        zone,
        lane,
        x: (width - row.length * (ZONE_WIDTH + GAP) + GAP) / 2 + at * (ZONE_WIDTH + GAP),
        y: lane * LANE_HEIGHT + GAP / 2,
        width: ZONE_WIDTH,
        height: ZONE_HEIGHT,
      })),
    ),
    conduits: placeConduits(model),
  }
}

/** The lane of a level or range: its lowest level, for a zone is as deep as the lowest thing in it. */
export function laneLabel(purdue: string | null): LaneLabel {
  const level = Number.parseFloat(purdue ?? '')
  if (Number.isNaN(level)) return 'unknown'
  if (level >= 5) return '5+'
  if (level === 3.5) return '3.5'
  return LANES.find((label) => label === String(Math.floor(level))) ?? 'unknown'
}

/**
 * Steps on the ladder 5, 4, 3.5, 3, 2, 1, 0 between the nearest levels of two zones: 0 when their ranges meet, 1 for
 * neighbours, 2 and more when a level is jumped; null when a level is unknown.
 */
export function levelSteps(a: string | null, b: string | null): number | null {
  const [one, other] = [rungs(a), rungs(b)]
  if (one === null || other === null) return null
  return Math.max(0, one.highest - other.lowest, other.highest - one.lowest)
}

/** Rungs of the ladder from the top that a level or range spans, or null. */
function rungs(purdue: string | null): { readonly highest: number; readonly lowest: number } | null {
  const match = /^(\d(?:\.5)?)(?:(\+)|-(\d(?:\.5)?))?$/.exec(purdue ?? '')
  if (match === null) return null
  const [, low = '', plus, high = low] = match
  return { lowest: rungOf(low), highest: plus === undefined ? rungOf(high) : 0 }
}

function rungOf(level: string): number {
  const at = LANES.indexOf(laneLabel(level))
  return at < 0 ? LANES.length : at
}

/** Orders each row by the middle of the zones it is joined with (barycentre), ties by the order of the file. */
function orderRows(
  rows: readonly (readonly string[])[],
  conduits: Drawable['conduits'],
): readonly (readonly string[])[] {
  const joined = new Map<string, string[]>()
  for (const { zoneA, zoneB } of conduits) {
    joined.set(zoneA, [...(joined.get(zoneA) ?? []), zoneB])
    joined.set(zoneB, [...(joined.get(zoneB) ?? []), zoneA])
  }
  let ordered = rows
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let at = 0; at < ordered.length; at++) {
      const row = sweep % 2 === 0 ? at : ordered.length - 1 - at
      const middles = middlesOf(ordered)
      const pull = (zone: string): number => {
        const others = (joined.get(zone) ?? []).flatMap((other) => middles.get(other) ?? [])
        return others.length === 0 ? (middles.get(zone) ?? 0) : others.reduce((sum, x) => sum + x, 0) / others.length
      }
      const sorted = ordered[row]!.map((zone) => ({ zone, pull: pull(zone) })).sort((a, b) => a.pull - b.pull)
      ordered = ordered.map((zones, n) => (n === row ? sorted.map((one) => one.zone) : zones))
    }
  }
  return ordered
}

/** Middle of each zone, rows centred on 0. */
function middlesOf(rows: readonly (readonly string[])[]): Map<string, number> {
  return new Map(rows.flatMap((row) => row.map((zone, at): [string, number] => [zone, at - (row.length - 1) / 2])))
}

function placeConduits({ zones, conduits }: Drawable): PlacedConduit[] {
  const levels = new Map(zones.map((zone) => [zone.id, zone.purdue]))
  const isSamePair = (one: Joined, other: Joined): boolean =>
    (one.zoneA === other.zoneA && one.zoneB === other.zoneB) || (one.zoneA === other.zoneB && one.zoneB === other.zoneA)
  return conduits.map((conduit) => {
    const same = conduits.filter((other) => isSamePair(conduit, other))
    return {
      conduit: conduit.id,
      zoneA: conduit.zoneA,
      zoneB: conduit.zoneB,
      slot: same.indexOf(conduit),
      slots: same.length,
      crossesLanes: levelSteps(levels.get(conduit.zoneA) ?? null, levels.get(conduit.zoneB) ?? null),
    }
  })
}
