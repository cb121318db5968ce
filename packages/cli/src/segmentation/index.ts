// `penstock zones check`, `rings`, `rules`, `ruleset`: segmentation of a plant file, and firewall rules beside its conduits.
export { trafficOf } from './arguments.ts'
export { zonesCheck } from './check.ts'
export { zonesRings } from './rings.ts'
export { zonesRules } from './rules.ts'
export { zonesRuleset } from './ruleset.ts'
