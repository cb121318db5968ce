// The drawing of the zones and conduits of a partition record.
import type { Drawing, Section, Shape } from '@penstock/model/documents'
import { layOutZones } from '@penstock/model/zones'
import { FOUNDATIONAL_REQUIREMENTS } from '../levels/zone-levels.ts'
import type { PartitionRecord } from './partition-record.ts'

const UNIT = 22
const MARGIN = 8
/** Units; more than half a zone. */
const ASIDE = 3

/** A4 across holds it; the table of conduits says the same. */
export function zoneDrawing(record: PartitionRecord): Section {
  const layout = layOutZones({
    zones: record.zones.map(({ id, level }) => ({ id, purdue: level })),
    conduits: record.conduits,
  })
  // Zones in the middle of their lane stand aside in turn: a line past them would cross what they say.
  const asideOf = (lane: number): number => {
    const isInMiddle = layout.zones.filter((zone) => zone.lane === lane).length % 2 === 1
    return lane === 0 || lane === layout.lanes.length - 1 || !isInMiddle ? 0 : lane % 2 === 0 ? -ASIDE : ASIDE
  }
  const placed = new Map(
    layout.zones.map((zone) => [zone.zone, { ...zone, x: zone.x + ASIDE + asideOf(zone.lane) }] as const),
  )
  const at = (units: number): number => MARGIN + units * UNIT
  const lines = record.conduits.flatMap(({ zoneA, zoneB, devices, status, direction }): Shape[] => {
    const [a, b] = [placed.get(zoneA), placed.get(zoneB)]
    if (a === undefined || b === undefined) return []
    const isHeld = devices.length > 0 && status !== 'undocumented'
    return [
      {
        kind: 'line',
        from: edgeTowards(a, b).map(at) as [number, number],
        to: edgeTowards(b, a).map(at) as [number, number],
        tone: isHeld ? 'quiet' : 'bad',
        isDashed: !isHeld,
        hasArrow: direction === 'a-to-b',
      },
    ]
  })
  const boxes = record.zones.flatMap(({ id, level, target }): Shape[] => {
    const zone = placed.get(id)
    if (zone === undefined) return []
    const [x, y] = [at(zone.x), at(zone.y)]
    const middle = x + (zone.width * UNIT) / 2
    const highest = target === null ? null : Math.max(...FOUNDATIONAL_REQUIREMENTS.map((one) => target[one]))
    const says = `level ${level ?? 'unknown'}, SL-T ${highest ?? 'unknown'}`
    return [
      { kind: 'box', x, y, width: zone.width * UNIT, height: zone.height * UNIT, tone: 'plain' },
      { kind: 'label', at: [middle, y + 18], text: id, size: 9, anchor: 'middle', isBold: true },
      { kind: 'label', at: [middle, y + 32], text: says, size: 7, anchor: 'middle' },
    ]
  })
  const drawing: Drawing = {
    width: (layout.width + 2 * ASIDE) * UNIT + 2 * MARGIN,
    height: layout.height * UNIT + 2 * MARGIN,
    alt: `${record.zones.length} zones in levels from the outside at the top, joined by ${record.conduits.length} conduits`,
    shapes: [...lines, ...boxes],
  }
  return {
    heading: 'Zones in levels',
    depth: 1,
    blocks: [
      { kind: 'drawing', drawing },
      {
        kind: 'text',
        text: 'A heavy broken line: no device enforces the conduit, or a survey found it and nobody documented it.',
      },
    ],
  }
}

type Box = Readonly<Record<'x' | 'y' | 'width' | 'height', number>>

/** Where a line from the middle of one box to that of another leaves it, so that no line crosses what a box says. */
function edgeTowards(from: Box, to: Box): [number, number] {
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2]
  const [dx, dy] = [to.x + to.width / 2 - x, to.y + to.height / 2 - y]
  if (dx === 0 && dy === 0) return [x, y]
  const share = Math.min(from.width / 2 / Math.abs(dx), from.height / 2 / Math.abs(dy))
  return [x + dx * share, y + dy * share]
}
