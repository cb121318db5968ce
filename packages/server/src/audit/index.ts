// The audit chain of a store: appending, signed roots, anchors of the other chains, offline verification.
export { type AuditEvent, appendAudit } from './append.ts'
export { canonicalJson } from './canonical-json.ts'
export type { AuditRow } from './entry-hash.ts'
export { checkChain, readTestimony, type Testimony, verifyChain } from './evidence.ts'
export { type AuditKey, findPublicKey, loadAuditKey } from './keys.ts'
export { anchorRoot, makeRoot } from './roots.ts'
export { type ChainEnd, exchangeRoots, localChain } from './roots-exchange.ts'
export { type CheckedChain, serveAudit } from './routes.ts'
export { AnchorRefusal, SignedRoot } from './signed-root.ts'
export { type ChainVerdict, verifyStores } from './stores.ts'
export type { AuditTables, AuditTx } from './tables.ts'
export {
  type AuditEvidence,
  type AuditFault,
  type AuditFaultKind,
  type AuditVerdict,
  verifyAudit,
} from './verify.ts'
export { CheckRequest, readWireTestimony, WireCheck, wireTestimony } from './wire.ts'
