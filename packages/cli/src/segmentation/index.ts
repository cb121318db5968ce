// `penstock zones rules`, `penstock zones ruleset`: firewall rules beside the conduits of a plant.
export { zonesRules } from './rules.ts'
export { zonesRuleset } from './ruleset.ts'
