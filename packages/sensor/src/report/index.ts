// What captures show, as one document.
export { readCaptures } from './read-captures.ts'
export type * from './shape.ts'
