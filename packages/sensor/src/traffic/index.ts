// Traffic of a whole plant as a capture, for the demonstration and for tests.
export { nextWindow, planTraffic, type TrafficOptions, type TrafficPlan } from './plan.ts'
export { TrafficPlant } from './plant.ts'
export { type TrafficSummary, type WriteOptions, writeTraffic } from './write.ts'
