// Why a store cannot be opened or used, with the place and the mend in the message.

export type StoreErrorCode =
  | 'store.locked'
  | 'store.not-whole'
  | 'store.not-empty'
  | 'store.other-columns'
  | 'store.newer'
  | 'store.older'
  | 'store.migration-changed'
  | 'store.migration-failed'
  | 'store.engine-version'
  | 'store.unreachable'
  | 'store.nested-transaction'
  | 'store.bad-scope'

export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}
