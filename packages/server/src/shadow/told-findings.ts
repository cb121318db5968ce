// Findings as a cell tells them: the newest row of each, and the steps that it takes when it opens, and opens again.
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import { type Reopening, reopeningOf, type Triage, toldSeverity, triageAt } from '@penstock/model/shadow'
import { recordChange, type ShadowFact } from '@penstock/server/facts'
import { newUuid, uuidOfContent } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CaptureProof, CoreTables } from '@penstock/store/tables'
import type { InsertObject } from 'kysely'
import type { FindingRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

/** Of which fact, and when the hub heard of it. */
export interface Told {
  readonly cell: Domain
  readonly site: string
  readonly learnedAt: EpochMicros
}

type Finding = ShadowFact['findings'][number]

/** What of a finding is shown with its packets. */
export interface FindingBody {
  readonly zoneModelVersion: number | null
  readonly signs: readonly {
    readonly kind: Finding['signs'][number]['kind']
    readonly pattern: string
    readonly proof: CaptureProof
  }[]
  readonly control: { readonly protocol: string; readonly peer: string; readonly proof: CaptureProof } | null
}

/** Stores the findings of one fact; of one that stands twice the last counts. What no zone makes anything of is not kept. */
export async function storeFindings(tx: Tx, told: Told, fact: ShadowFact): Promise<void> {
  const newest = new Map(fact.findings.map((finding) => [idOf(told, finding), finding]))
  const known = new Map((await queries.lockFindings(tx, [...newest.keys()])).map((row) => [row.id, row]))
  const rows: InsertObject<CoreTables, 'shadow_finding'>[] = []
  const versions: InsertObject<CoreTables, 'shadow_version'>[] = []
  const steps: InsertObject<CoreTables, 'shadow_step'>[] = []
  for (const [id, finding] of newest) {
    const before = known.get(id)
    if (before === undefined && finding.severity === 0) continue
    const { triage, reopening, isStep } = standingOf(before, finding, told.learnedAt)
    const row = rowOf(told, fact.edition, finding, triage)
    const isOther = before === undefined || isMoved(before, row)
    const version = before === undefined ? 1 : before.version + (isStep || isOther ? 1 : 0)
    rows.push({
      ...row,
      id,
      asset_id: before?.asset_id ?? null,
      label: before?.label ?? finding.host,
      opened_at: sqlInstant(before?.opened_at ?? told.learnedAt),
      version,
    })
    if (isOther) versions.push(versionOf(told, id, row))
    if (isStep) steps.push(stepOf(told, id, row.is_told, triage, reopening))
  }
  await queries.upsertFindings(tx, rows)
  await queries.insertVersions(tx, versions)
  await queries.insertSteps(tx, steps)
  if (rows.length > 0) await recordChange(tx, { kind: 'shadow', site: told.site, object: told.site }, told.learnedAt)
}

/** A device and an indicator are one finding in a domain, whenever they are seen. */
function idOf({ cell, site }: Told, { host, indicator }: Finding): string {
  return uuidOfContent(['shadow', site, cell, host, indicator])
}

interface Standing {
  readonly triage: Triage
  readonly reopening: Reopening | null
  /** Whether people are asked anew, or no longer. */
  readonly isStep: boolean
}

function standingOf(before: FindingRow | undefined, finding: Finding, at: EpochMicros): Standing {
  const isBesideControl = finding.control !== null
  const opened: Triage = {
    state: 'under-review',
    owner: null,
    until: null,
    since: at,
    wasBesideControl: isBesideControl,
  }
  if (before === undefined) return { triage: opened, reopening: null, isStep: true }
  const stored = queries.triageOf(before)
  const triage = triageAt(stored, at)
  const isTold = finding.severity !== 0
  if (isTold !== before.is_told) {
    // While it was nothing, nobody was asked.
    const isAsked = isTold && triage.state === 'under-review'
    return { triage: isAsked ? { ...opened, owner: triage.owner } : stored, reopening: null, isStep: true }
  }
  const reopening =
    triage.state === 'under-review' ? null : reopeningOf(triage, { lastAt: finding.lastAt, isBesideControl })
  if (reopening === null) return { triage: stored, reopening, isStep: false }
  return { triage: { ...opened, owner: triage.owner }, reopening, isStep: true }
}

function rowOf({ cell, site }: Told, edition: string, finding: Finding, triage: Triage) {
  const { host, indicator, name, category, title, zone, score, severity, zoneModelVersion, signs, control } = finding
  return {
    cell,
    site,
    host,
    indicator,
    edition,
    name,
    category,
    title,
    zone,
    score,
    severity: severity === null ? null : toldSeverity(severity),
    is_told: severity !== 0,
    is_beside_control: control !== null,
    first_at: sqlInstant(finding.firstAt),
    last_at: sqlInstant(finding.lastAt),
    body: sqlJson({ zoneModelVersion, signs, control } satisfies FindingBody),
    state: triage.state,
    owner: triage.owner,
    until: triage.until === null ? null : sqlInstant(triage.until),
    since: sqlInstant(triage.since),
    was_beside_control: triage.wasBesideControl,
  }
}

/** Whether a person who saw it before would decide on something else now: later packets of the same signs are none. */
function isMoved(before: FindingRow, after: ReturnType<typeof rowOf>): boolean {
  return (['zone', 'score', 'severity', 'is_told', 'is_beside_control', 'name'] as const).some(
    (column) => before[column] !== after[column],
  )
}

function versionOf({ site, learnedAt }: Told, id: string, row: ReturnType<typeof rowOf>) {
  const { name, zone, score, severity, is_beside_control, last_at } = row
  return { finding_id: id, site, at: sqlInstant(learnedAt), name, zone, score, severity, is_beside_control, last_at }
}

function stepOf({ site, learnedAt }: Told, id: string, isTold: boolean, triage: Triage, reopening: Reopening | null) {
  return {
    id: newUuid(),
    finding_id: id,
    site,
    at: sqlInstant(learnedAt),
    state: triage.state,
    is_told: isTold,
    until: triage.until === null ? null : sqlInstant(triage.until),
    since: sqlInstant(triage.since),
    by: null,
    reopening,
    reason: null,
    owner: triage.owner,
    conduit: null,
    compensation: null,
    change: null,
  }
}
