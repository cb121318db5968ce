// What people set about backups, as a document with a version in the core store.
import { BackupSettings } from '@penstock/contract/settings'
import type { EpochMicros } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'
import { readRecipient } from './recipients.ts'

type Tx = Transaction<CoreTables>

const NAME = 'backups'
const Stored = BackupSettings.omit({ version: true })
const UNSET: BackupSettings = { version: 0, nightlyAt: null, keep: 14, recipients: [] }

export interface SettingsInForce extends BackupSettings {
  /** Null while nobody has set anything. */
  readonly changedAt: EpochMicros | null
}

export async function readSettings(tx: Tx): Promise<SettingsInForce> {
  const row = await tx.selectFrom('setting').selectAll().where('name', '=', NAME).executeTakeFirst()
  if (row === undefined) return { ...UNSET, changedAt: null }
  return { ...Stored.parse(row.body), version: row.version, changedAt: row.changed_at }
}

/** Throws `version-moved`, `settings.bad-recipient`, and `settings.no-recipient` for a schedule that nobody could open. */
export async function changeSettings(
  tx: Tx,
  caller: Caller,
  given: BackupSettings,
  at: EpochMicros,
): Promise<BackupSettings> {
  const { version, ...body } = given
  for (const key of body.recipients)
    if (!isRecipient(key)) throw new AppError('settings.bad-recipient', { key: key.slice(0, 40) })
  if (body.nightlyAt !== null && body.recipients.length === 0) throw new AppError('settings.no-recipient')
  const before = await readSettings(tx)
  if (before.version !== version) throw new AppError('version-moved')
  const changed = { version: version + 1, body: sqlJson(body), changed_by: caller.subject, changed_at: sqlInstant(at) }
  const written =
    version === 0
      ? await tx
          .insertInto('setting')
          .values({ name: NAME, ...changed })
          .onConflict((conflict) => conflict.doNothing())
          .returning('version')
          .executeTakeFirst()
      : await tx
          .updateTable('setting')
          .set(changed)
          .where('name', '=', NAME)
          .where('version', '=', version)
          .returning('version')
          .executeTakeFirst()
  if (written === undefined) throw new AppError('version-moved')
  const event = { actor: caller.subject, action: 'settings.change', object: NAME, details: { ...body }, at }
  await appendAudit(tx, event)
  return { version: version + 1, ...body }
}

function isRecipient(key: string): boolean {
  try {
    readRecipient(key)
    return true
  } catch {
    return false
  }
}
