// `penstock model …`: which SOC model fits an organisation, and what a switch changes.
export { modelAdvise } from './advise.ts'
export { modelDiff } from './diff.ts'
