// How far a partition holds the principles of its architecture: each a question to the graph, with what fails it and why. No weight and
// no sum: which principle counts more is the owner's to say. After IEC 62443-1-1 (defence in depth), IEC 62443-3-3 SR 7.7 and SR 7.3-7.4,
// IEC 61511-1 cl. 11.2.

import type { SegmentationFinding, SegmentationRule } from '../checks/finding.ts'
import type { PlantView } from '../checks/plant-view.ts'

export const PRINCIPLES = ['least-function', 'defence-in-depth', 'fail-safe', 'no-single-trust', 'recoverable'] as const
export type Principle = (typeof PRINCIPLES)[number]

export interface PrincipleStanding {
  readonly principle: Principle
  /** Of how many subjects (conduits, zones, assets, trusts) the question was asked. */
  readonly asked: number
  readonly held: number
  readonly fails: readonly { readonly id: string; readonly because: string }[]
}

interface Subject {
  readonly id: string
  /** Null: it holds. */
  readonly because: string | null
}

export function principlesOf(view: PlantView, findings: readonly SegmentationFinding[]): readonly PrincipleStanding[] {
  const questions: Readonly<Record<Principle, () => readonly Subject[]>> = {
    'least-function': () => leastFunction(view),
    'defence-in-depth': () => defenceInDepth(view),
    'fail-safe': () => failSafe(view, findings),
    'no-single-trust': () => noSingleTrust(view, findings),
    recoverable: () => recoverable(view),
  }
  return PRINCIPLES.map((principle) => {
    const subjects = questions[principle]()
    const fails = subjects.flatMap(({ id, because }) => (because === null ? [] : [{ id, because }]))
    return { principle, asked: subjects.length, held: subjects.length - fails.length, fails }
  })
}

/** Each documented conduit names its ends, or its functions, or stands between networks of the business. */
function leastFunction(view: PlantView): readonly Subject[] {
  return view.plant.conduits
    .filter(({ status }) => status !== 'undocumented')
    .map(({ id, zoneA, zoneB, endpoints, functionLimits, protocols }) => {
      const isBusiness = [zoneA, zoneB].every((zone) => (view.levelOf(zone)?.low ?? 0) >= 4)
      const isNarrow = endpoints !== undefined || (functionLimits ?? []).length > 0
      return { id, because: isBusiness || isNarrow ? null : `any host, ${protocols.length} protocols` }
    })
}

/** From outside to each control or safety zone at least two devices stand in the way, by every documented or surveyed conduit. */
function defenceInDepth(view: PlantView): readonly Subject[] {
  const devices = fewestDevices(view)
  return view.plant.zones
    .filter(({ id }) => (view.levelOf(id)?.low ?? 9) < 3)
    .map(({ id }) => {
      const fewest = devices.get(id)
      return {
        id,
        because: fewest === undefined || fewest >= 2 ? null : `${fewest} devices between it and the outside`,
      }
    })
}

/** Zones reachable from outside with the fewest devices passed: a shortest path in which a conduit costs 1 where a device enforces it. */
function fewestDevices(view: PlantView): ReadonlyMap<string, number> {
  const fewest = new Map(view.plant.zones.filter(({ id }) => view.isOutside(id)).map(({ id }) => [id, 0]))
  let isMoved = true
  while (isMoved) {
    isMoved = false
    for (const { zoneA, zoneB, enforcedBy } of view.plant.conduits) {
      const cost = (enforcedBy ?? []).length > 0 ? 1 : 0
      for (const [from, to] of [
        [zoneA, zoneB],
        [zoneB, zoneA],
      ] as const) {
        const reached = fewest.get(from)
        if (reached === undefined || reached + cost >= (fewest.get(to) ?? Number.POSITIVE_INFINITY)) continue
        fewest.set(to, reached + cost)
        isMoved = true
      }
    }
  }
  return fewest
}

const AGAINST_SAFETY: readonly SegmentationRule[] = [
  'segmentation.safety-can-be-written',
  'segmentation.safety-shares-control',
  'segmentation.safety-account-shared',
  'segmentation.safety-key-open',
  'segmentation.safety-points-forced',
]

/** Each safety system acts on its own: no finding against its independence names it or its zone. */
function failSafe(view: PlantView, findings: readonly SegmentationFinding[]): readonly Subject[] {
  const against = findings.filter(({ rule }) => AGAINST_SAFETY.includes(rule))
  return view.plant.assets
    .filter(({ id }) => view.isSafety(id))
    .map(({ id, zone }) => {
      const found = against.find((one) => one.id === id || one.path.includes(id) || one.path.includes(zone))
      return { id, because: found?.rule ?? null }
    })
}

const AGAINST_TRUST: readonly SegmentationRule[] = [
  'segmentation.trust-without-conduit',
  'segmentation.backup-in-same-trust',
  'segmentation.directory-across-zones',
  'segmentation.asset-in-two-zones',
]

/** What others trust (directories, hosts of machines, backup servers, managers) stands for one zone only, or a conduit carries the trust. */
function noSingleTrust(view: PlantView, findings: readonly SegmentationFinding[]): readonly Subject[] {
  const { assets, manages, backups, directories } = view.plant
  const trusted = new Set([
    ...directories.flatMap(({ servers }) => servers),
    ...assets.flatMap(({ hostedOn }) => hostedOn ?? []),
    ...manages.map(({ by }) => by),
    ...backups.flatMap(({ server }) => server ?? []),
  ])
  const against = findings.filter(({ rule }) => AGAINST_TRUST.includes(rule))
  return [...trusted].sort().map((id) => {
    const found = against.find((one) => one.id === id || one.path[0] === id)
    return { id, because: found?.rule ?? null }
  })
}

/** Each controller and safety system has a backup that stands offline and was restored once. */
function recoverable(view: PlantView): readonly Subject[] {
  return view.plant.assets
    .filter(({ id }) => view.isControl(id) || view.isSafety(id))
    .map(({ id }) => {
      const own = view.plant.backups.filter(({ asset, covers }) => asset === id || covers.includes(id))
      if (own.length === 0) return { id, because: 'no backup' }
      if (!own.some(({ offlineCopy }) => offlineCopy)) return { id, because: 'no copy offline' }
      return { id, because: own.some(({ lastRestoreTest }) => lastRestoreTest !== null) ? null : 'never restored' }
    })
}
