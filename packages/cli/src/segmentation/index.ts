// `penstock zones check`, `propose`, `rings`, `rules`, `ruleset`: segmentation of a plant file, and firewall rules beside its conduits.
export { trafficOf } from './arguments.ts'
export { zonesCheck } from './check.ts'
export { zonesPropose } from './propose.ts'
export { zonesRings } from './rings.ts'
export { zonesRules } from './rules.ts'
export { zonesRuleset } from './ruleset.ts'
