// `penstock model …`: which SOC model fits an organisation, what a switch changes, what would be seen, and whether IT and OT are apart.
export { modelAdvise } from './advise.ts'
export { modelDiff } from './diff.ts'
export { readJson, tell } from './read-json.ts'
export { modelSegregation } from './segregation.ts'
