// What crosses between hub and cells: the fact feed up, signed snapshots down.

export { type Change, recordChange } from './changes.ts'
export {
  ConversationFact,
  ConversationsFact,
  CoverageFact,
  DetectionFact,
  Fact,
  FactPage,
  FeatureFact,
  InterfacesFact,
  OperationFact,
  ShadowFact,
} from './fact.ts'
export { type FactApplier, type Intake, startIntake } from './intake.ts'
export { appendFacts, listFacts, lockOutbox, type NewFact } from './outbox.ts'
export { Signal } from './signal.ts'
export { isSignedBy, listSnapshots, Snapshot, SnapshotKind, storeSnapshot } from './snapshots.ts'
