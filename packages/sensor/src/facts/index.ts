// Facts: what decoders found out, gathered in bounded tables and drained into observation batches.

export * from './conversations.ts'
export { CODE_BITS } from './functions.ts'
export * from './ledger.ts'
export type { OperationText } from './operations.ts'
export { AT, OFFSET, Wire } from './wire.ts'
