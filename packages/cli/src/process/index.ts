// `penstock process …`: what stops when units of a plant fail, computed on a plant file.
export { processContingency } from './contingency.ts'
export { processInoperability } from './inoperability.ts'
export { processOutage } from './outage.ts'
export { processRecovery } from './recovery.ts'
export { processReview } from './review.ts'
export { processTargets } from './targets.ts'
