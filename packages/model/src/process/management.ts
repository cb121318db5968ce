// Paths of management: which tool controls which asset, with which account and when, as the plant declares it and as it was seen. The tools
// are parents of what they manage, and so are those that manage the tools.
import type { PlantFile } from '@penstock/model/plant'
import { joinedSight, type SeenUse, type Sight, spokenService } from './hidden-needs.ts'
import { itHosts, MANAGING_ROLE } from './proposed-needs.ts'

export interface ManagementPath {
  /** The tool. */
  readonly by: string
  readonly target: string
  /** What it does, as the plant says it, or by the role of the tool. */
  readonly kind: string
  readonly account: string | null
  readonly schedule: string | null
  /** The record of the plant file that declares it: `manages`, `backups` or the asset's own hosts; null for what was only seen. */
  readonly declaredBy: string | null
  readonly seen: Sight | null
  /** The tool stands in IT, and the target does not. */
  readonly isFromIt: boolean
}

export type ManagementRecords = Pick<PlantFile, 'assets' | 'zones' | 'manages' | 'backups'>

/** Hosts whose conversations tell of management. */
export function managingHosts({ assets, manages }: Pick<PlantFile, 'assets' | 'manages'>): ReadonlySet<string> {
  return new Set([
    ...assets.filter(({ role }) => MANAGING_ROLE.test(role ?? '')).map(({ id }) => id),
    ...manages.map(({ by }) => by),
  ])
}

/** By target in the order of the plant, what is declared first. What was seen is told beside the declared path of the same two. */
export function managementPaths(plant: ManagementRecords, uses: readonly SeenUse[]): readonly ManagementPath[] {
  const it = itHosts(plant)
  const roleOf = new Map(plant.assets.map(({ id, role }) => [id, role ?? '']))
  const seen = new Map<string, Sight>()
  for (const use of uses)
    for (const [by, target] of [
      [use.client, use.server],
      [use.server, use.client],
    ] as const)
      if (!isOwnService(use, by)) {
        const pair = pairOf(by, target)
        const before = seen.get(pair)
        const { conversations, firstAt, lastAt } = use
        seen.set(pair, before === undefined ? { conversations, firstAt, lastAt } : joinedSight(before, use))
      }
  const pathOf = (
    one: Pick<ManagementPath, 'by' | 'target' | 'kind' | 'account' | 'schedule' | 'declaredBy'>,
  ): ManagementPath => ({
    ...one,
    seen: seen.get(pairOf(one.by, one.target)) ?? null,
    isFromIt: it.has(one.by) && !it.has(one.target),
  })
  const declared = declaredPaths(plant).map(pathOf)
  const known = new Set(declared.map(({ by, target }) => pairOf(by, target)))
  const found = [...seen.keys()].flatMap((pair): readonly ManagementPath[] => {
    const [by, target] = JSON.parse(pair) as [string, string]
    const role = roleOf.get(by) ?? ''
    // Two tools that talk with each other manage neither for that.
    if (known.has(pair) || !MANAGING_ROLE.test(role) || MANAGING_ROLE.test(roleOf.get(target) ?? '')) return []
    return [pathOf({ by, target, kind: role, account: null, schedule: null, declaredBy: null })]
  })
  const place = new Map(plant.assets.map(({ id }, at) => [id, at]))
  return [...declared, ...found].sort((a, b) => (place.get(a.target) ?? 0) - (place.get(b.target) ?? 0))
}

/** A manager of an asset, by the shortest way: from it over the tools that manage tools down to the asset. */
export interface Manager {
  readonly host: string
  readonly target: string
  /** The paths, the last one ends at the asset. */
  readonly way: readonly ManagementPath[]
  readonly isFromIt: boolean
}

/** Who can reach and change these assets by management, directly or by way of tools, the nearest first: what a gate of changes asks. */
export function managersOf(paths: readonly ManagementPath[], assets: readonly string[]): readonly Manager[] {
  const byTarget = Map.groupBy(paths, ({ target }) => target)
  return assets.flatMap((asset) => {
    const managers: Manager[] = []
    const ways = new Map<string, readonly ManagementPath[]>([[asset, []]])
    for (const [at, way] of ways)
      for (const path of byTarget.get(at) ?? []) {
        if (ways.has(path.by)) continue
        const longer = [path, ...way]
        ways.set(path.by, longer)
        managers.push({ host: path.by, target: asset, way: longer, isFromIt: longer.some(({ isFromIt }) => isFromIt) })
      }
    return managers
  })
}

function declaredPaths({ assets, manages, backups }: ManagementRecords) {
  const paths = manages.flatMap(({ id, by, what, kind, account, schedule }) =>
    what.map((target) => ({ by, target, kind, account, schedule, declaredBy: id })),
  )
  const known = new Set(paths.map(({ by, target }) => pairOf(by, target)))
  const added = [
    ...backups.flatMap(({ id, server, covers, schedule }) =>
      server === null
        ? []
        : covers.map((target) => ({ by: server, target, kind: 'backup', account: null, schedule, declaredBy: id })),
    ),
    ...assets.flatMap(({ id, hostedOn = [] }) =>
      hostedOn.map((by) => ({ by, target: id, kind: 'host', account: null, schedule: 'always', declaredBy: id })),
    ),
  ]
  return [...paths, ...added.filter(({ by, target }) => by !== target && !known.has(pairOf(by, target)))]
}

/** A tool that asks for names, time or a logon uses a service, and manages nobody by that. */
function isOwnService(use: SeenUse, tool: string): boolean {
  return use.client === tool && spokenService(use) !== null
}

function pairOf(by: string, target: string): string {
  return JSON.stringify([by, target])
}
