// What the continuity targets of a plant do not hold against its own records: backups, crews, suppliers and the computed recovery.
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import type { PlantFile, PlantFunction } from '@penstock/model/plant'
import { sharedCauses } from './shared-causes.ts'
import { isWithinAYear } from './within-a-year.ts'

export type ContinuityRule =
  | 'process.rto-over-mtpd'
  | 'process.recovery-over-rto'
  | 'process.supplier-rto-too-long'
  | 'process.rpo-under-backup-interval'
  | 'process.no-backup'
  | 'process.controller-without-backup'
  | 'process.backup-late'
  | 'process.restore-not-tested'
  | 'process.restore-test-failed'
  | 'process.backup-in-same-trust'
  | 'process.skill-of-one-person'
  | 'process.crew-of-one-person'
  | 'process.redundancy-shares'

export interface ContinuityFinding {
  readonly rule: ContinuityRule
  /** The function, backup, crew or asset that it is about. */
  readonly id: string
  readonly facts: readonly { readonly name: string; readonly value: string }[]
}

const HOUR_MICROS = 3_600_000_000
/** A backup is late when its last good one is older than this many of its intervals. */
const LATE_INTERVALS = 2

/** The findings at an instant, functions in the order of the plant, then backups, then people. */
export function reviewContinuity(plant: PlantFile, asOf: EpochMicros): readonly ContinuityFinding[] {
  const rtoOf = new Map(plant.functions.map((one) => [one.id, targetsOf(one).rtoH]))
  return [
    ...plant.functions.flatMap((one) => reviewFunction(plant, one, rtoOf)),
    ...plant.backups.flatMap((one) => reviewBackup(plant, one, asOf)),
    ...controllersWithoutBackup(plant),
    ...reviewPeople(plant, asOf),
    ...sharedCauses(plant).map(({ function: id, group, kind, shared, members, k }) =>
      finding('process.redundancy-shares', id, { group, needed: k, [kind]: shared, assets: members.join(', ') }),
    ),
  ]
}

function reviewFunction(
  plant: PlantFile,
  one: PlantFunction,
  rtoOf: ReadonlyMap<string, number | null>,
): readonly ContinuityFinding[] {
  const { id } = one
  const { rtoH, mtpdH, rpoH } = targetsOf(one)
  const found: ContinuityFinding[] = []
  const tell = (rule: ContinuityRule, facts: Readonly<Record<string, unknown>>): void =>
    void found.push(finding(rule, id, facts))
  if (rtoH !== null && mtpdH !== null && rtoH > mtpdH) tell('process.rto-over-mtpd', { rtoH, mtpdH })
  const recovery = computedRecovery(plant, one)
  if (rtoH !== null && recovery !== null && recovery.hours > rtoH)
    tell('process.recovery-over-rto', { rtoH, computedH: recovery.hours, longest: recovery.asset })
  for (const { name, suppliers, k, bufferH } of one.inputs) {
    if (rtoH === null) break
    const late = suppliers.filter((supplier) => (rtoOf.get(supplier) ?? 0) > rtoH + bufferH)
    if (suppliers.length - late.length < k)
      tell('process.supplier-rto-too-long', {
        input: name,
        rtoH,
        bufferH,
        suppliers: late.map((supplier) => `${supplier} ${rtoOf.get(supplier)} h`).join(', '),
      })
  }
  if (rpoH !== null) for (const [rule, facts] of recoveryPoint(plant, one, rpoH)) tell(rule, facts)
  return found
}

