// What a run of a hunt could not see: from what arrived in its window, the sources that ought to send, and the zones of its sites.
import {
  classesAskedFor,
  DAY_MICROS,
  type HuntCoverage,
  type HuntQuestion,
  judgeCoverage,
  keyOf,
} from '@penstock/model/hunts'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import type { SiteScope } from '@penstock/model/operating-model'
import { CELL_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { Telemetry } from '@penstock/store/telemetry'
import { listHeard } from './queries.ts'

/** Zones of a site by the model in force, and where an address counts; null before the first model. */
export interface HuntZones {
  zonesOf(site: string): readonly { readonly id: string; readonly name: string }[] | null
  zoneOf(site: string, host: string): { readonly zone: string | null }
}

export interface HuntSource {
  readonly source: string
  readonly site: string
  readonly format: string
}

export interface SeeParts {
  readonly store: Store<MonitoringTables>
  readonly telemetry: Telemetry
  readonly zones: HuntZones
  /** Every source that ought to send to this cell, and every one that has. */
  readonly sources: () => Promise<readonly HuntSource[]>
  /** Sites that this cell was told of. */
  readonly knownSites: () => readonly string[]
}

export interface Window {
  readonly from: EpochMicros
  readonly to: EpochMicros
  readonly sites: SiteScope
}

/** Addresses that are placed in zones; beyond them a zone may count as unseen that is not. */
const MOST_ADDRESSES = 50_000

export async function seeCoverage(parts: SeeParts, window: Window, question: HuntQuestion): Promise<HuntCoverage> {
  const { store, telemetry, zones, sources, knownSites } = parts
  const { from, to, sites } = window
  const buckets = Math.max(1, Math.round((to - from) / DAY_MICROS))
  const [shares, addresses, keptSince, heard, all] = await Promise.all([
    telemetry.eventShares({ ...window, buckets }),
    telemetry.eventAddresses({ ...window, limit: MOST_ADDRESSES }),
    telemetry.firstEventAt({ sites }),
    store.transaction(CELL_SERVICE, (tx) => listHeard(tx, from, to, MOST_ADDRESSES)),
    sources(),
  ])
  const isWithin = (site: string): boolean => sites === '*' || sites.some((each) => each === site)
  const places = (ends: readonly { readonly site: string; readonly host: string | null }[]): ReadonlySet<string> =>
    new Set(
      ends.flatMap(({ site, host }) => {
        const zone = host === null || !isWithin(site) ? null : zones.zoneOf(site, host).zone
        return zone === null ? [] : [keyOf({ site, id: zone })]
      }),
    )
  const looked = (sites === '*' ? knownSites() : sites).toSorted()
  const drawn = looked.flatMap((site) => zones.zonesOf(site)?.map(({ id, name }) => ({ site, id, name })) ?? [])
  return judgeCoverage(
    {
      ...{ from, to, keptSince, shares },
      sources: all.filter(({ site }) => isWithin(site)),
      classes: classesAskedFor(question),
      zones: drawn,
      named: places(addresses.map(({ site, ip }) => ({ site, host: ip }))),
      heard: places(heard.map(({ site, ip, mac }) => ({ site, host: ip ?? mac }))),
      sitesWithoutZones: looked.filter((site) => zones.zonesOf(site) === null),
    },
    isoOfMicros,
  )
}
