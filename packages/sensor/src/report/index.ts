// What captures show, as one document.
export { type ReadOptions, readCaptures } from './read-captures.ts'
export type * from './shape.ts'
