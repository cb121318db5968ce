// The record of a partition after IEC 62443-3-2, ZCR 1 to 6, made from the graph of one instant: the system under consideration, what can
// happen in it if nobody secures it, its zones and conduits, which of them need a detailed assessment, and what is asked of each. ZCR 7 is
// the approval of this record by its hash.
import type { PlantFile } from '@penstock/model/plant'
import { checkSegmentation } from '../checks/check-segmentation.ts'
import { type PlantView, plantView } from '../checks/plant-view.ts'
import { type CapabilityGap, conduitTargets, type LevelVector, levelGaps, targetOf } from '../levels/zone-levels.ts'
import { ringBoundaries } from '../rings/ring-boundaries.ts'
import { type PrincipleStanding, principlesOf } from './principles.ts'

export const PARTITION_RECORD = 'penstock-partition/1'

export interface FunctionRisk {
  readonly function: string
  readonly name: string
  /** 1 to 5: the worst that the hazard studies and the impact analysis hold it to; null where neither speaks of it. */
  readonly worst: number | null
  readonly sources: readonly string[]
  readonly mtpdH: number | null
}

export interface ZoneRecord {
  readonly id: string
  readonly name: string
  readonly level: string | null
  readonly assets: readonly string[]
  readonly functions: readonly string[]
  readonly worst: number | null
  /** ZCR 4: the band of the worst at the highest likelihood, by the site's own matrix. */
  readonly band: string | null
  /** Null: nobody said how bad it can be, or the site has no matrix. */
  readonly needsDetail: boolean | null
  readonly target: LevelVector | null
  readonly capability: number | null
  readonly gaps: readonly CapabilityGap[]
  readonly findings: readonly string[]
}

export interface ConduitRecord {
  readonly id: string
  readonly zoneA: string
  readonly zoneB: string
  readonly direction: string
  readonly protocols: readonly string[]
  readonly endpoints: { readonly a: readonly string[]; readonly b: readonly string[] } | null
  readonly status: string
  readonly devices: readonly string[]
  readonly inspection: string | null
  readonly declaredTarget: number | null
  /** At least the lower of its zones in each requirement; practice inherits the higher. */
  readonly targets: { readonly least: LevelVector; readonly inherited: LevelVector } | null
  readonly findings: readonly string[]
}

export interface PartitionRecord {
  readonly form: typeof PARTITION_RECORD
  readonly system: {
    readonly name: string
    readonly assets: number
    readonly flows: number
    readonly outside: readonly string[]
    /** Conduits from outside, and remote access that somebody recorded. */
    readonly accessPoints: readonly string[]
    readonly remoteAccess: readonly { readonly id: string; readonly title: string; readonly status: string }[]
  }
  readonly risks: readonly FunctionRisk[]
  readonly zones: readonly ZoneRecord[]
  readonly conduits: readonly ConduitRecord[]
  readonly boundaries: readonly { readonly outer: string; readonly inner: string; readonly state: string }[]
  readonly findings: readonly { readonly rule: string; readonly id: string }[]
  readonly principles: readonly PrincipleStanding[]
}

