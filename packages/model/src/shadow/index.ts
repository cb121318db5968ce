// Signs of shadow infrastructure: remote access, tunnels, AI services and agents, gateways and boards that nobody may have asked for.
export { findShadow, type ShadowFinding, type ShadowInput, type ShadowSign } from './find-shadow.ts'
export { ShadowIndicators, ZoneKind } from './indicators.ts'
export { SignIndex } from './sign-index.ts'
