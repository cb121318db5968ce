// The monitoring of an architecture: where sensors must stand so that every conduit and every talk inside a zone is heard, which logs each zone
// has, and what stays unseen, the gravest first.
import { compareTexts } from '@penstock/model/kernel'
import { attackModel } from '@penstock/model/paths'
import type { PlantFile } from '@penstock/model/plant'
import { isControl } from '../planned-link.ts'
import { logSources, type ZoneLogs } from './log-sources.ts'
import { type KnownTalk, knownTalks, type MirrorPoint, mirrorPoints, type SeenTalk } from './segments.ts'
import { smallestCover } from './smallest-cover.ts'

export interface PlacedSensor extends MirrorPoint {
  /** Why it is needed: conduits and zones whose talk it hears and no sensor before it in the list does. */
  readonly conduits: readonly string[]
  readonly isForInside: boolean
  /** Known talks that it hears and none before it. */
  readonly talks: number
}

export interface Unseen {
  /**
   * `off-site`: it passes no network of the site, as over an uplink of a device's own · `no-sensor`: no sensor stands where it passes ·
   * `opaque`: heard, but its content is encrypted · `in-host`: both ends may run on one host, and then it passes no switch.
   */
  readonly kind: 'off-site' | 'no-sensor' | 'opaque' | 'in-host'
  readonly talk: string
  readonly from: string
  readonly to: string
  readonly protocol: string
  /** 4 touches a safety system, 3 writes in a control zone, 2 reads there, 1 anything else. */
  readonly gravity: 1 | 2 | 3 | 4
}

export interface MonitoringDesign {
  readonly points: readonly MirrorPoint[]
  /** The fewest sensors that hear every conduit and every zone with talk inside, the one that hears most first. */
  readonly sensors: readonly PlacedSensor[]
  readonly method: 'exact' | 'greedy'
  /** Conduits that no sensor of the site can hear. */
  readonly unheard: readonly string[]
  readonly logs: readonly ZoneLogs[]
  readonly talks: number
  /** Talks that sensors on `segments` hear, and what they do not. */
  readonly coverage: Coverage
}

export interface Coverage {
  /** Where the sensors stand that it was computed for. */
  readonly segments: readonly string[]
  readonly heard: number
  readonly unseen: readonly Unseen[]
  /** Segments of the site without a sensor. */
  readonly silent: readonly string[]
}

/** Protocols that hide what they carry. */
const OPAQUE = new Set(['https', 'openvpn', 'ipsec', 'ssh', 'sftp', 'tls', 'rdp', 'wireguard'])

export interface MonitoringOptions {
  /** Segments with a sensor today, or in a plan; those of the design when left out. */
  readonly standing?: readonly string[]
  /** Observed, beside the flows that the plant's people know. */
  readonly seen?: readonly SeenTalk[]
}

export function designMonitoring(plant: PlantFile, { standing, seen = [] }: MonitoringOptions = {}): MonitoringDesign {
  const points = mirrorPoints(plant)
  const talks = knownTalks(plant, seen)
  const own = new Set(points.map(({ segment }) => segment))
  const inside = [...new Set(talks.flatMap(({ segments }) => (segments.length === 1 ? segments : [])))]
  const conduits = plant.conduits.map(({ id, zoneA, zoneB }) => ({
    id,
    options: [zoneA, zoneB].filter((zone) => own.has(zone)),
  }))
  const needs = [...inside.map((segment) => [segment]), ...conduits.map(({ options }) => options)]
  const worth = new Map(
    points.map(({ segment }) => [segment, talks.filter(({ segments }) => segments.includes(segment)).length]),
  )
  const { chosen, method, unmet } = smallestCover(needs, worth)
  const sensors = ordered(
    points.filter(({ segment }) => chosen.includes(segment)),
    talks,
    conduits,
    inside,
  )
  return {
    points,
    sensors,
    method,
    unheard: unmet.map((at) => conduits[at - inside.length]!.id),
    logs: logSources(plant, attackModel(plant, [], { mergesEquals: false })),
    talks: talks.length,
    coverage: coverageOfTalks(plant, standing ?? sensors.map(({ segment }) => segment), talks),
  }
}