/** The same plant makes the same record: nothing in it stands on a clock. */
export function partitionRecordOf(plant: PlantFile): PartitionRecord {
  const view = plantView(plant, [])
  const found = checkSegmentation(plant).filter(({ kind }) => kind === 'finding')
  const risks = plant.functions.map((one) => riskOf(view, one))
  const worstOf = new Map(risks.map((risk) => [risk.function, risk.worst]))
  const gaps = new Map(levelGaps(plant).map(({ zone, gaps: own }) => [zone, own]))
  const named = (ids: readonly string[]): readonly string[] => {
    const own = new Set(ids)
    return found
      .filter(({ id, path, conduits }) => [id, ...path, ...conduits].some((one) => own.has(one)))
      .map(({ rule, id }) => `${rule} ${id}`)
  }
  return {
    form: PARTITION_RECORD,
    system: {
      name: plant.about.name,
      assets: plant.assets.length,
      flows: plant.flows.length,
      outside: plant.zones.filter(({ id }) => view.isOutside(id)).map(({ id }) => id),
      accessPoints: plant.conduits
        .filter(({ zoneA, zoneB }) => view.isOutside(zoneA) !== view.isOutside(zoneB))
        .map(({ id }) => id),
      remoteAccess: plant.remoteAccess.map(({ id, title, status }) => ({ id, title, status })),
    },
    risks,
    zones: plant.zones.map((zone): ZoneRecord => {
      const assets = plant.assets.filter((asset) => asset.zone === zone.id)
      const functions = [...new Set(assets.flatMap((asset) => asset.functions ?? []))].sort()
      const known = functions.flatMap((id) => worstOf.get(id) ?? [])
      const worst = known.length === 0 ? null : Math.max(...known)
      const band = worst === null ? null : (plant.riskCriteria?.matrix[worst - 1]?.[HIGHEST_LIKELIHOOD - 1] ?? null)
      return {
        id: zone.id,
        name: zone.name,
        level: zone.purdue ?? null,
        assets: assets.map(({ id }) => id),
        functions,
        worst,
        band,
        needsDetail: band === null ? null : band !== 'L',
        target: targetOf(zone),
        capability: zone.slCapability ?? null,
        gaps: gaps.get(zone.id) ?? [],
        findings: named([zone.id, ...assets.map(({ id }) => id)]),
      }
    }),
    conduits: plant.conduits.map((conduit): ConduitRecord => {
      const ends = [conduit.zoneA, conduit.zoneB].map((id) => plant.zones.find((zone) => zone.id === id))
      const [a, b] = ends.map((zone) => (zone === undefined ? null : targetOf(zone)))
      return {
        id: conduit.id,
        zoneA: conduit.zoneA,
        zoneB: conduit.zoneB,
        direction: conduit.direction,
        protocols: conduit.protocols,
        endpoints: conduit.endpoints ?? null,
        status: conduit.status,
        devices: conduit.enforcedBy ?? [],
        inspection: conduit.inspection ?? null,
        declaredTarget: conduit.slTarget ?? null,
        targets: a == null || b == null ? null : conduitTargets(a, b),
        findings: named([conduit.id]),
      }
    }),
    boundaries: ringBoundaries(plant).map(({ outer, inner, state }) => ({ outer, inner, state })),
    findings: found.map(({ rule, id }) => ({ rule, id })),
    principles: principlesOf(view, found),
  }
}

/** ZCR 2 asks for the worst case if nobody secured it: the likelihood is the highest of the matrix. */
const HIGHEST_LIKELIHOOD = 5

function riskOf({ plant }: PlantView, { id, name, bia, mtpdH }: PlantFile['functions'][number]): FunctionRisk {
  const assets = new Set(plant.assets.filter(({ functions }) => functions?.includes(id) === true).map((one) => one.id))
  const sheets = plant.lopa.filter(({ causes, sif }) =>
    [...causes.flatMap((cause) => cause.assets), ...(sif?.assets ?? [])].some((asset) => assets.has(asset)),
  )
  const impacts = bia?.impact.map(({ level }) => level) ?? []
  const levels = [...sheets.map(({ severity }) => severity), ...impacts]
  const sources = [...sheets.map((sheet) => sheet.id), ...(impacts.length === 0 ? [] : ['impact analysis'])]
  return { function: id, name, worst: levels.length === 0 ? null : Math.max(...levels), sources, mtpdH }
}

/** What differs between a record and one made later: entries of its lists by their names. */
export interface RecordChange {
  readonly part: 'system' | 'risks' | 'zones' | 'conduits' | 'boundaries' | 'findings' | 'principles'
  readonly id: string
  readonly change: 'added' | 'removed' | 'changed'
}

export function recordChanges(before: PartitionRecord, after: PartitionRecord): readonly RecordChange[] {
  const parts = ['risks', 'zones', 'conduits', 'boundaries', 'findings', 'principles'] as const
  const system =
    JSON.stringify(before.system) === JSON.stringify(after.system)
      ? []
      : [{ part: 'system', id: after.system.name, change: 'changed' } as const]
  return [
    ...system,
    ...parts.flatMap((part) => {
      const [old, now] = [entries(before[part]), entries(after[part])]
      const told = (id: string, change: RecordChange['change']): RecordChange => ({ part, id, change })
      return [
        ...[...now].flatMap(([id, text]) =>
          old.get(id) === text ? [] : [told(id, old.has(id) ? 'changed' : 'added')],
        ),
        ...[...old.keys()].filter((id) => !now.has(id)).map((id) => told(id, 'removed')),
      ]
    }),
  ]
}

function entries(list: readonly object[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const entry of list) {
    const one = entry as Readonly<Record<string, string | undefined>>
    const base =
      one['outer'] === undefined
        ? [one['rule'], one['id'] ?? one['function'] ?? one['principle']].filter((part) => part !== undefined).join(' ')
        : `${one['outer']} | ${one['inner']}`
    let id = base
    for (let n = 2; found.has(id); n++) id = `${base} (${n})`
    found.set(id, JSON.stringify(entry))
  }
  return found
}
