// A link that somebody plans, before it is built: does it open a way to a control zone that is not there today? The paths of the plant with and
// without it are compared; where it opens none, what else it would change is told.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import {
  type AssetWeakness,
  type AttackPath,
  attackModel,
  cheapest,
  derivable,
  goalNode,
  LIMITS,
  waysOver,
} from '@penstock/model/paths'
import {
  nearestTo,
  type PlantAsset,
  type PlantConduit,
  type PlantFile,
  type PlantIndex,
  plantIndex,
  zonesOfAsset,
} from '@penstock/model/plant'
import { checkSegmentation, type SegmentationFinding } from '@penstock/model/segmentation'

export interface PlannedLink {
  /** Who starts. */
  readonly from: string
  readonly to: string
  readonly protocol: string
  /** Devices that would enforce it; those of a conduit between the same zones unless given. */
  readonly enforcedBy?: readonly string[]
}

export type LinkRefusal =
  | { readonly code: 'blueprint.unknown-asset'; readonly id: string; readonly nearest: string | null }
  | { readonly code: 'blueprint.unknown-protocol'; readonly id: string; readonly nearest: string | null }
  | { readonly code: 'blueprint.same-asset' }

export interface NewWay {
  /** The asset of a control zone that is reached. */
  readonly target: string
  readonly zone: string
  readonly path: AttackPath
}

export interface LinkJudgement {
  /**
   * `refused`: it opens a way to a control zone that is not there today · `no-new-way`: it opens none · `permitted`: a conduit permits it
   * already, or nothing stands between the two.
   */
  readonly verdict: 'refused' | 'no-new-way' | 'permitted'
  /** What permits it today: a conduit, or the zone of both; null when nothing does. */
  readonly permittedBy: string | null
  readonly link: {
    readonly from: string
    readonly to: string
    readonly protocol: string
    readonly zones: readonly [string, string]
  }
  /** Whether it ends in a control zone that its source is not in: then it is a way there itself. */
  readonly isCrossing: boolean
  /** The cheapest to each asset, the cheapest first. */
  readonly newWays: readonly NewWay[]
  /** Goals that no recorded start reaches today and one would. */
  readonly goalsOpened: readonly { readonly id: string; readonly text: string }[]
  /** Goals that would take less effort. */
  readonly goalsEased: readonly {
    readonly id: string
    readonly text: string
    readonly before: number
    readonly after: number
  }[]
  /** Findings of segmentation that would be new. */
  readonly findings: readonly SegmentationFinding[]
  readonly limits: readonly string[]
}

/** Id of the conduit that stands for the plan. */
const PLANNED = 'planned'

const HELD =
  'Whoever starts the link is taken to be held by an attacker, with the secrets that are used there and those that recorded starts can take elsewhere today.'

export function judgeLink(
  plant: PlantFile,
  given: PlannedLink,
  weaknesses: readonly AssetWeakness[] = [],
): Result<LinkJudgement, LinkRefusal> {
  const index = plantIndex(plant)
  for (const id of [given.from, given.to, ...(given.enforcedBy ?? [])])
    if (!index.assetById.has(id))
      return refuse({ code: 'blueprint.unknown-asset', id, nearest: nearestTo(id, [...index.assetById.keys()]) })
  if (given.from === given.to) return refuse({ code: 'blueprint.same-asset' })
  const named = index.protocol(given.protocol)
  if (named === null && plant.protocols.length > 0) {
    const nearest = nearestTo(
      given.protocol,
      plant.protocols.map(({ id }) => id),
    )
    return refuse({ code: 'blueprint.unknown-protocol', id: given.protocol, nearest })
  }
  const link = { ...given, protocol: named?.id ?? given.protocol }
  const [from, to] = [index.assetById.get(link.from)!, index.assetById.get(link.to)!]
  const about = { from: link.from, to: link.to, protocol: link.protocol, zones: [from.zone, to.zone] as const }
  const permittedBy = permitting(index, from, to, link.protocol)
  if (permittedBy !== null) {
    const nothing = { isCrossing: false, newWays: [], goalsOpened: [], goalsEased: [], findings: [], limits: [] }
    return accept({ verdict: 'permitted', permittedBy, link: about, ...nothing })
  }
  const after = withLink(plant, index, link, named?.ports[0] ?? null)
  const options = { mergesEquals: false }
  const [before, model] = [attackModel(plant, weaknesses, options), attackModel(after, weaknesses, options)]
  const control = new Set(plant.zones.flatMap(({ id, purdue }) => (isControl(purdue ?? null) ? [id] : [])))
  const isTarget = (id: string): boolean => {
    const zone = index.assetById.get(id)?.zone
    return zone !== undefined && zone !== from.zone && control.has(zone)
  }
  const ways = waysOver(model, { from: link.from, to: link.to, fact: `conduit:${PLANNED}`, isTarget })
  const newWays = ways.map((path): NewWay => ({ target: path.goal, zone: index.assetById.get(path.goal)!.zone, path }))
  const isCrossing = isTarget(link.to)
  return accept({
    verdict: isCrossing || newWays.length > 0 ? 'refused' : 'no-new-way',
    permittedBy: null,
    link: about,
    isCrossing,
    newWays,
    ...goalsMoved(before, model),
    findings: newFindings(plant, after),
    limits: [HELD, ...LIMITS],
  })
}

