// Facts: what decoders found out, gathered in bounded tables and drained into observation batches.

export { Claims, tidy } from './claims.ts'
export * from './conversations.ts'
export { CODE_BITS } from './functions.ts'
export * from './ledger.ts'
export type { OperationText } from './operations.ts'
export type { StateText } from './states.ts'
export type { TransferText } from './transfers.ts'
export * from './values.ts'
export { AT, OFFSET, Wire } from './wire.ts'
