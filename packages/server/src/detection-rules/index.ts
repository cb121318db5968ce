// Sigma rules at work: in a cell run in a thread of their own on what sources and sensors told; in the hub the organisation's folder, and
// what is switched off and suppressed.

export { ChainRuleList } from './chain-rule-list.ts'
export { COVERAGE_DAYS, CoverageViews } from './coverage.ts'
export { findFolder } from './hub-queries.ts'
export { listMatchedRules } from './matched.ts'
export { serveHubRules, serveRules } from './routes.ts'
export { findRuleSet, RuleExceptions } from './rule-exceptions.ts'
export { RuleFolders } from './rule-folders.ts'
export { RuleList } from './rule-list.ts'
export { ruleSetEvents } from './rule-set-events.ts'
export { RuleTrial } from './rule-trial.ts'
export { RulesInForce } from './rules-in-force.ts'
export { seenEvents, seenObservations } from './seen.ts'
