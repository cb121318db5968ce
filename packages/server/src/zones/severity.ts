// How severe a breach is on sight, before process consequence is known: by where it goes and what it does there.
// 1 critical … 4 low, the severities of the pages. The one table that maps severities and consequences is the model's to come.
import type { ZoneModel } from '@penstock/model/zones'
import type { ConversationFact } from '@penstock/server/facts'

export interface BreachPlace {
  /** Lowest Purdue level of a zone, such as 1 for `1-2`; null when the zone states none. */
  readonly clientLevel: number | null
  readonly serverLevel: number | null
  readonly isClientExternal: boolean
  readonly isServerExternal: boolean
}

/** The places of two zones of a model, called by their ids. */
export function breachPlaceOf(
  model: Pick<ZoneModel, 'zones'> | null,
  zones: { readonly clientZone: string | null; readonly serverZone: string | null },
): BreachPlace {
  const zoneOf = (id: string | null) => model?.zones.find((zone) => zone.id === id)
  const [from, to] = [zoneOf(zones.clientZone), zoneOf(zones.serverZone)]
  return {
    clientLevel: lowestLevel(from?.purdue ?? null),
    serverLevel: lowestLevel(to?.purdue ?? null),
    isClientExternal: from !== undefined && from.subnets.length === 0,
    isServerExternal: to !== undefined && to.subnets.length === 0,
  }
}

const DOING = new Set(['write', 'control', 'program'])

/**
 * 1: from outside into control (level 2 or below), or a function that changes something there across zones.
 * 2: control with the outside, or with level 4 and above without a DMZ between. 3: any other crossing. 4: a place is not known.
 */
export function severityOfBreach(place: BreachPlace, functionKinds: ConversationFact['functionKinds']): 1 | 2 | 3 | 4 {
  const { clientLevel, serverLevel, isClientExternal, isServerExternal } = place
  const isControl = (level: number | null): boolean => level !== null && level <= 2
  const isDoing = functionKinds.some(({ kind, count }) => DOING.has(kind) && count > 0)
  if (isControl(serverLevel) && (isClientExternal || isDoing)) return 1
  if ((isControl(clientLevel) && isServerExternal) || (isControl(clientLevel) && (serverLevel ?? 0) >= 4)) return 2
  if (isControl(serverLevel)) return 2
  return clientLevel === null && serverLevel === null ? 4 : 3
}

/** The lowest level of a zone's text (`1-2` gives 1, `5+` gives 5), or null. */
export function lowestLevel(purdue: string | null): number | null {
  const level = Number.parseFloat(purdue ?? '')
  return Number.isNaN(level) ? null : level
}
