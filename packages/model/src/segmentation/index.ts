// Segmentation of a plant: its checks, what its firewalls were told beside what its conduits say, security levels.
export { checkSegmentation, findingsOfConduit, type SegmentationOptions } from './checks/check-segmentation.ts'
export type { SegmentationFinding, SegmentationRule } from './checks/finding.ts'
export { SEGMENTATION_CHECKS, segmentationText } from './checks/registry.ts'
export { foundationOf, type LevelSubject, levelSubjects } from './levels/level-subjects.ts'
export {
  type AssessedRequirement,
  type CompensatingMeasure,
  FOUNDATIONAL_REQUIREMENTS,
  levelStandings,
} from './levels/zone-levels.ts'
export { type AcceptedZone, drawZone, withConduit, withZone } from './partition/apply-proposal.ts'
export { type Host, type HostCard, type HostKind, hostsOfPlant } from './partition/host.ts'
export type {
  ConduitDraft,
  DeniedService,
  DraftedZone,
  LeftOutBecause,
  PartitionProposal,
  Refusal,
  SeenConversation,
  SeenService,
  StoppedTraffic,
  ZoneDraft,
  ZoneMember,
} from './partition/proposal.ts'
export { type Partition, type PartitionInput, proposePartition, type Standing } from './partition/propose.ts'
export { seenFlows } from './partition/seen-flows.ts'
export {
  PARTITION_DOCUMENTS,
  type PartitionDocumentKind,
  partitionDocument,
  type RecordApproval,
} from './records/partition-documents.ts'
export {
  type ConduitRecord,
  PARTITION_RECORD,
  type PartitionRecord,
  partitionRecordOf,
  type RecordChange,
  recordChanges,
  type ZoneRecord,
} from './records/partition-record.ts'
export { PRINCIPLES, type Principle, type PrincipleStanding } from './records/principles.ts'
export {
  type BoundaryControl,
  type BoundaryProof,
  proofOfDenied,
  type RingBoundary,
  ringBoundaries,
} from './rings/ring-boundaries.ts'
export { RINGS, type Ring } from './rings/ring-of.ts'
export {
  type ComparedRule,
  type ComparedTraffic,
  compareRules,
  type DeniedConversation,
  type ReferredTraffic,
  type RuleDifference,
  type RulePart,
} from './rules/compare-rules.ts'
export { type ConduitRules, conduitRules, type LeftOut } from './rules/conduit-rules.ts'
export {
  RULE_SET_FORMATS,
  type RuleSetFormat,
  type WrittenRuleSet,
  writeRuleSet,
} from './rules/write-rule-set.ts'
