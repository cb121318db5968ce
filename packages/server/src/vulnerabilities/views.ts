// Rows of matches, revisions and imports as the contract shows them.
import type {
  AdvisoryImportView,
  RevisionView,
  VulnerabilityRecord,
  VulnerabilityRow,
  VulnerabilityStep,
} from '@penstock/contract/vulnerabilities'
import { idOfUuid, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import { type Advisory, type PatchReopening, type PatchState, readAdvisory } from '@penstock/model/vulnerabilities'
import { spanOfText } from '@penstock/store/state'
import type { JudgedBody } from './judged.ts'
import type { listVersions, StandingRow, StepRow } from './match-queries.ts'
import type { listAdvisoryImports, RevisionRow } from './queries.ts'

type Judgement = VulnerabilityRecord['judgements'][number]

export function vulnerabilityRow(row: StandingRow, isPast: boolean): VulnerabilityRow {
  const body = row.body as JudgedBody
  return {
    id: idOfUuid('vul', row.id),
    site: row.site,
    domain: row.domain,
    assetId: idOfUuid('ast', row.asset_id),
    label: row.label,
    vendor: row.vendor,
    model: row.model,
    zone: row.zone,
    advisoryId: row.advisory_id,
    title: body.title,
    grade: body.grade,
    cves: row.cves,
    isKnownExploited: row.is_known_exploited,
    isSafetyLinked: body.isSafetyLinked,
    conduitsFromOutside: body.conduitsFromOutside,
    when: body.ssvc?.when ?? null,
    how: body.ssvc?.how ?? null,
    fixedIn: [...body.fixedIn],
    epss: isPast ? null : (row.epss as VulnerabilityRow['epss']),
    state: row.state as PatchState,
    until: isoOrNull(row.until),
    isOverdue: row.is_overdue,
    since: isoOfMicros(row.since),
    openedAt: isoOfMicros(row.opened_at),
    version: row.version,
  }
}

export function vulnerabilityRecord(
  row: StandingRow,
  told: {
    readonly isPast: boolean
    readonly revisions: readonly ReadRevision[]
    readonly versions: Awaited<ReturnType<typeof listVersions>>
    readonly steps: readonly StepRow[]
    readonly names: ReadonlyMap<string, string>
  },
): VulnerabilityRecord {
  const { isPast, revisions, versions, steps, names } = told
  const body = row.body as JudgedBody
  const read = revisions.findLast(({ row: { version } }) => version === body.advisoryVersion)
  return {
    ...vulnerabilityRow(row, isPast),
    publisher: read?.row.publisher ?? '',
    advisoryVersion: body.advisoryVersion,
    range: body.range,
    remedy: body.remedy,
    remediations: read === undefined ? [] : remediationsOf(read.advisory, body.cves),
    trail: [...body.trail],
    decisionTrail: [...(body.ssvc?.trail ?? [])],
    plantFacts: [...body.plantFacts],
    identity: body.identity.map(({ field, value, basis, protocol, method }) => ({
      field,
      value,
      basis,
      protocol,
      method,
    })),
    cisa: body.ssvc?.cisa ?? null,
    bod2604: body.ssvc?.bod2604 ?? null,
    revisions: revisions.map(revisionView),
    judgements: versions.map(judgementView),
    steps: steps.map((step) => stepView(step, names)),
  }
}

function judgementView(version: Awaited<ReturnType<typeof listVersions>>[number]): Judgement {
  const body = version.body as JudgedBody
  const learned = spanOfText(version.learned)
  const held = version.held === null ? null : spanOfText(version.held)
  return {
    grade: body.grade,
    advisoryVersion: body.advisoryVersion,
    when: body.ssvc?.when ?? null,
    isKnownExploited: version.is_known_exploited,
    heldFrom: isoOrNull(held?.from ?? null),
    heldTo: isoOrNull(held?.to ?? null),
    learnedFrom: isoOfMicros(learned.from!),
    learnedTo: isoOrNull(learned.to),
  }
}

function stepView(step: StepRow, names: ReadonlyMap<string, string>): VulnerabilityStep {
  const { state, words, by, reopening, reason } = step
  return {
    at: isoOfMicros(step.at),
    state: state as PatchState,
    until: isoOrNull(step.until),
    words,
    by,
    byName: by === null ? null : (names.get(by) ?? null),
    reopening: reopening as PatchReopening | null,
    reason,
  }
}

export interface ReadRevision {
  readonly row: RevisionRow
  readonly advisory: Advisory | null
}

export function readRevision(row: RevisionRow): ReadRevision {
  const read = readAdvisory(row.document)
  return { row, advisory: read.ok ? read.value : null }
}

export function revisionView({ row, advisory }: ReadRevision): RevisionView {
  return {
    version: row.version,
    sha256: Buffer.from(row.sha256).toString('hex'),
    publishedAt: isoOfMicros(row.published_at),
    learnedAt: isoOfMicros(row.learned_at),
    source: row.source,
    isWithdrawn: row.is_withdrawn,
    summary: advisory?.revisions.at(-1)?.summary ?? '',
  }
}

/** Each sentence once, as published. */
function remediationsOf(advisory: Advisory | null, cves: readonly string[]): VulnerabilityRecord['remediations'] {
  const weaknesses = advisory?.weaknesses.filter(({ id }) => cves.includes(id)) ?? []
  const told = weaknesses.flatMap(({ remediations }) => remediations.map(({ kind, text }) => [text, kind] as const))
  return [...new Map(told)].map(([text, kind]) => ({ kind, text }))
}

export function importView(
  row: Awaited<ReturnType<typeof listAdvisoryImports>>[number],
  names: ReadonlyMap<string, string>,
): AdvisoryImportView {
  const counts = row.counts as Pick<AdvisoryImportView, 'added' | 'known' | 'ignored' | 'lists'> &
    Partial<Pick<AdvisoryImportView, 'bills'>>
  return {
    id: idOfUuid('imp', row.id),
    fileName: row.file_name,
    sha256: Buffer.from(row.sha256).toString('hex'),
    importedAt: isoOfMicros(row.imported_at),
    importedBy: row.imported_by,
    importedByName: names.get(row.imported_by) ?? null,
    added: counts.added,
    known: counts.known,
    lists: counts.lists,
    // Imports from before bills were read tell of none.
    bills: counts.bills ?? [],
    ignored: counts.ignored,
    faulty: row.faulty,
    faults: row.faults as AdvisoryImportView['faults'],
  }
}