/** Assets of a function that no backup covers, and those whose backups are further apart than its recovery point, by backup. */
function recoveryPoint(
  plant: PlantFile,
  one: PlantFunction,
  rpoH: number,
): readonly (readonly [ContinuityRule, Readonly<Record<string, unknown>>])[] {
  const bare: string[] = []
  const late = new Map<string, { readonly intervalH: number; readonly assets: string[] }>()
  for (const asset of ownAssets(one)) {
    const backups = plant.backups.filter(({ covers }) => covers.includes(asset))
    if (backups.length === 0 && plant.assets.find(({ id }) => id === asset)?.os != null) bare.push(asset)
    const intervals = backups.flatMap(({ intervalH }) => intervalH ?? [])
    const intervalH = Math.min(...intervals)
    if (intervals.length === 0 || intervalH <= rpoH) continue
    const backup = backups.map(({ id }) => id).join(', ')
    const before = late.get(backup)
    if (before === undefined) late.set(backup, { intervalH, assets: [asset] })
    else before.assets.push(asset)
  }
  return [
    ...[...late].map(([backup, { intervalH, assets }]) => {
      return ['process.rpo-under-backup-interval', { backup, rpoH, intervalH, assets: assets.join(', ') }] as const
    }),
    ...(bare.length === 0 ? [] : [['process.no-backup', { rpoH, assets: bare.join(', ') }] as const]),
  ]
}

function reviewBackup(
  plant: PlantFile,
  backup: PlantFile['backups'][number],
  asOf: EpochMicros,
): readonly ContinuityFinding[] {
  const { id, intervalH, lastGood, lastRestoreTest, restoreResult, server, offlineCopy, covers } = backup
  const found: ContinuityFinding[] = []
  const good = lastGood === null ? null : microsOfIso(lastGood)
  if (intervalH !== null && (good === null || asOf - good > LATE_INTERVALS * intervalH * HOUR_MICROS))
    found.push(finding('process.backup-late', id, { intervalH, lastGood: lastGood ?? 'never' }))
  if (!isWithinAYear(lastRestoreTest, asOf))
    found.push(finding('process.restore-not-tested', id, { lastRestoreTest: lastRestoreTest ?? 'never' }))
  else if (restoreResult !== null && /^fail/i.test(restoreResult))
    found.push(finding('process.restore-test-failed', id, { lastRestoreTest: lastRestoreTest ?? '', restoreResult }))
  const shared = offlineCopy || server === null ? [] : covers.filter((asset) => sharesTrust(plant, server, asset))
  if (shared.length > 0)
    found.push(finding('process.backup-in-same-trust', id, { server: server ?? '', assets: shared.join(', ') }))
  return found
}

/** Roles of what runs a program that somebody wrote for this plant. */
const CONTROLLER = /^(plc|rtu|[a-z]+-controller)$/

function controllersWithoutBackup({ assets, backups }: PlantFile): readonly ContinuityFinding[] {
  const covered = new Set(backups.flatMap(({ covers }) => covers))
  return assets
    .filter(({ id, role }) => CONTROLLER.test(role ?? '') && !covered.has(id))
    .map(({ id, role }) => finding('process.controller-without-backup', id, { role }))
}

/** Whether who holds one holds the other: one directory, or one zone. */
function sharesTrust({ assets }: PlantFile, server: string, asset: string): boolean {
  const [a, b] = [server, asset].map((id) => assets.find((one) => one.id === id))
  if (a === undefined || b === undefined || a.id === b.id) return false
  return (a.directory != null && a.directory === b.directory) || a.zone === b.zone
}

function reviewPeople({ recovery, people, vendors }: PlantFile, asOf: EpochMicros): readonly ContinuityFinding[] {
  const present = people.filter(({ leftOn }) => leftOn === null || (microsOfIso(`${leftOn}T00:00:00Z`) ?? asOf) > asOf)
  return (recovery?.crews ?? []).flatMap((crew) => {
    const needed = (recovery?.restoreTimes ?? []).filter((one) => one.crew === crew.id).map(({ asset }) => asset)
    if (needed.length === 0) return []
    const holders = crew.skills.map((skill) => ({ skill, who: present.filter(({ skills }) => skills.includes(skill)) }))
    if (holders.some(({ who }) => who.length > 0))
      return holders
        .filter(({ who }) => who.length === 1)
        .map(({ skill, who }) => finding('process.skill-of-one-person', who[0]!.id, { crew: crew.id, skill }))
    // Nobody of the site: what the vendors of its assets can send.
    const hands = vendors
      .filter(({ products }) => products.some((product) => needed.includes(product)))
      .flatMap(({ id, staff }) => staff.map(({ role, count }) => ({ id, role, count })))
    const [only] = hands
    if (hands.length !== 1 || only?.count !== 1) return []
    const facts = { vendor: only.id, role: only.role, calloutH: crew.calloutH ?? 0, assets: needed.join(', ') }
    return [finding('process.crew-of-one-person', crew.id, facts)]
  })
}

