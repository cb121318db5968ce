// Signs of shadow infrastructure: remote access, tunnels, AI services and agents, gateways and boards that nobody may have asked for.
export {
  type BesideControl,
  CONTROL_PROTOCOLS,
  controlBeside,
  findShadow,
  isAi,
  judgeSigns,
  type ShadowFinding,
  type ShadowInput,
  type ShadowSign,
} from './find-shadow.ts'
export { ShadowBehaviour } from './heuristics/behaviour-index.ts'
export { HEURISTICS, readBehaviour } from './heuristics/find-behaviour.ts'
export { registryOf } from './heuristics/model-download.ts'
export type { Placed, Said, Standing } from './heuristics/scene.ts'
export { ShadowIndicators, ZoneKind } from './indicators.ts'
export { SignIndex } from './sign-index.ts'
export { type Bound, devicesWithIp, readSigns, SignKind, type SignSeen, type Talk } from './signs.ts'
export {
  decideTriage,
  Reopening,
  reopeningOf,
  type Triage,
  TriageDecision,
  type TriageRefusal,
  TriageState,
  toldSeverity,
  triageAt,
} from './triage.ts'
export { zoneKindOf } from './zone-kind.ts'
