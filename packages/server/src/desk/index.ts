// Long computations on the plant of a site, off the hub's thread.
export { Desk, type DeskOptions, type LaneRule, type LoadPlant } from './desk.ts'
export { type Answerers, answerFrom } from './thread.ts'
export type { Lists, Refusal, Reply } from './words.ts'
