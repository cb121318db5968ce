// Settings of the installation: backups, their schedule, and putting one back.
import { JobView } from '@penstock/contract/jobs'
import { route } from '@penstock/contract/route'
import { z } from 'zod'

const Section = z.enum(['core', 'it', 'ot'])

export const BackupVerdict = z.strictObject({
  at: z.string(),
  isRestorable: z.boolean(),
  /** Rows of each section as they were counted in a restored store. */
  rows: z.partialRecord(Section, z.int()),
  /** What was wrong; null when nothing was. */
  detail: z.string().nullable(),
})
export type BackupVerdict = z.infer<typeof BackupVerdict>

export const BackupView = z.strictObject({
  reference: z.string(),
  kind: z.enum(['manual', 'nightly']),
  createdAt: z.string(),
  createdBy: z.string(),
  program: z.string(),
  bytes: z.int(),
  /** Null when it was not verified: its maker was stopped before. */
  verdict: BackupVerdict.nullable(),
})
export type BackupView = z.infer<typeof BackupView>

export const BackupWork = z.strictObject({
  kind: z.enum(['backup', 'restore']),
  phase: z.enum(['queued', 'opening', 'writing', 'verifying', 'checking', 'restoring', 'stopping']),
  done: z.int(),
  total: z.int().nullable(),
  beganAt: z.string(),
})
export type BackupWork = z.infer<typeof BackupWork>

export const BackupSettings = z.strictObject({
  version: z.int().min(0),
  /** `HH:MM` in UTC; null makes no backup by itself. */
  nightlyAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .nullable(),
  /** How many nightly backups are kept; older ones are removed once a newer one was verified. */
  keep: z.int().min(1).max(365),
  /** Public keys that open the backups. */
  recipients: z.array(z.string().max(200)).max(8),
})
export type BackupSettings = z.infer<typeof BackupSettings>

export const BackupsView = z.strictObject({
  items: z.array(BackupView),
  settings: BackupSettings,
  /** What is being done now; null when nothing is. */
  work: BackupWork.nullable(),
  /** Why the last one failed, and what was kept; null when it did not. */
  lastFailure: z.strictObject({ at: z.string(), code: z.string(), detail: z.string() }).nullable(),
  nextAt: z.string().nullable(),
  /** False when stores are on a server: those are restored by the command line. */
  mayRestoreHere: z.boolean(),
  program: z.string(),
})
export type BackupsView = z.infer<typeof BackupsView>

export const readBackups = route({
  method: 'GET',
  path: '/backups',
  side: 'hub',
  permission: 'settings:manage',
  summary: 'Backups that are kept, newest first, their schedule, and what is being done',
  response: BackupsView,
  refusals: [],
})

export const changeBackupSettings = route({
  method: 'PUT',
  path: '/backups/settings',
  side: 'hub',
  permission: 'settings:manage',
  summary: 'Set when backups are made, how many are kept and who can open them',
  body: BackupSettings,
  response: BackupSettings,
  refusals: ['version-moved', 'settings.bad-recipient', 'settings.no-recipient'],
})

export const createBackup = route({
  method: 'POST',
  path: '/backups',
  side: 'hub',
  permission: 'backup:create',
  summary: 'Begin a backup now, as a job of the hub',
  response: JobView,
  refusals: ['settings.no-recipient', 'settings.busy'],
})

export const downloadBackup = route({
  method: 'GET',
  path: '/backups/{reference}/file',
  side: 'hub',
  permission: 'settings:manage',
  summary: 'The encrypted file of a backup, to be kept elsewhere; each download is an entry of the audit log',
  params: z.strictObject({ reference: z.string().max(40) }),
  stream: 'application/octet-stream',
  refusals: ['not-found'],
})

export const restoreBackup = route({
  method: 'POST',
  path: '/backups/{reference}/restoration',
  side: 'hub',
  permission: 'backup:restore',
  summary: 'Begin to put a backup in the place of what is there; everybody signs in again afterwards',
  params: z.strictObject({ reference: z.string().max(40) }),
  body: z.strictObject({
    /** Private keys, as many as the sections need. */
    identities: z.array(z.string().max(200)).min(1).max(8),
  }),
  response: BackupWork,
  refusals: ['not-found', 'settings.busy', 'settings.bad-identity', 'settings.restore-elsewhere'],
})
