// Attack paths: who could reach what from where, by which facts of the plant, and what would stop it.
export { type AttackModel, attackModel, goalNode, rulesOn } from './attack-model.ts'
export {
  type AndOrRule,
  type Cheapest,
  cheapest,
  derivable,
  type GoalProbability,
  goalProbability,
  type RuleGraph,
  ruleGraph,
} from './engine/index.ts'
export type { AttackPath, PathEvidence } from './explain.ts'
export type { FactKind, PathFact } from './facts/fact.ts'
export type { AssetWeakness } from './facts/ground.ts'
export type { ObservedStanding } from './facts/observed.ts'
export { effectsWithin, findProtocolThreat } from './facts/protocols.ts'
export {
  type ChokePoint,
  findPaths,
  type GoalCut,
  goalsLostWithout,
  LIMITS,
  type PathOptions,
  type PathReport,
} from './find-paths.ts'
export { type AttackRule, type Band, NODE, type RuleKind } from './rules/attack-rule.ts'
export type { Goal } from './rules/goals.ts'
export type { Start } from './rules/starts.ts'
export { type ConduitThreat, type EffectThreat, type ThreatModel, threatModel } from './threats.ts'
export {
  assumedWeakness,
  type CompensatingControl,
  compareSupport,
  type SupportStanding,
  supportStandings,
  type Unsupported,
} from './unsupported.ts'
export { waysOver } from './ways-over.ts'
