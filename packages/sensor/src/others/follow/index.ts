// Logs that are still being written, read as they grow.

export { FollowedPlace } from './followed-file.ts'
export { type FollowedKind, LogFollower } from './log-follower.ts'
