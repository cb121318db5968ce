// Zones and conduits: where an address stands, whether a conversation is allowed, and the picture of both.
export * from './coverage.ts'
export { judgeConversation } from './judge.ts'
export * from './judgement.ts'
export * from './layout.ts'
export * from './model.ts'
export { zoneModelOf } from './model-of-plant.ts'
export { callsFrom, type Place, type PlaceGround, placeOf, type WireAddress } from './place.ts'
export { type ProposedAction, proposalsOf, type ZoneProposal } from './proposals.ts'
