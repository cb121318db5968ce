// Sigma correlations: rules as read and linked, and the engine that runs them on event time.
export * from './correlator.ts'
export { type KnownRule, type LinkFault, linkRules } from './link-rules.ts'
export { quietRules } from './quiet-rules.ts'
export { isCorrelationDocument, type LineOf, type RuleFault, type RuleFaultCode, readCorrelation } from './read-rule.ts'
export { readCorrelationSource } from './read-source.ts'
export { COMPARISONS, CORRELATION_TYPES, type Comparison, type CorrelationRule, type CorrelationType } from './rule.ts'
