// Where today deviates from a blueprint: each difference with its object, kind and facts. Pure set comparison, object by object, so that
// one change gives one deviation.
import { compareTexts } from '@penstock/model/kernel'
import type { Blueprint, BlueprintConduit, BlueprintPlacement } from './file.ts'
import type { LiveAsset, LiveConduit, LiveState } from './live-state.ts'

export const DEVIATION_KINDS = [
  'asset-elsewhere',
  'asset-in-more-zones',
  'asset-seen-elsewhere',
  'asset-missing',
  'asset-unplanned',
  'stranger',
  'conduit-missing',
  'conduit-differs',
  'conduit-unplanned',
  'traffic-unplanned',
  'zone-missing',
  'zone-differs',
  'zone-unplanned',
  'sensor-missing',
  'sensor-silent',
  'cloud-missing',
  'cloud-elsewhere',
  'cloud-unplanned',
] as const
export type DeviationKind = (typeof DEVIATION_KINDS)[number]

export interface Deviation {
  readonly kind: DeviationKind
  /** Of the asset, conduit, zone, sensor or cloud service; of traffic the zones and the protocol. */
  readonly object: string
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  /** Whose records show it where it is not everybody's. */
  readonly domain: 'it' | 'ot' | null
  /** The stage that is to mend it; null when none does. */
  readonly stage: string | null
}

/** Names a deviation through time. */
export function deviationKey({ kind, object }: { readonly kind: string; readonly object: string }): string {
  return `${kind} ${object}`
}

/** In the order of kinds, then of objects; the same blueprint and state give the same list. */
export function deviationsOf(blueprint: Blueprint, live: LiveState): readonly Deviation[] {
  const stageOf = stagesByPart(blueprint)
  const found: Deviation[] = []
  const tell = (
    kind: DeviationKind,
    object: string,
    facts: Readonly<Record<string, string | null>> = {},
    domain: Deviation['domain'] = null,
  ): void => {
    const told = Object.entries(facts).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]))
    found.push({ kind, object, facts: told, domain, stage: stageOf(kind, object) })
  }
  assetDeviations(blueprint, live, tell)
  conduitDeviations(blueprint, live, tell)
  zoneDeviations(blueprint, live, tell)
  sensorDeviations(blueprint, live, tell)
  cloudDeviations(blueprint, live, tell)
  const place = new Map(DEVIATION_KINDS.map((kind, at) => [kind, at]))
  return found.toSorted((a, b) => place.get(a.kind)! - place.get(b.kind)! || compareTexts(a.object, b.object))
}

type Tell = (
  kind: DeviationKind,
  object: string,
  facts?: Readonly<Record<string, string | null>>,
  domain?: Deviation['domain'],
) => void

function assetDeviations(blueprint: Blueprint, live: LiveState, tell: Tell): void {
  const placed = new Map(blueprint.placements.map((one) => [one.asset, one]))
  for (const asset of live.assets) {
    const target = placed.get(asset.id)
    placed.delete(asset.id)
    if (target === undefined) tell('asset-unplanned', asset.id, { name: asset.name, stands: asset.zones.join(', ') })
    else placeDeviation(asset, target, tell)
  }
  for (const { asset, zone } of placed.values()) tell('asset-missing', asset, { planned: zone })
  for (const { id, label, zone } of live.strangers) tell('stranger', id, { name: label, stands: zone })
}

/** At most one for an asset, the gravest: declared elsewhere, a card too many, seen elsewhere. */
function placeDeviation(asset: LiveAsset, target: BlueprintPlacement, tell: Tell): void {
  const allowed = new Set([target.zone, ...(target.also ?? [])])
  const [own] = asset.zones
  const facts = { name: asset.name, planned: [...allowed].join(', '), stands: asset.zones.join(', ') }
  if (own !== target.zone) tell('asset-elsewhere', asset.id, facts)
  else if (asset.zones.some((zone) => !allowed.has(zone))) tell('asset-in-more-zones', asset.id, facts)
  else if (asset.seenIn !== null && !allowed.has(asset.seenIn))
    tell('asset-seen-elsewhere', asset.id, { ...facts, seen: asset.seenIn })
}

function conduitDeviations(blueprint: Blueprint, live: LiveState, tell: Tell): void {
  const controls = blueprint.stages.flatMap((stage) => stage.controls)
  const planned = new Map(
    blueprint.conduits.map((one) => {
      const devices = controls.flatMap(({ conduit, device }) => (conduit === one.id ? [device] : []))
      return [one.id, { ...one, enforcedBy: [...new Set([...(one.enforcedBy ?? []), ...devices])] }]
    }),
  )
  for (const conduit of live.conduits) {
    const target = planned.get(conduit.id)
    planned.delete(conduit.id)
    if (target === undefined) {
      tell('conduit-unplanned', conduit.id, { joins: joins(conduit), permits: conduit.protocols.join(', ') })
      continue
    }
    const differs = conduitDifferences(target, conduit)
    if (differs !== null) tell('conduit-differs', conduit.id, differs)
  }
  for (const one of planned.values())
    tell('conduit-missing', one.id, { joins: joins(one), permits: one.protocols.join(', ') })
  for (const { zoneA, zoneB, protocol, example } of live.traffic)
    tell('traffic-unplanned', `${zoneA} → ${zoneB} ${protocol}`, { from: zoneA, to: zoneB, protocol, example })
}

