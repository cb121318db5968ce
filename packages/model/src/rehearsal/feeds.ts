// From what each kind of signal can come: rules over events of other systems, packets, detectors, detection rules. A kind of which nothing here
// makes one is told as such.
import {
  type EventRules,
  KIND_OF_DETECTOR,
  KIND_OF_PROGRAM,
  OBSERVED_KINDS,
  type RuleKinds,
  type Stage,
} from '@penstock/model/correlation'
import { runsOn, type SigmaRule } from '@penstock/model/detections'
import type { LogSource } from '@penstock/model/events'
import type { Domain } from '@penstock/model/kernel'
import type { Coverage } from './coverage.ts'

export type KindFeed =
  /** `domain`: of that one's sources alone. */
  | { readonly by: 'events'; readonly logSource: LogSource; readonly domain?: Domain }
  | { readonly by: 'packets' }
  /** A sensor, and zones that are drawn. */
  | { readonly by: 'zones' }
  | { readonly by: 'rule'; readonly rule: string }

const OWN_SENSOR = 'penstock'

export type KindFeeds = ReadonlyMap<string, readonly KindFeed[]>

/** Who can tell a stage, and by which kind of signal. */
export interface Feeder {
  readonly kind: string
  readonly by: KindFeed['by']
  readonly name: string
  readonly domain: Domain
  readonly site: string | null
}

/** `pack`: rules that every cell runs; of one over the lines of others its source tells, of any other rule that it matched here. */
export function kindFeeds(
  { rules, saidBy }: EventRules,
  kinds: RuleKinds,
  pack: readonly Pick<SigmaRule, 'id' | 'source'>[] = [],
): KindFeeds {
  const feeds = new Map<string, KindFeed[]>()
  const add = (kind: string, feed: KindFeed): void => {
    const held = feeds.get(kind) ?? []
    feeds.set(kind, held)
    if (!held.some((one) => JSON.stringify(one) === JSON.stringify(feed))) held.push(feed)
  }
  for (const { id, source } of rules)
    for (const kind of saidBy.get(id)?.kinds ?? [])
      add(kind, { by: 'events', logSource: source, ...domainOf(saidBy.get(id)) })
  // Changes of programs are told of packets as well, whatever a baseline knows.
  for (const kind of [...OBSERVED_KINDS, ...Object.values(KIND_OF_PROGRAM)]) add(kind, { by: 'packets' })
  const { 'zone-breach': breach } = KIND_OF_DETECTOR
  if (breach !== undefined) add(breach, { by: 'zones' })
  const sources = new Map(pack.map(({ id, source }) => [id, source]))
  for (const [rule, kind] of kinds) {
    const logSource = sources.get(rule)
    const isOfLines = logSource !== undefined && logSource.product !== OWN_SENSOR
    add(kind, isOfLines ? { by: 'events', logSource } : { by: 'rule', rule })
  }
  return feeds
}

function domainOf(said: { readonly domain?: Domain | undefined } | undefined): { readonly domain?: Domain } {
  return said?.domain === undefined ? {} : { domain: said.domain }
}

/** What of a feed is told: the side of a stage says in whose cell it has to be. */
export function needOf(feed: KindFeed): KindFeed {
  return feed.by === 'events' ? { by: feed.by, logSource: feed.logSource } : feed
}

/** Everybody who can tell the stage, at any site. */
export function feedersOf(stage: Stage, feeds: KindFeeds, coverage: Coverage): readonly Feeder[] {
  return stage.kinds.flatMap((kind) =>
    (feeds.get(kind) ?? [])
      .flatMap((feed) => heardBy(feed, coverage).map((place) => ({ kind, by: feed.by, ...place })))
      .filter(({ domain }) => stage.domain === 'dmz' || stage.domain === domain),
  )
}

interface Place {
  readonly name: string
  readonly domain: Domain
  /** Null: a cell that does not say where. */
  readonly site: string | null
}

function heardBy(feed: KindFeed, { sources, sensors, rules, zoned }: Coverage): readonly Place[] {
  const place = ({ name, domain, site }: Place): Place => ({ name, domain, site })
  switch (feed.by) {
    case 'events':
      return sources
        .filter(({ domain }) => (feed.domain ?? domain) === domain)
        .filter(({ logSources }) => logSources.some((brought) => runsOn(feed.logSource, sourceOf(brought))))
        .map(place)
    case 'packets':
      return sensors.map(place)
    case 'zones':
      return sensors.filter(({ site }) => zoned.includes(site)).map(place)
    case 'rule':
      return rules.filter(({ id }) => id === feed.rule).map(({ id, ...rest }) => place({ name: id, ...rest }))
  }
}

type Brought = Coverage['sources'][number]['logSources'][number]

function sourceOf({ product, category, service }: Brought): LogSource {
  return {
    ...(product === undefined ? {} : { product }),
    ...(category === undefined ? {} : { category }),
    ...(service === undefined ? {} : { service }),
  }
}
