// Segmentation of a plant: its checks, what its firewalls were told beside what its conduits say, security levels.
export { checkSegmentation, findingsOfConduit, type SegmentationOptions } from './checks/check-segmentation.ts'
export type { SegmentationFinding, SegmentationRule } from './checks/finding.ts'
export { SEGMENTATION_CHECKS, segmentationText } from './checks/registry.ts'
export {
  type BoundaryControl,
  type BoundaryProof,
  type Ring,
  type RingBoundary,
  ringBoundaries,
} from './rings/ring-boundaries.ts'
export {
  type ComparedRule,
  type ComparedTraffic,
  compareRules,
  type DeniedConversation,
  type RuleDifference,
  type RulePart,
} from './rules/compare-rules.ts'
export { type ConduitRules, conduitRules, type LeftOut } from './rules/conduit-rules.ts'