/** A control zone has no member above level 2. */
export function isControl(purdue: string | null): boolean {
  const [, low, high] = /^([\d.]+)(?:-([\d.]+))?$/.exec(purdue ?? '') ?? []
  return low !== undefined && Number(high ?? low) <= 2
}

/** The documented conduit that permits it, or the zone in which both have a card. */
function permitting(index: PlantIndex, from: PlantAsset, to: PlantAsset, protocol: string): string | null {
  const others = zonesOfAsset(to)
  const shared = zonesOfAsset(from).find((zone) => others.includes(zone))
  if (shared !== undefined) return shared
  const permits = (one: PlantConduit): boolean => {
    const isForward = one.zoneA === from.zone
    const [own, other] = isForward ? [one.endpoints?.a, one.endpoints?.b] : [one.endpoints?.b, one.endpoints?.a]
    return (
      one.status !== 'undocumented' &&
      (isForward || one.direction === 'both') &&
      one.protocols.some((name) => (index.protocol(name)?.id ?? name) === protocol) &&
      (own?.includes(from.id) ?? true) &&
      (other?.includes(to.id) ?? true)
    )
  }
  return index.conduitsBetween(from.zone, to.zone).find(permits)?.id ?? null
}

/** The plant with the link: a conduit for these two alone, the service that it leads to, and the flow. */
function withLink(
  plant: PlantFile,
  index: PlantIndex,
  { from, to, protocol, enforcedBy }: PlannedLink,
  port: number | null,
): PlantFile {
  const [zoneA, zoneB] = [index.assetById.get(from)!.zone, index.assetById.get(to)!.zone]
  const devices = enforcedBy ?? index.conduitsBetween(zoneA, zoneB).flatMap((one) => one.enforcedBy ?? [])
  const conduit: PlantConduit = {
    id: PLANNED,
    zoneA,
    zoneB,
    protocols: [protocol],
    direction: 'a-to-b',
    status: 'as designed',
    enforcedBy: [...new Set(devices)],
    inspection: 'ports',
    endpoints: { a: [from], b: [to] },
  }
  const service = port === null ? protocol : `${protocol}-${port}`
  const flow = { id: PLANNED, src: from, dst: to, protocol, transport: 'tcp' as const, port, write: false }
  return {
    ...plant,
    conduits: [...plant.conduits, conduit],
    flows: [...plant.flows, flow],
    assets: plant.assets.map((asset) => {
      if (asset.id !== to || (asset.services ?? []).some((one) => one === protocol || one.startsWith(`${protocol}-`)))
        return asset
      return { ...asset, services: [...(asset.services ?? []), service] }
    }),
  }
}

type Model = ReturnType<typeof attackModel>

function goalsMoved(before: Model, after: Model): Pick<LinkJudgement, 'goalsOpened' | 'goalsEased'> {
  const [held, holds] = [derivable(before.graph), derivable(after.graph)]
  const [was, is] = [cheapest(before.graph), cheapest(after.graph)]
  const goalsOpened: { id: string; text: string }[] = []
  const goalsEased: { id: string; text: string; before: number; after: number }[] = []
  for (const { id, text } of after.goals) {
    const node = goalNode(after, id)!
    const old = goalNode(before, id)
    if (holds[node] !== 1) continue
    if (old === null || held[old] !== 1) goalsOpened.push({ id, text })
    else if (is.cost[node]! < was.cost[old]!)
      goalsEased.push({ id, text, before: was.cost[old]!, after: is.cost[node]! })
  }
  return { goalsOpened, goalsEased }
}

function newFindings(before: PlantFile, after: PlantFile): readonly SegmentationFinding[] {
  const key = ({ rule, id, facts }: SegmentationFinding): string => JSON.stringify([rule, id, facts])
  const known = new Set(checkSegmentation(before).map(key))
  return checkSegmentation(after).filter((one) => !known.has(key(one)))
}
