// What people read of detections: the list, how many stand how, and one with what proves it.
import type { DetectionRecord, DetectionSummary, DetectionRow as RowView } from '@penstock/contract/detections'
import { type EvidenceRef, mayWorkOn } from '@penstock/model/detections'
import { type Domain, micros, uuidOfId } from '@penstock/model/kernel'
import { domainOfRoles } from '@penstock/model/operating-model'
import { AppError, type Caller, isWhole, type Paged, pagedBy } from '@penstock/server/http'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { eventId, type KeptEvent, type Telemetry } from '@penstock/store/telemetry'
import * as lists from './lists.ts'
import type { DetectionRow } from './queries.ts'
import { entryView, evidenceView, rowView } from './views.ts'

type EventRef = Extract<EvidenceRef, { readonly kind: 'event' }>

export interface DetectionViewParts {
  readonly store: Store<MonitoringTables>
  readonly domain: Domain
  readonly telemetry: Telemetry
}

export class DetectionViews {
  readonly #parts: DetectionViewParts

  constructor(parts: DetectionViewParts) {
    this.#parts = parts
  }

  async list(caller: Caller, question: lists.DetectionQuestion): Promise<Paged<RowView>> {
    const keyset = lists.keysetBy(question)
    return await this.#parts.store.transaction(lists.readingScope(caller), async (tx) => {
      const rows = await lists.listRows(tx, question, keyset)
      const total = isWhole(keyset, rows) ? rows.length : await lists.countRows(tx, question)
      const { items, ...rest } = pagedBy(keyset, rows, total)
      return { ...rest, items: items.map(rowView) }
    })
  }

  async summary(
    caller: Caller,
    place: { readonly site?: string | undefined; readonly address?: readonly string[] | undefined },
  ): Promise<DetectionSummary> {
    const { standings, refusedCloses } = await this.#parts.store.transaction(
      lists.readingScope(caller),
      async (tx) => ({
        standings: await lists.countStandings(tx, place),
        refusedCloses: await lists.countRefusedCloses(tx, place),
      }),
    )
    const told: DetectionSummary = {
      states: { new: 0, acknowledged: 0, closed: 0 },
      open: { informational: 0, low: 0, medium: 0, high: 0, critical: 0 },
      verdicts: { 'true-positive': 0, benign: 0, 'false-positive': 0, duplicate: 0 },
      suppressed: { detections: 0, findings: 0 },
      refusedCloses,
    }
    for (const { state, verdict, level, is_suppressed: isSuppressed, detections, findings } of standings) {
      if (isSuppressed) {
        told.suppressed.detections += Number(detections)
        told.suppressed.findings += Number(findings)
        continue
      }
      told.states[state] += Number(detections)
      if (state !== 'closed') told.open[level] += Number(detections)
      if (verdict !== null) told.verdicts[verdict] += Number(detections)
    }
    return told
  }

  async read(caller: Caller, detectionId: string, addresses: readonly string[] | undefined): Promise<DetectionRecord> {
    const { store, domain } = this.#parts
    const id = uuidOfId(detectionId)
    const found =
      id === null
        ? undefined
        : await store.transaction(lists.readingScope(caller), async (tx) => {
            const row = await lists.findRow(tx, id)
            return row === undefined ? undefined : { row, entries: await lists.listEntries(tx, id) }
          })
    if (found === undefined || (addresses !== undefined && !lists.isAbout(found.row, addresses)))
      throw new AppError('not-found')
    const { row, entries } = found
    // Who reads detections alone reads them, and not the telemetry that they are made of.
    const events = caller.permissions.has('monitoring:read') ? await this.#eventsOf(caller, row) : null
    return {
      ...rowView(row),
      values: row.values,
      evidence: row.evidence.map((ref) => evidenceView(ref, events)),
      entries: entries.map(entryView),
      mayWork: caller.guest === undefined && mayWorkOn(domainOfRoles(caller.roles), domain),
    }
  }

  async #eventsOf(caller: Caller, row: DetectionRow): Promise<ReadonlyMap<string, KeptEvent>> {
    const ids = row.evidence.filter((ref): ref is EventRef => ref.kind === 'event').map(eventId)
    if (ids.length === 0) return new Map()
    const events = await this.#parts.telemetry.events({
      ...{ from: row.first_at, to: micros(row.last_at + 1), sites: caller.sites },
      ...{ by: 'happened', ids, limit: ids.length },
    })
    return new Map(events.map((event) => [event.id, event]))
  }
}
