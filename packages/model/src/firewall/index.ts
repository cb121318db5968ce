// What firewalls were told: rules of six makers in one form, decided, reviewed and written.
export { coveredBy, doRulesMeet } from './cover.ts'
export { type Decision, decidePacket, type Packet } from './decide.ts'
export { neutralRules, writeNeutralRules } from './neutral.ts'
export {
  ANY_ADDRESS,
  addressText,
  commonRanges,
  type IpRange,
  isEveryAddress,
  mergeRanges,
  parseRange,
  rangesText,
  withoutRanges,
} from './ranges.ts'
export { readFirewall } from './read-rules.ts'
export { clipped, newRule } from './reading.ts'
export {
  type ReviewOptions,
  type RuleFinding,
  type RuleFindingRule,
  reviewRules,
  ruleFindingText,
  servicesText,
} from './review.ts'
export {
  DIALECTS,
  type Dialect,
  type FirewallFault,
  type FirewallPolicy,
  type FirewallRule,
  type RuleSet,
  type RulesRefusal,
  rulesOf,
} from './rule-set.ts'
export { ALL_PORTS, isAnyService, type PortRange, type Service, serviceText, TCP, UDP } from './services.ts'
export { withoutSecrets } from './without-secrets.ts'
export { writeCiscoAsa } from './write-cisco-asa.ts'
export { type WriteRefusal, writeNftables } from './write-nftables.ts'
