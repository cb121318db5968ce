// A rehearsal of attack scenarios on an organisation's own coverage, and who is told what of a chain.
export { Coverage, Person } from './coverage.ts'
export { type Feeder, type KindFeed, type KindFeeds, kindFeeds } from './feeds.ts'
export type { Moment, RehearsalGround } from './ground.ts'
export { type Outcome, type Rehearsal, type RehearsedStage, rehearse } from './rehearse.ts'
export type { Sight, Sights, ViewerSight } from './sights.ts'
export { type TellingRules, TOLD_VIEWERS, type ToldBody, type ToldViewer, tellAll } from './tell-all.ts'
