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

const UNIT_X = 34
const UNIT_Y = 38
const BOX = { width: 172, height: 104 }
const LANE_LABEL_PX = 112
/** Under the last lane, for the arcs between its zones. */
const ARC_ROOM = 84

/** Boxes of one size, centred where the layout puts the zone. */
export function boxesOf(zones: readonly MapZone[]): ReadonlyMap<string, Box> {
  const left = Math.min(...zones.map((zone) => zone.x))
  return new Map(
    zones.map((zone) => {
      const middleX = (zone.x - left) * UNIT_X + LANE_LABEL_PX + BOX.width / 2
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
  const lowest = Math.max(0, ...zones.map((zone) => zone.lane))
  const right = Math.max(0, ...[...boxes.values()].map((box) => box.x + box.width)) + 24
  return lanes.flatMap((lane) => {
    const own = zones.filter((zone) => zone.lane === lane.index).flatMap((zone) => boxes.get(zone.id) ?? [])
    if (own.length === 0) return []
    const top = Math.min(...own.map((box) => box.y)) - 22
    const isLast = lane.index === lowest
    const bottom = Math.max(...own.map((box) => box.y + box.height)) + (isLast ? ARC_ROOM : 22)
    return [{ ...lane, x: 0, y: top, width: right, height: bottom - top }]
  })
}

/**
 * Lines between boxes. Each leaves from a place of its own on the edge of its box, in the order of the other ends, so that
 * they cross little; zones of one lane are joined by an arc below the row; a line bends aside where a box is in its way.
 */
export function linesOf(joined: readonly Joined[], boxes: ReadonlyMap<string, Box>): ReadonlyMap<string, Line> {
  const ends = joined.flatMap((one) => endsOf(one, boxes))
  const lines = new Map<string, Line>()
  const handles: Point[] = []
  const rims = rimsOf([...boxes.values()])
  for (const one of joined) {
    const from = ends.find((end) => end.id === one.id && end.zone === one.zoneA)
    const to = ends.find((end) => end.id === one.id && end.zone === one.zoneB)
    if (from === undefined || to === undefined) continue
    const obstacles = [...boxes].filter(([zone]) => zone !== one.zoneA && zone !== one.zoneB).map(([, box]) => box)
    const curve = curveOf(portOf(from, ends, boxes), portOf(to, ends, boxes), from.side === to.side, [
      ...obstacles,
      ...rims,
    ])
    const at = handlePlace(curve, handles, [...boxes.values()])
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

/** How far aside a line may bend, in the order in which it is tried. */
const BENDS = [0, 60, -60, 110, -110, 160, -160, 220, -220, 290, -290, 370, -370]
/** So many pixels of bending weigh as much as one sample that a box hides. */
const BEND_PX = 90
const FAR = 10_000
const SAMPLES = Array.from({ length: 39 }, (_, at) => (at + 1) / 40)

function curveOf(start: Point, end: Point, isArc: boolean, inTheWay: readonly Box[]): Curve {
  if (isArc) {
    const depth = 34 + Math.min(60, Math.abs(end.x - start.x) * 0.09)
    return { start, c1: { x: start.x, y: start.y + depth }, c2: { x: end.x, y: end.y + depth }, end }
  }
  const half = (end.y - start.y) / 2
  const curves = BENDS.map((bend) => ({
    start,
    c1: { x: start.x + bend, y: start.y + half },
    c2: { x: end.x + bend, y: end.y - half },
    end,
  }))
  const ranked = curves
    .map((curve) => {
      const bend = Math.abs(curve.c1.x - start.x)
      return { curve, cost: hiddenPart(curve, inTheWay) + bend / BEND_PX }
    })
    .toSorted((a, b) => a.cost - b.cost)
  return ranked[0]?.curve ?? (curves[0] as Curve)
}

/** Walls beside the picture: a line that leaves it is as bad as one behind a box. */
function rimsOf(boxes: readonly Box[]): readonly Box[] {
  const left = Math.min(...boxes.map((box) => box.x))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const tall = { y: -FAR, width: FAR, height: 3 * FAR }
  return [
    { ...tall, x: left - FAR - 10 },
    { ...tall, x: right + 20 },
  ]
}

/** How many of the samples lie in or close to a box. */
function hiddenPart(curve: Curve, inTheWay: readonly Box[]): number {
  return SAMPLES.filter((share) => inTheWay.some((box) => isIn(pointAt(curve, share), box, 10))).length
}

const HANDLE = { width: 74, height: 36 }
const TRIED_SHARES = SAMPLES.toSorted((a, b) => Math.abs(a - 0.5) - Math.abs(b - 0.5))

/** The place nearest the middle of the curve where the handle covers neither a box nor another handle. */
function handlePlace(curve: Curve, taken: readonly Point[], boxes: readonly Box[]): Point {
  const places = TRIED_SHARES.map((share) => pointAt(curve, share))
  const isApart = (place: Point) =>
    taken.every((other) => Math.abs(other.x - place.x) > HANDLE.width || Math.abs(other.y - place.y) > HANDLE.height)
  const isOpen = (place: Point) => boxes.every((box) => !isIn(place, box, HANDLE.height / 2, HANDLE.width / 2))
  return places.find((place) => isApart(place) && isOpen(place)) ?? places.find(isApart) ?? (places[0] as Point)
}

function isIn(point: Point, box: Box, marginY: number, marginX = marginY): boolean {
  const isBeside = point.x < box.x - marginX || point.x > box.x + box.width + marginX
  return !isBeside && point.y >= box.y - marginY && point.y <= box.y + box.height + marginY
}

function pointAt({ start, c1, c2, end }: Curve, share: number): Point {
  const rest = 1 - share
  const mix = (a: number, b: number, c: number, d: number) =>
    rest ** 3 * a + 3 * rest ** 2 * share * b + 3 * rest * share ** 2 * c + share ** 3 * d
  return { x: mix(start.x, c1.x, c2.x, end.x), y: mix(start.y, c1.y, c2.y, end.y) }
}
