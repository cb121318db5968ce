// What fails when a unit of the plant does: dependencies of functions, the cascade of a loss, and what a plant stands or falls with.
export { assessmentsOf } from './assessments.ts'
export { type BlackStart, blackStartKnots } from './black-start.ts'
export { withCloudServices } from './cloud-services.ts'
export { type ConfidenceLevel, type ModelConfidence, modelConfidence } from './confidence.ts'
export {
  type Contingency,
  type ContingencyOrder,
  type ContingencyProgress,
  MOST_PAIRED,
  pairedContingencies,
  type Ranking,
  singleContingencies,
  type TargetLoss,
} from './contingency.ts'
export {
  type ContinuityFinding,
  type ContinuityRule,
  continuityText,
  reviewContinuity,
  targetsOf,
} from './continuity.ts'
export { continuityPlan } from './continuity-plan.ts'
export {
  type Criticality,
  CriticalityJudge,
  type CriticalityRank,
  type CriticalityStanding,
  compareCriticality,
} from './criticality.ts'
export { type DrilledHoldUp, drilledHoldUps, withDrilledHoldUps } from './drills.ts'
export { type HiddenNeed, hiddenNeeds, type SeenUse, SHARED_SERVICES, type SharedService } from './hidden-needs.ts'
export { type KnownPlant, knownPlantOf } from './known-plant.ts'
export { layersOf } from './layers.ts'
export {
  type ManagementPath,
  type Manager,
  managementPaths,
  managersOf,
  managingHosts,
} from './management.ts'
export { isFunctionUnit, type NeedGroup, type ProcessNetwork, processNetworkOf, type UnitNumber } from './network.ts'
export { outageOfText, textOfOutage } from './outage-text.ts'
export {
  type FunctionLoss,
  HOURS_AFTER,
  type HoursOut,
  type LossReason,
  type OutagePlay,
  playOutage,
} from './play-outage.ts'
export {
  itHosts,
  type NeedBasis,
  type NeedRecords,
  type NeedService,
  type ProposedNeed,
  proposedNeeds,
} from './proposed-needs.ts'
export {
  type Crew,
  checkRecovery,
  type PlannedTask,
  planRecovery,
  type RecoveredFunction,
  type RecoveryOrder,
  type RecoveryPlan,
  type RecoveryRefusal,
  type RestoreTask,
} from './recovery.ts'
export { type PlantRecovery, recoveryOf } from './recovery-of-plant.ts'
export { type MeasuredResilience, measuredResilience, type Resilience, resilienceOf } from './resilience.ts'
export { carriersOf, type HostNeed, standingAnswers, withRestsOn } from './rests-on.ts'
export { type LayerState, type ScenarioInOutage, safeguardsInOutage } from './safeguards.ts'
export { pictureOfSectors, type SectorsPicture, type SectorsRefusal } from './sectors.ts'
export { type SharedCause, sharedCauses } from './shared-causes.ts'
export { type JudgedTarget, judgeTargets, type TargetKind, type TargetState, type Unproved } from './targets.ts'
export { MOST_HOURS } from './ticks.ts'
