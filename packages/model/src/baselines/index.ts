// Baselines: what is usual between two ends and at a point, learned so that a few poisoned intervals move nothing, and what leaves it.
export * from './approve.ts'
export * from './deviation.ts'
export * from './grouped.ts'
export * from './judge.ts'
export * from './profile.ts'
export * from './schedule.ts'
export * from './sightings.ts'
export * from './summary.ts'
