// What a run of a hunt could not see: from what arrived in its window, the sources or sensors that ought to
// send, and the zones of its sites.
import {
  type CoverageCase,
  classesAskedFor,
  DAY_MICROS,
  type HuntCoverage,
  type HuntQuestion,
  judgeCoverage,
  keyOf,
  protocolsAskedFor,
  subjectOf,
} from '@penstock/model/hunts'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import type { SiteScope } from '@penstock/model/operating-model'
import { CELL_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { SensorSubject, Telemetry } from '@penstock/store/telemetry'
import { listHeard, listLiveCaptures } from './queries.ts'

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
  const { zones, knownSites } = parts
  const { from, to, sites } = window
  const of = subjectOf(question)
  const heard = await parts.store.transaction(CELL_SERVICE, (tx) => listHeard(tx, from, to, MOST_ADDRESSES))
  const isWithin = (site: string): boolean => sites === '*' || sites.some((each) => each === site)
  const places = (ends: readonly { readonly site: string; readonly host: string | null }[]): ReadonlySet<string> =>
    new Set(
      ends.flatMap(({ site, host }) => {
        const zone = host === null || !isWithin(site) ? null : zones.zoneOf(site, host).zone
        return zone === null ? [] : [keyOf({ site, id: zone })]
      }),
    )
  const heardIn = places(heard.map(({ site, ip, mac }) => ({ site, host: ip ?? mac })))
  const { keptSince, shares, told, named } =
    of === 'events' ? await ofEvents(parts, window) : await ofSensors(parts, window, of)
  const looked = (sites === '*' ? knownSites() : sites).toSorted()
  const drawn = looked.flatMap((site) => zones.zonesOf(site)?.map(({ id, name }) => ({ site, id, name })) ?? [])
  return judgeCoverage(
    {
      ...{ of, from, to, keptSince, shares },
      sources: told.filter(({ site }) => isWithin(site)),
      classes: of === 'events' ? classesAskedFor(question) : [],
      protocols: of === 'events' ? [] : protocolsAskedFor(question),
      zones: drawn,
      named: named === null ? heardIn : places(named.map(({ site, ip }) => ({ site, host: ip }))),
      heard: heardIn,
      sitesWithoutZones: looked.filter((site) => zones.zonesOf(site) === null),
    },
    isoOfMicros,
  )
}

interface Seen extends Pick<CoverageCase, 'keptSince' | 'shares'> {
  readonly told: readonly HuntSource[]
  /** Addresses that rows name; null where that is what sensors heard. */
  readonly named: readonly { readonly site: string; readonly ip: string }[] | null
}

async function ofEvents({ telemetry, sources }: SeeParts, window: Window): Promise<Seen> {
  const [shares, named, keptSince, told] = await Promise.all([
    telemetry.eventShares({ ...window, buckets: bucketsOf(window) }),
    telemetry.eventAddresses({ ...window, limit: MOST_ADDRESSES }),
    telemetry.firstEventAt({ sites: window.sites }),
    sources(),
  ])
  return { shares, named, keptSince, told }
}

/** Days on which no live sensor heard anything count for it; a capture file covers what it covers. */
async function ofSensors({ telemetry, store }: SeeParts, window: Window, of: SensorSubject): Promise<Seen> {
  const [heard, keptSince, live] = await Promise.all([
    telemetry.heardShares({ ...window, of, buckets: bucketsOf(window) }),
    telemetry.firstHeardAt({ sites: window.sites, of }),
    store.transaction(CELL_SERVICE, listLiveCaptures),
  ])
  // A sensor that is started again goes on as another capture.
  const sensors = new Map(
    live.map(({ id, site, sensor }) => [id, { source: `${site} ${sensor}`, site, format: sensor }]),
  )
  const shares = heard.map(({ capture, protocol, bucket, rows }) => ({
    ...{ source: sensors.get(capture)?.source ?? capture, protocol, bucket, events: rows },
  }))
  const told = [...new Map([...sensors.values()].map((one) => [one.source, one])).values()]
  return { shares, named: null, keptSince, told }
}

function bucketsOf({ from, to }: Window): number {
  return Math.max(1, Math.round((to - from) / DAY_MICROS))
}