/**
 * Hours until a function that lost all its own assets runs again, by the restore times that the plant states: each group needs its `k`
 * quickest; a crew does one task after another, after its call-out. Null where no own asset has a restore time.
 */
export function computedRecovery(
  { recovery }: PlantFile,
  one: PlantFunction,
): { readonly hours: number; readonly asset: string } | null {
  const times = new Map((recovery?.restoreTimes ?? []).map((time) => [time.asset, time]))
  const needed = one.own.flatMap(({ assets, k }) =>
    assets
      .flatMap((asset) => times.get(asset) ?? [])
      .sort((a, b) => a.hours - b.hours)
      .slice(0, k),
  )
  const byAsset = [...new Map(needed.map((time) => [time.asset, time])).values()]
  if (byAsset.length === 0) return null
  const ends = new Map<string, number>()
  for (const { crew, hours } of byAsset) {
    const callout = recovery?.crews.find(({ id }) => id === crew)?.calloutH ?? 0
    ends.set(crew, (ends.get(crew) ?? callout) + hours)
  }
  const longest = byAsset.reduce((a, b) => (b.hours > a.hours ? b : a))
  return { hours: Math.max(...ends.values()) + one.restartH, asset: longest.asset }
}

/** Targets of a function, each as it states it or else as its business impact analysis does. */
export function targetsOf({ rtoH, mtpdH, rpoH, bia }: PlantFunction) {
  return { rtoH: rtoH ?? bia?.rtoH ?? null, mtpdH: mtpdH ?? bia?.mtpdH ?? null, rpoH: rpoH ?? bia?.rpoH ?? null }
}

function ownAssets({ own }: PlantFunction): readonly string[] {
  return [...new Set(own.flatMap(({ assets }) => assets))]
}

function finding(rule: ContinuityRule, id: string, facts: Readonly<Record<string, unknown>>): ContinuityFinding {
  return { rule, id, facts: Object.entries(facts).map(([name, value]) => ({ name, value: String(value) })) }
}

/** The finding as a sentence. */
export function continuityText({ rule, id, facts }: ContinuityFinding): string {
  return `${id} ${SENTENCES[rule]} (${facts.map(({ name, value }) => `${name} ${value}`).join(', ')})`
}

const SENTENCES: Readonly<Record<ContinuityRule, string>> = {
  'process.rto-over-mtpd': 'is to be back later than its loss can be borne',
  'process.recovery-over-rto': 'takes longer to restore than its target allows',
  'process.supplier-rto-too-long': 'needs what is to be back later than its own target and its stock allow',
  'process.rpo-under-backup-interval': 'may lose more than its recovery point: its backups are further apart',
  'process.no-backup': 'has a recovery point, and assets that no backup covers',
  'process.controller-without-backup': 'runs a program that no backup holds',
  'process.backup-late': 'had no good backup for two of its intervals',
  'process.restore-not-tested': 'was not restored as a test within a year',
  'process.restore-test-failed': 'failed its last restore test',
  'process.backup-in-same-trust': 'lies with what it protects: one directory or zone, and no copy offline',
  'process.skill-of-one-person': 'is the only one of the site with a skill that restoring needs',
  'process.crew-of-one-person': 'is one person of one vendor',
  'process.redundancy-shares': 'is redundant by its numbers, and too few are left without what they share',
}
