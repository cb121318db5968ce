// The map while two instants are compared: what is there at the later one, with what was there at the earlier one and is gone.
import type { DiffItem } from '@penstock/contract/drift'
import type { ZoneMapView } from '@penstock/contract/zones'
import { layOutZones } from '@penstock/model/zones'
import { type Change, lastValue } from '@penstock/web/history'

export function withGone(now: ZoneMapView, before: ZoneMapView | undefined): ZoneMapView {
  if (before === undefined) return now
  const zones = [...now.zones, ...missing(now.zones, before.zones)]
  const edges = [...now.edges, ...missing(now.edges, before.edges)]
  // Laid out together, so that what is gone lies on nothing that is there.
  const layout = layOutZones({ zones, conduits: edges.filter(({ conduit }) => conduit !== null) })
  const placed = new Map(layout.zones.map(({ zone, ...place }) => [zone, place]))
  return {
    ...now,
    edges,
    zones: zones.map((zone) => ({ ...zone, ...placed.get(zone.id) })),
    lanes: layout.lanes.map(({ index, label }) => ({ index, label })),
  }
}

function missing<One extends { readonly id: string }>(now: readonly One[], before: readonly One[]): readonly One[] {
  const ids = new Set(now.map(({ id }) => id))
  return before.filter(({ id }) => !ids.has(id))
}

/** The spot of the map on which a change is seen: a zone's box, or the line of a conduit or of traffic without one. */
export function spotOf({ kind, id, fields }: DiffItem): string {
  if (kind === 'zone') return `zone:${id}`
  if (kind !== 'flow') return id
  return (
    lastValue(fields, 'conduit') ?? `without ${lastValue(fields, 'zoneA') ?? ''} ${lastValue(fields, 'zoneB') ?? ''}`
  )
}

/** A zone or conduit stands for itself; what flows changes its line, and comes or goes with it where no conduit is drawn. */
export function changesBySpot(items: readonly DiffItem[], edges: ComparedEdges): ReadonlyMap<string, Change> {
  const changes = new Map<string, Change>()
  for (const item of items) {
    const spot = spotOf(item)
    if (item.kind !== 'flow') changes.set(spot, item.change)
    else if (!changes.has(spot)) changes.set(spot, edges.changeOf(spot))
  }
  return changes
}

export interface ComparedEdges {
  readonly changeOf: (edge: string) => Change
}

export function comparedEdges(now: ZoneMapView, before: ZoneMapView | undefined): ComparedEdges {
  const [is, was] = [now, before].map((map) => new Set(map?.edges.map(({ id }) => id)))
  return {
    changeOf: (edge) => {
      if (is?.has(edge) === true && was?.has(edge) === false) return 'added'
      return is?.has(edge) === false && was?.has(edge) === true ? 'removed' : 'changed'
    },
  }
}
