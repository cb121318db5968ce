// Files of other systems become observation batches, as captures do.
export { type FollowedKind, FollowedPlace, LogFollower } from './follow/index.ts'
export { arrangedSources, observeSources } from './observe-sources.ts'
export { zeekFields } from './zeek/logs.ts'
