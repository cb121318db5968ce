// The engine by itself: rules in, what follows, what it costs, what cuts it. Knows nothing of plants.
export { type Cheapest, cheapest, derivationOf } from './cheapest.ts'
export { type CutElements, type CutSets, chokeGroups, minimalCutSets } from './cuts.ts'
export { derivable, relevantRules } from './fixpoint.ts'
export {
  type MinimalSetOptions,
  type MinimalSets,
  minimalSets,
  minimalSetsAmong,
  type RuleSet,
} from './minimal-sets.ts'
export { EXACT_SETS, type GoalProbability, goalProbability } from './probability.ts'
export { type AndOrRule, type RuleGraph, ruleGraph } from './rule-graph.ts'