/** What sensors on these segments hear of the talks that are known. */
export function coverageOf(plant: PlantFile, segments: readonly string[], seen: readonly SeenTalk[] = []): Coverage {
  return coverageOfTalks(plant, segments, knownTalks(plant, seen))
}

function coverageOfTalks(plant: PlantFile, segments: readonly string[], talks: readonly KnownTalk[]): Coverage {
  const placed = new Set(segments)
  const isHeard = (talk: KnownTalk): boolean => talk.segments.some((one) => placed.has(one))
  const gravity = gravityOf(plant)
  const told = (kind: Unseen['kind'], { id, from, to, protocol, writes }: KnownTalk): Unseen => {
    return { kind, talk: id, from, to, protocol, gravity: gravity(from, to, writes) }
  }
  const hosts = new Map(plant.assets.map(({ id, hostedOn }) => [id, new Set(hostedOn ?? [])]))
  const unseen = talks.flatMap((talk): Unseen[] => {
    if (talk.segments.length === 0) return [told('off-site', talk)]
    if (!isHeard(talk)) return [told('no-sensor', talk)]
    const shared = [...(hosts.get(talk.from) ?? [])].some((host) => hosts.get(talk.to)?.has(host) === true)
    if (shared) return [told('in-host', talk)]
    return OPAQUE.has(talk.protocol) ? [told('opaque', talk)] : []
  })
  const order = ['no-sensor', 'off-site', 'in-host', 'opaque']
  return {
    segments: [...placed],
    heard: talks.filter(isHeard).length,
    unseen: unseen.toSorted(
      (a, b) => b.gravity - a.gravity || order.indexOf(a.kind) - order.indexOf(b.kind) || compareTexts(a.talk, b.talk),
    ),
    silent: mirrorPoints(plant).flatMap(({ segment }) => (placed.has(segment) ? [] : segment)),
  }
}

/** The sensor that hears most first, each with what it adds to those before it. */
function ordered(
  points: readonly MirrorPoint[],
  talks: readonly KnownTalk[],
  conduits: readonly { readonly id: string; readonly options: readonly string[] }[],
  inside: readonly string[],
): readonly PlacedSensor[] {
  const sensors: PlacedSensor[] = []
  let [left, open, waiting] = [[...points], talks, conduits]
  while (left.length > 0) {
    const counts = new Map<string, number>()
    for (const { segments } of open) for (const one of segments) counts.set(one, (counts.get(one) ?? 0) + 1)
    const adds = (point: MirrorPoint): number => counts.get(point.segment) ?? 0
    const next = left.reduce((best, point) => (adds(point) > adds(best) ? point : best))
    const own = waiting.filter(({ options }) => options.includes(next.segment))
    sensors.push({
      ...next,
      conduits: own.map(({ id }) => id),
      isForInside: inside.includes(next.segment),
      talks: adds(next),
    })
    left = left.filter((point) => point !== next)
    open = open.filter(({ segments }) => !segments.includes(next.segment))
    waiting = waiting.filter((one) => !own.includes(one))
  }
  return sensors
}

function gravityOf(plant: PlantFile): (from: string, to: string, writes: boolean) => Unseen['gravity'] {
  const zones = new Map(plant.zones.map(({ id, purdue }) => [id, isControl(purdue ?? null)]))
  const assets = new Map(plant.assets.map((asset) => [asset.id, asset]))
  const isSafety = (id: string): boolean => assets.get(id)?.role?.startsWith('safety-') === true
  return (from, to, writes) => {
    if (isSafety(from) || isSafety(to)) return 4
    const inControl = zones.get(assets.get(to)?.zone ?? '') === true
    if (!inControl) return 1
    return writes ? 3 : 2
  }
}
