// Where boxes, lanes and lines of the map lie, in pixels. Pure and deterministic: the same zones give the same picture.
import type { MapZone } from '@penstock/contract/zones'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Line {
  readonly path: string
  /** Middle of its handle. */
  readonly at: { readonly x: number; readonly y: number }
}

export interface Joined {
  readonly id: string
  readonly zoneA: string
  readonly zoneB: string
}

const UNIT_X = 37
const UNIT_Y = 37
const BOX = { width: 186, height: 92 }
export const LANE_LABEL_PX = 118

/** Boxes of one size, centred where the layout puts the zone. */
export function boxesOf(zones: readonly MapZone[]): ReadonlyMap<string, Box> {
  return new Map(
    zones.map((zone) => {
      const middleX = (zone.x + zone.width / 2) * UNIT_X + LANE_LABEL_PX
      const middleY = (zone.y + zone.height / 2) * UNIT_Y
      return [zone.id, { x: middleX - BOX.width / 2, y: middleY - BOX.height / 2, ...BOX }]
    }),
  )
}

/** Bands from edge to edge, one for each lane that has a zone. */
export function lanesOf(
  zones: readonly MapZone[],
  lanes: readonly { readonly index: number; readonly label: string }[],
) {
  const boxes = boxesOf(zones)
  const right = Math.max(0, ...[...boxes.values()].map((box) => box.x + box.width)) + 24
  return lanes.flatMap((lane) => {
    const own = zones.filter((zone) => zone.lane === lane.index).flatMap((zone) => boxes.get(zone.id) ?? [])
    if (own.length === 0) return []
    const top = Math.min(...own.map((box) => box.y)) - 26
    const bottom = Math.max(...own.map((box) => box.y + box.height)) + 26
    return [{ ...lane, x: 0, y: top, width: right, height: bottom - top }]
  })
}

/**
 * Lines between boxes. Each leaves from a place of its own on the edge of its box, in the order of the other ends, so that
 * they cross little; zones of one lane are joined by an arc below the row.
 */
export function linesOf(joined: readonly Joined[], boxes: ReadonlyMap<string, Box>): ReadonlyMap<string, Line> {
  const ends = joined.flatMap((one) => endsOf(one, boxes))
  const lines = new Map<string, Line>()
  const handles: { x: number; y: number }[] = []
  for (const one of joined) {
    const from = ends.find((end) => end.id === one.id && end.zone === one.zoneA)
    const to = ends.find((end) => end.id === one.id && end.zone === one.zoneB)
    if (from === undefined || to === undefined) continue
    const curve = curveOf(portOf(from, ends, boxes), portOf(to, ends, boxes), from.side === to.side)
    const at = freePlace(curve, handles)
    handles.push(at)
    const { start, c1, c2, end } = curve
    const path = `M${start.x} ${start.y}C${c1.x} ${c1.y} ${c2.x} ${c2.y} ${end.x} ${end.y}`
    lines.set(one.id, { path, at })
  }
  return lines
}

interface Point {
  readonly x: number
  readonly y: number
}
interface End {
  readonly id: string
  readonly zone: string
  readonly side: 'top' | 'bottom'
  readonly otherX: number
}
interface Curve {
  readonly start: Point
  readonly c1: Point
  readonly c2: Point
  readonly end: Point
}

function endsOf(one: Joined, boxes: ReadonlyMap<string, Box>): readonly End[] {
  const a = boxes.get(one.zoneA)
  const b = boxes.get(one.zoneB)
  if (a === undefined || b === undefined || one.zoneA === one.zoneB) return []
  const isSameRow = Math.abs(a.y - b.y) < 1
  const isAUpper = a.y < b.y
  return [
    { id: one.id, zone: one.zoneA, side: isSameRow || isAUpper ? 'bottom' : 'top', otherX: b.x },
    { id: one.id, zone: one.zoneB, side: isSameRow || !isAUpper ? 'bottom' : 'top', otherX: a.x },
  ]
}

function portOf(end: End, ends: readonly End[], boxes: ReadonlyMap<string, Box>): Point {
  const box = boxes.get(end.zone) as Box
  const same = ends
    .filter((each) => each.zone === end.zone && each.side === end.side)
    .toSorted((a, b) => a.otherX - b.otherX || a.id.localeCompare(b.id))
  const share = (same.indexOf(end) + 1) / (same.length + 1)
  return { x: box.x + box.width * share, y: end.side === 'bottom' ? box.y + box.height : box.y }
}

function curveOf(start: Point, end: Point, isArc: boolean): Curve {
  if (isArc) {
    const depth = 34 + Math.min(60, Math.abs(end.x - start.x) * 0.09)
    return { start, c1: { x: start.x, y: start.y + depth }, c2: { x: end.x, y: end.y + depth }, end }
  }
  const bend = (end.y - start.y) / 2
  return { start, c1: { x: start.x, y: start.y + bend }, c2: { x: end.x, y: end.y - bend }, end }
}

const TRIED_SHARES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78]
const HANDLE = { width: 62, height: 28 }

/** A place on the curve where no other handle lies, the middle when there is none. */
function freePlace(curve: Curve, taken: readonly Point[]): Point {
  const places = TRIED_SHARES.map((share) => pointAt(curve, share))
  const isFree = (place: Point) =>
    taken.every((other) => Math.abs(other.x - place.x) > HANDLE.width || Math.abs(other.y - place.y) > HANDLE.height)
  return places.find(isFree) ?? (places[0] as Point)
}

function pointAt({ start, c1, c2, end }: Curve, share: number): Point {
  const rest = 1 - share
  const mix = (a: number, b: number, c: number, d: number) =>
    rest ** 3 * a + 3 * rest ** 2 * share * b + 3 * rest * share ** 2 * c + share ** 3 * d
  return { x: mix(start.x, c1.x, c2.x, end.x), y: mix(start.y, c1.y, c2.y, end.y) }
}
