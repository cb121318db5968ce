// Unregistered talkers of a site: opened, reopened and closed with each conclusion. They close by registration, or by an absence
// that sensors watched after a recorded removal; nothing else closes them.
import {
  activeDecisions,
  closeByAbsence,
  findUnregistered,
  type PersonDecision,
  reviewFindings,
  TalkerFinding,
  type UnregisteredTalker,
  type WatchedSpan,
} from '@penstock/model/assets'
import { type EpochMicros, micros, SiteKey } from '@penstock/model/kernel'
import { CoverageFact } from '@penstock/server/facts'
import { uuidOfContent } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { Register } from './conclude.ts'
import { ledgerOf } from './declared.ts'
import { recordTalkers } from './history.ts'
import type { TalkerRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

/** How long every segment of a removed device must have been watched in silence: one hour. */
const REQUIRED_ABSENCE_MICROS = 3_600_000_000

export interface TalkerBody {
  readonly finding: TalkerFinding
  /** What it looked like when it last talked. */
  readonly talker: UnregisteredTalker
}

/** Answers how many findings were opened, reopened or closed. */
export async function concludeTalkers(tx: Tx, register: Register, at: EpochMicros): Promise<number> {
  const { site, assets, sources, places } = register
  const talkers = findUnregistered({ site: SiteKey.parse(site), assets, sources, places })
  const rows = await queries.listTalkers(tx, site)
  const known = rows.map((row) => TalkerFinding.parse((row.body as TalkerBody).finding))
  const { findings, changed } = reviewFindings(known, talkers, assets, at)
  const rowOf = new Map(rows.map((row) => [(row.body as TalkerBody).finding.key, row]))
  const removals = await removalsOf(tx, site)
  const watched = await watchedSpans(tx, site)
  let closedByAbsence = 0
  for (const reviewed of findings) {
    const closing = closedWhenAbsent(reviewed, removals, watched, register, at)
    if (closing !== null) closedByAbsence++
    const finding = closing ?? reviewed
    const before = rowOf.get(finding.key)
    const talker = talkers.find((one) => one.anchors.some((anchor) => finding.anchors.includes(anchor)))
    await storeTalker(tx, register, finding, talker ?? null, before, removals, at)
  }
  await recordTalkers(tx, site, at)
  return changed.length + closedByAbsence
}

function closedWhenAbsent(
  finding: TalkerFinding,
  removals: readonly Extract<PersonDecision, { kind: 'remove' }>[],
  watched: readonly WatchedSpan[],
  register: Register,
  at: EpochMicros,
): TalkerFinding | null {
  const removal = removalOf(finding, removals)
  if (finding.state !== 'open' || removal === null) return null
  const holders = register.assets.filter((asset) => asset.anchors.some((anchor) => finding.anchors.includes(anchor)))
  const lastSeenAt = micros(Math.max(finding.lastSeenAt, ...holders.map((asset) => asset.lastAt ?? 0)))
  const proof = { removal, lastSeenAt, watched, requiredSpanMicros: REQUIRED_ABSENCE_MICROS }
  const result = closeByAbsence(finding, proof, removal.by, at)
  return result.ok ? result.value : null
}

function removalOf(finding: TalkerFinding, removals: readonly Extract<PersonDecision, { kind: 'remove' }>[]) {
  return removals.findLast((removal) => removal.anchors.some((anchor) => finding.anchors.includes(anchor))) ?? null
}

async function removalsOf(tx: Tx, site: string): Promise<Extract<PersonDecision, { kind: 'remove' }>[]> {
  const ledger = ledgerOf(await queries.listDecisions(tx, site))
  return activeDecisions(ledger).filter((decision) => decision.kind === 'remove')
}

/** Stretches in which sensors watched the site, from the coverage that the cells reported. */
async function watchedSpans(tx: Tx, site: string): Promise<WatchedSpan[]> {
  const rows = await tx
    .selectFrom('fact')
    .select('body')
    .where('site', '=', site)
    .where('kind', '=', 'coverage')
    .execute()
  return rows.flatMap((row) => {
    const { firstAt, lastAt } = CoverageFact.parse(row.body)
    return firstAt === null || lastAt === null ? [] : [{ segment: null, fromAt: firstAt, toAt: lastAt }]
  })
}

async function storeTalker(
  tx: Tx,
  register: Register,
  finding: TalkerFinding,
  talker: UnregisteredTalker | null,
  before: TalkerRow | undefined,
  removals: readonly Extract<PersonDecision, { kind: 'remove' }>[],
  at: EpochMicros,
): Promise<void> {
  const seen = talker ?? (before?.body as TalkerBody | undefined)?.talker
  const asset = register.assets.find((one) => one.anchors.some((anchor) => finding.anchors.includes(anchor)))
  const assetId = asset === undefined ? before?.asset_id : register.idOf.get(asset.key)
  if (seen === undefined || assetId === undefined) return
  const removal = removalOf(finding, removals)
  const isMoved = before === undefined || before.state !== finding.state || before.last_seen_at !== finding.lastSeenAt
  const isRemovalMoved = (removal?.removedAt ?? null) !== (before?.removal_recorded_at ?? null)
  if (!isMoved && !isRemovalMoved && before.asset_id === assetId) return
  const closed = finding.state === 'closed' ? finding : null
  await queries.upsertTalker(tx, {
    id: before?.id ?? uuidOfContent(['talker', register.site, finding.key]),
    site: register.site,
    asset_id: assetId,
    state: finding.state,
    zone: seen.zone,
    likely_function: seen.likelyFunction,
    opened_at: before === undefined ? sqlInstant(at) : sqlInstant(before.opened_at),
    first_seen_at: sqlInstant(finding.firstAt),
    last_seen_at: sqlInstant(finding.lastSeenAt),
    removal_recorded_at: removal === null ? null : sqlInstant(removal.removedAt),
    closed_at: closed === null ? null : sqlInstant(closed.closedAt),
    closed_by: closed === null ? null : closed.closedBy.replace('by-', ''),
    body: sqlJson({ finding, talker: seen } satisfies TalkerBody),
    version: (before?.version ?? 0) + 1,
  })
}

/** Those of the sites where somebody recorded a removal and the device has still to be silent for its hour. */
export async function listAwaitingSilence(tx: Tx, sites: ReadonlySet<string>): Promise<string[]> {
  const rows = await tx
    .selectFrom('unregistered_talker')
    .select('site')
    .distinct()
    .where('state', '=', 'open')
    .where('removal_recorded_at', 'is not', null)
    .where('site', 'in', [...sites])
    .execute()
  return rows.map(({ site }) => site)
}
