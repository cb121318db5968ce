// Headlines of detections in the hub: as a cell told them, by the newest version.
import { DetectionFact, type FactApplier, recordChange } from '@penstock/server/facts'
import { sqlInstant } from '@penstock/store/state'
import { sql } from 'kysely'

export const storeHeadline: FactApplier = async (tx, cell, fact, learnedAt) => {
  const told = DetectionFact.parse(fact.body)
  const { site, domains, marking, observedAt } = fact
  const row = {
    ...told,
    ...{ site, cell, domains, marking },
    bucket: sqlInstant(told.bucket),
    raised_at: sqlInstant(observedAt),
    // Whoever says what it was has looked at it.
    acknowledged_at: told.state === 'new' ? null : sqlInstant(observedAt),
    closed_at: told.state === 'closed' ? sqlInstant(observedAt) : null,
    changed_at: sqlInstant(observedAt),
    learned_at: sqlInstant(learnedAt),
  }
  await tx
    .insertInto('detection_headline')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({
          level: told.level,
          state: told.state,
          verdict: told.verdict,
          version: told.version,
          acknowledged_at: sql<never>`coalesce(detection_headline.acknowledged_at, excluded.acknowledged_at)`,
          closed_at: sql<never>`excluded.closed_at`,
          changed_at: sqlInstant(observedAt),
          learned_at: sqlInstant(learnedAt),
        })
        .where('detection_headline.version', '<', told.version)
        .where('detection_headline.cell', '=', cell),
    )
    .execute()
  await recordChange(tx, { kind: cell === 'it' ? 'detections-it' : 'detections-ot', site, object: site }, learnedAt)
}
