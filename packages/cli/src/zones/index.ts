// `penstock zones …`: conversations of captures judged against the zones and conduits of a plant.
export { addUp, endText, type WholeConversation } from './conversations.ts'
export { zonesJudge } from './judge.ts'
