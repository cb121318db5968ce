// A rehearsal of attack scenarios on an organisation's own coverage.
export { Coverage, Person } from './coverage.ts'
export { type Feeder, type KindFeed, type KindFeeds, kindFeeds } from './feeds.ts'
export type { Moment, RehearsalGround } from './ground.ts'
export { type Outcome, type Rehearsal, type RehearsedStage, rehearse } from './rehearse.ts'
export type { Sight, Sights, ViewerSight } from './sights.ts'
