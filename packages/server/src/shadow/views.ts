// Rows of findings as the contract shows them.
import type { ShadowRecord, ShadowRow, ShadowStep } from '@penstock/contract/shadow'
import { idOfUuid, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import type { Reopening, TriageState } from '@penstock/model/shadow'
import type { Caller } from '@penstock/server/http'
import type { CaptureProof } from '@penstock/store/tables'
import type { StandingRow, StepRow } from './queries.ts'
import type { FindingBody } from './told-findings.ts'

export function shadowRow(row: StandingRow): ShadowRow {
  const state = row.state_then as TriageState
  return {
    id: idOfUuid('shd', row.id),
    site: row.site,
    domain: domainOf(row),
    host: row.host,
    assetId: row.asset_id === null ? null : idOfUuid('ast', row.asset_id),
    label: row.label,
    zone: row.zone,
    indicator: row.indicator,
    name: row.name,
    category: row.category,
    categoryTitle: row.title,
    confidence: row.score,
    severity: row.severity,
    isBesideControl: row.is_beside_control,
    state,
    owner: row.owner,
    until: state === 'tolerated' ? isoOrNull(row.until) : null,
    since: isoOfMicros(row.since_then),
    firstAt: isoOfMicros(row.first_at),
    lastAt: isoOfMicros(row.last_at),
    openedAt: isoOfMicros(row.opened_at),
    version: row.version,
  }
}

/** A finding is shared by site; the packets that prove it are for people of that domain's monitoring. */
export function shadowRecord(
  row: StandingRow,
  steps: readonly StepRow[],
  names: ReadonlyMap<string, string>,
  caller: Caller,
): ShadowRecord {
  const { zoneModelVersion, signs, control } = row.body as FindingBody
  const isGranted = caller.domain === row.cell && caller.permissions.has('monitoring:read')
  const shown = (proof: CaptureProof) => (isGranted ? shownProof(proof) : null)
  const told = steps.map((step) => stepView(step, names))
  const last = steps.at(-1)
  const isOver = row.state === 'tolerated' && row.state_then === 'under-review' && last?.until !== null
  return {
    ...shadowRow(row),
    edition: row.edition,
    zoneModelVersion,
    signs: signs.map(({ kind, pattern, proof }) => ({ kind, pattern, proof: shown(proof) })),
    control: control === null ? null : { ...control, proof: shown(control.proof) },
    // That the time ran out is no row: it follows from the decision.
    steps: isOver ? [...told, ranOut(row)] : told,
  }
}

function ranOut(row: StandingRow): ShadowStep {
  const nobody = { by: null, byName: null, reason: null, conduit: null, compensation: null, change: null, until: null }
  const at = isoOfMicros(row.since_then)
  return { ...nobody, at, state: 'under-review', reopening: 'tolerated-no-longer', owner: row.owner }
}

function stepView(step: StepRow, names: ReadonlyMap<string, string>): ShadowStep {
  const { state, by, reopening, reason, owner, conduit, compensation, change } = step
  return {
    at: isoOfMicros(step.at),
    state: state as TriageState,
    by,
    byName: by === null ? null : (names.get(by) ?? null),
    reopening: reopening as Reopening | null,
    reason,
    owner,
    until: isoOrNull(step.until),
    conduit,
    compensation,
    change,
  }
}

function shownProof({ captureId, captureName, isLine, frame, offset, length, at }: CaptureProof) {
  return {
    captureId: idOfUuid('cap', captureId),
    captureName,
    isLine: isLine === true,
    frame,
    offset,
    length,
    at: isoOfMicros(at),
  }
}

function domainOf({ cell }: { readonly cell: string }): 'it' | 'ot' {
  return cell === 'it' ? 'it' : 'ot'
}