function joins({ zoneA, zoneB, direction }: Pick<BlueprintConduit, 'zoneA' | 'zoneB' | 'direction'>): string {
  return `${zoneA} ${direction === 'both' ? '↔' : '→'} ${zoneB}`
}

/** What differs, planned and found; null when nothing does. `both` reads the same from either end. */
function conduitDifferences(target: BlueprintConduit, found: LiveConduit): Record<string, string | null> | null {
  const ends = joinsKey(target) === joinsKey(found)
  const tooMuch = found.protocols.filter((one) => !target.protocols.includes(one))
  const tooLittle = target.protocols.filter((one) => !found.protocols.includes(one))
  const notEnforcing = (target.enforcedBy ?? []).filter((device) => !found.enforcedBy.includes(device))
  if (ends && tooMuch.length + tooLittle.length + notEnforcing.length === 0) return null
  const told = (list: readonly string[]): string | null => (list.length === 0 ? null : list.join(', '))
  return {
    planned: ends ? null : joins(target),
    stands: ends ? null : joins(found),
    'too-much': told(tooMuch),
    'too-little': told(tooLittle),
    'not-enforcing': told(notEnforcing),
  }
}

function joinsKey({ zoneA, zoneB, direction }: Pick<BlueprintConduit, 'zoneA' | 'zoneB' | 'direction'>): string {
  const ends = direction === 'both' ? [zoneA, zoneB].toSorted(compareTexts) : [zoneA, zoneB]
  return JSON.stringify([direction, ...ends])
}

function zoneDeviations(blueprint: Blueprint, live: LiveState, tell: Tell): void {
  const planned = new Map(blueprint.zones.map((one) => [one.id, one]))
  for (const { id, name, purdue } of live.zones) {
    const target = planned.get(id)
    planned.delete(id)
    if (target === undefined) tell('zone-unplanned', id, { name })
    else if ((target.purdue ?? null) !== null && target.purdue !== purdue)
      tell('zone-differs', id, { planned: target.purdue ?? null, stands: purdue ?? 'unknown' })
  }
  for (const { id, name } of planned.values()) tell('zone-missing', id, { name })
}

function sensorDeviations(blueprint: Blueprint, live: LiveState, tell: Tell): void {
  if (live.sensors === null) return
  const levels = new Map([...live.zones, ...blueprint.zones].map(({ id, purdue }) => [id, purdue ?? null]))
  const names = new Map([...live.zones, ...blueprint.zones].map(({ id, name }) => [id, name.toLowerCase()]))
  // People enrol a sensor for a segment by the id or the name of the zone.
  const isOn = (said: string, segment: string): boolean =>
    said.toLowerCase() === segment.toLowerCase() || said.toLowerCase() === names.get(segment)
  for (const { id, segment } of blueprint.sensors) {
    const there = live.sensors.filter(({ segments }) => segments.some((said) => isOn(said, segment)))
    if (there.some(({ isListening }) => isListening !== false)) continue
    const [silent] = there
    const domain = domainOfLevel(levels.get(segment) ?? null)
    if (silent === undefined) tell('sensor-missing', id, { segment }, domain)
    else tell('sensor-silent', id, { segment, name: silent.name }, silent.domain)
  }
}

/** Whose monitoring a segment is part of: above level 3.5 that of IT. */
export function domainOfLevel(purdue: string | null): 'it' | 'ot' {
  return Number.parseFloat(purdue ?? '') >= 4 ? 'it' : 'ot'
}

function cloudDeviations(blueprint: Blueprint, live: LiveState, tell: Tell): void {
  const planned = new Map(blueprint.cloudServices.map((one) => [one.id, one]))
  for (const { id, name, zone } of live.cloudServices) {
    const target = planned.get(id)
    planned.delete(id)
    if (target === undefined) tell('cloud-unplanned', id, { name })
    else if ((target.zone ?? null) !== null && target.zone !== zone)
      tell('cloud-elsewhere', id, { name, planned: target.zone ?? null, stands: zone ?? 'unknown' })
  }
  for (const { id, zone } of planned.values()) tell('cloud-missing', id, { planned: zone ?? null })
}

/** The first stage that has the part in its list: what is planned for later deviates until then, and says by which stage it will not. */
function stagesByPart({ stages }: Blueprint): (kind: DeviationKind, object: string) => string | null {
  const of = new Map<string, string>()
  const note = (part: string, names: readonly string[], stage: string): void => {
    for (const name of names) if (!of.has(`${part} ${name}`)) of.set(`${part} ${name}`, stage)
  }
  for (const stage of stages) {
    note('asset', stage.moves, stage.id)
    note('zone', stage.zones, stage.id)
    note('conduit', stage.links, stage.id)
    note('conduit', stage.closes, stage.id)
    note(
      'conduit',
      stage.controls.map(({ conduit }) => conduit),
      stage.id,
    )
    note('sensor', stage.sensors, stage.id)
    note('cloud', stage.cloudServices, stage.id)
  }
  return (kind, object) => of.get(`${kind.slice(0, kind.indexOf('-'))} ${object}`) ?? null
}
