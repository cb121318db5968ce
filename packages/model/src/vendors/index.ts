// Vendors: the register of remote access held against observed sessions, what a compromised vendor touches, and how to cut it off.
export {
  type BlastRadius,
  blastRadius,
  type Hold,
  type TouchedAccount,
  type TouchedAsset,
  type TouchedGoal,
} from './blast-radius.ts'
export type { Cut, Hindrance, LostFunction } from './cut.ts'
export { type CutOptions, type CutPlan, cutPlan } from './cut-plan.ts'
export { accessesOf, listParties, type Parties, type Party, type PartyEdge, partiesOf } from './parties.ts'
export { type Drift, entriesWith, type Reconciled, type ReconciledEntry, type Retest, reconcile } from './reconcile.ts'
export { type RegisterEntry, registerOf } from './register.ts'
export type { RuleBehind } from './rules-behind.ts'
export {
  type AccessSession,
  type DriftKind,
  isWatched,
  type SeenConversation,
  watchedAddresses,
} from './sessions.ts'
export { type AccessWeakness, accessWeaknesses, type WeaknessKind } from './weaknesses.ts'
