// Why a backup cannot be made, read or put back, with the place and the mend in the message.

export type BackupErrorCode =
  | 'backup.not-a-backup'
  | 'backup.damaged'
  | 'backup.newer'
  | 'backup.wrong-key'
  | 'backup.bad-key'
  | 'backup.not-empty'
  | 'backup.inconsistent'
  | 'backup.not-written'

export class BackupError extends Error {
  readonly code: BackupErrorCode

  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BackupError'
    this.code = code
  }
}
