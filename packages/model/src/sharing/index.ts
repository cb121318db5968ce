// Sharing: which finds of one side the other has to know of.
export { domainOfFunction } from './function-domain.ts'
export type { Sighting } from './known.ts'
export * from './relevance.ts'
export { RELEVANCE_RULES, type RelevanceRule } from './rules.ts'
