// How detections go to a page: with ids, instants and evidence as the contract has them.
import type { DetectionEntryView, EvidenceView, DetectionRow as RowView } from '@penstock/contract/detections'
import type { EvidenceRef } from '@penstock/model/detections'
import { idOfUuid, isoOfMicros } from '@penstock/model/kernel'
import { eventView } from '@penstock/server/ingest'
import { eventId, type KeptEvent } from '@penstock/store/telemetry'
import { z } from 'zod'
import type { DetectionRow, EntryRow } from './queries.ts'

export function rowView(row: DetectionRow): RowView {
  const { site, kind, rule, title, level, techniques, subject, count, state, verdict, version } = row
  return {
    id: idOfUuid('det', row.id),
    ...{ site, kind, rule, ruleVersion: row.rule_version, title, level, techniques, subject },
    firstAt: isoOfMicros(row.first_at),
    lastAt: isoOfMicros(row.last_at),
    raisedAt: isoOfMicros(row.raised_at),
    ...{ count, state, verdict, version },
    suppressedBy: row.suppressed_by === null ? null : idOfUuid('sup', row.suppressed_by),
  }
}

/** What an entry's body holds, by kind; what a kind does not have is absent. */
const EntryBody = z.object({
  verdict: z.enum(['true-positive', 'benign', 'false-positive', 'duplicate']).nullable().default(null),
  text: z.string().default(''),
  reference: z.string().nullable().default(null),
})

export function entryView(row: EntryRow): DetectionEntryView {
  const { by, kind } = row
  return { id: idOfUuid('den', row.id), at: isoOfMicros(row.at), by, kind, ...EntryBody.parse(row.body) }
}

/** `events`: what telemetry still has of them; null for who may not see what a detection is made of. */
export function evidenceView(ref: EvidenceRef, events: ReadonlyMap<string, KeptEvent> | null): EvidenceView {
  if (ref.kind === 'fact') return ref
  if (ref.kind === 'proof') {
    if (events === null) return { kind: 'proof', standing: 'withheld', proof: null }
    const { captureId, captureName, isLine = false, frame, offset, length, at } = ref.proof
    const place = { captureId: idOfUuid('cap', captureId), captureName, isLine, frame, offset, length }
    return { kind: 'proof', standing: 'kept', proof: { ...place, at: isoOfMicros(at) } }
  }
  const { kind, source, line } = ref
  const event = events?.get(eventId(ref)) ?? null
  const standing = events === null ? 'withheld' : event === null ? 'gone' : 'kept'
  return { kind, source, line, standing, event: event === null ? null : eventView(event) }
}
