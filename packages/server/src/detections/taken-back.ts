// What a detection stood on no longer holds: said beside it. The detection stays, for somebody looked at it or will.
import type { EpochMicros } from '@penstock/model/kernel'
import { uuidOfContent } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import { sql } from 'kysely'
import type { Tx } from './queries.ts'

export interface TakenBack {
  readonly rule: string
  readonly subjectKey: string
  /** `approved` by the owner of the baseline; `zone-model`, `register` moved; the sensor is `heard` again. */
  readonly reason: 'approved' | 'zone-model' | 'register' | 'heard'
  readonly by: string | null
}

const SENTENCES: Readonly<Record<TakenBack['reason'], string>> = {
  approved: 'The owner of the baseline approved what this was raised for.',
  'zone-model': 'The zone model now in force allows what this was raised for.',
  register: 'The register now answers what this was raised for.',
  heard: 'The sensor is heard again.',
}

/** Adds a comment to the newest detection of a rule and subject, also when it is closed. */
export async function noteTakenBack(tx: Tx, { rule, subjectKey, ...said }: TakenBack, at: EpochMicros): Promise<void> {
  const detection = await tx
    .selectFrom('detection')
    .select(['id', 'site'])
    .where('rule', '=', rule)
    .where(sql<boolean>`md5(subject_key) = md5(${subjectKey})`)
    .orderBy('raised_at', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (detection === undefined) return
  const body = { takenBack: said.reason, text: SENTENCES[said.reason] }
  await tx
    .insertInto('detection_entry')
    .values({
      id: uuidOfContent([detection.id, 'taken-back', said.reason, at]),
      detection: detection.id,
      site: detection.site,
      at: sqlInstant(at),
      by: said.by,
      kind: 'comment',
      body: sqlJson(body),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
