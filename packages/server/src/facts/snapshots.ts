// The cell's side of what comes down: numbered, signed snapshots. The newest one of each kind is in force; older ones are kept,
// because a judgement names the version it was made with.
import { type KeyObject, verify } from 'node:crypto'
import { Domain, type EpochMicros, SiteKey } from '@penstock/model/kernel'
import { AppError } from '@penstock/server/http'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'
import { z } from 'zod'

type Tx = Transaction<MonitoringTables>

/**
 * `policy`; `zone-model/<site>`: each site has a model of its own; `rules/<domain>`: which rules the cell of the domain runs, and
 * `rule-folder/<domain>`: the texts of the organisation's own.
 */
export const SnapshotKind = z.union([
  z.literal('policy'),
  z.templateLiteral(['zone-model/', SiteKey]),
  z.templateLiteral(['rules/', Domain]),
  z.templateLiteral(['rule-folder/', Domain]),
])
export type SnapshotKind = z.infer<typeof SnapshotKind>

/** `text` is the exact JSON that was signed. */
export const Snapshot = z.strictObject({
  kind: SnapshotKind,
  version: z.int().min(1),
  text: z.string(),
  signature: z.string(),
})
export type Snapshot = z.infer<typeof Snapshot>

/** True when the signature is the hub's. */
export function isSignedBy(snapshot: Snapshot, key: KeyObject): boolean {
  return verify(null, Buffer.from(snapshot.text), key, Buffer.from(snapshot.signature, 'base64url'))
}

/**
 * Keeps a snapshot and answers whether it is new here; refuses one that the hub did not sign. An older version than the one held is
 * kept but not in force.
 */
export async function storeSnapshot(tx: Tx, snapshot: Snapshot, key: KeyObject, at: EpochMicros): Promise<boolean> {
  if (!isSignedBy(snapshot, key)) throw new AppError('not-found')
  const stored = await tx
    .insertInto('snapshot')
    .values({
      kind: snapshot.kind,
      version: snapshot.version,
      body: sqlJson(JSON.parse(snapshot.text)),
      signature: snapshot.signature,
      received_at: sqlInstant(at),
    })
    .onConflict((conflict) => conflict.columns(['kind', 'version']).doNothing())
    .returning('version')
    .executeTakeFirst()
  return stored !== undefined
}

/** The newest snapshot of every kind, for a cell that starts. */
export async function listSnapshots(
  tx: Tx,
): Promise<{ readonly kind: string; readonly version: number; readonly body: unknown }[]> {
  return await tx
    .selectFrom('snapshot')
    .distinctOn('kind')
    .select(['kind', 'version', 'body'])
    .orderBy('kind')
    .orderBy('version', 'desc')
    .execute()
}
