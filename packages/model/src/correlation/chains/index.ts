// Chains over IT and OT: scenarios as data, signals, the correlator, ties between names, pseudonyms, and who sees what.
export * from './chain-correlator.ts'
export { EventRules } from './event-rules.ts'
export { type Chain, type ChainLevel, type ChainStage, neededUpTo } from './find-chains.ts'
export type { ObservedGround } from './ground.ts'
export { type MatchedEvent, RuleKinds, SaidByMatch, signalOfMatch } from './matched.ts'
export { OBSERVED_KINDS, programLoads, signalsOfBatch, tiesOfBatch } from './observed.ts'
export { KIND_OF_DETECTOR, KIND_OF_PROGRAM, signalOfFinding } from './of-finding.ts'
export {
  type Keyed,
  PSEUDONYM_PERIOD,
  type PseudonymPeriod,
  pseudonymSignal,
  pseudonymTie,
  valuesAskedFor,
} from './pseudonyms.ts'
export { type Scenario, ScenarioFile, type Stage, type StageCondition, StageFeeds, scenariosOf } from './scenario.ts'
export { Entities, EntityClass, Signal, type Token, tokensOf } from './signal.ts'
export { type TellingRules, TOLD_VIEWERS, type ToldBody, type ToldViewer, tellAll } from './tell-all.ts'
export * from './tell-chain.ts'
export { type EventOfTies, tiesOfEvent } from './tied.ts'
export { type Resolved, Tie, Ties } from './ties.ts'
