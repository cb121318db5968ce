// `penstock vendors check`, `radius`: remote access of a plant file held against observed sessions, and what a compromised vendor touches.
export { vendorsCheck } from './check.ts'
export { vendorsRadius } from './radius.ts'
