// What captures show, as one document.
export { isDivisible } from './divisible.ts'
export { type ReadOptions, readCaptures } from './read-captures.ts'
export { readShareInThread, readShares } from './read-shares.ts'
export type * from './shape.ts'
