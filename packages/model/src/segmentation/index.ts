// Segmentation of a plant: what its firewalls were told beside what its conduits say.
export {
  type ComparedRule,
  type ComparedTraffic,
  compareRules,
  type DeniedConversation,
  type RuleDifference,
  type RulePart,
} from './rules/compare-rules.ts'
export { type ConduitRules, conduitRules, type LeftOut } from './rules/conduit-rules.ts'
