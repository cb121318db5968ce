// Backup and restore: sections sealed by the process that owns them, one file, and the proof that what comes back fits together.
export {
  type ChainState,
  checkChain,
  claimOf,
  judgeConsistency,
  recordRestored,
  type SectionClaim,
  type SectionStore,
} from './consistency.ts'
export {
  BackupHead,
  checkWhole,
  readBackupHead,
  readSection,
  SECTIONS,
  type Section,
  type SectionStream,
  writeBackup,
} from './container.ts'
export { BackupError, type BackupErrorCode } from './errors.ts'
export { newBackupHead } from './head.ts'
export type { MadeBackup, SealOrder, SectionLink } from './make.ts'
export { Quiet } from './quiet.ts'
export {
  type Identity,
  isIdentity,
  newIdentity,
  Recipient,
  readIdentity,
  readRecipient,
  recipientOf,
  stretchPassphrase,
} from './recipients.ts'
export type { RestoreRecord, RestoreSection, RestoringSection, SectionStart } from './restoring.ts'
export { serveBackups } from './routes.ts'
export { type OpenSection, openSection, type SectionRequest, type SectionSource } from './section-dump.ts'
export { type LoadedSection, loadSection, type SectionAccess, type SectionTarget } from './section-load.ts'
export { type BackupsOptions, BackupsService, type RestoreHere } from './service.ts'
