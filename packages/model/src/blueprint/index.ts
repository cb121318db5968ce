// Blueprint: the target architecture of a plant, how today deviates from it, and how far its stages are.
export { DEVIATION_KINDS, type Deviation, type DeviationKind, deviationKey, deviationsOf } from './deviations.ts'
export { drawBlueprint } from './draw-blueprint.ts'
export { BLUEPRINT_SCHEMA, Blueprint } from './file.ts'
export { type LiveSensor, type LiveState, liveStateOf } from './live-state.ts'
export { type BlueprintFault, parseBlueprint, readBlueprint } from './read-blueprint.ts'
export { type PartState, type StagePart, type StageState, stageStates } from './stages.ts'
export { targetPlant } from './target-plant.ts'
export { unplannedTraffic } from './unplanned-traffic.ts'
