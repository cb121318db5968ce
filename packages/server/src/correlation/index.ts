// Chains over both domains: what cells tell on pseudonyms, what the hub finds in it, and who is told what.
export { type ChainRule, chainRules } from './chain-rules.ts'
export { type ChainMoved, Chains } from './chains.ts'
export { Features } from './features.ts'
export { storeFeatures } from './keep-features.ts'
export { FEWEST_KEY_BYTES, keyedBy, loadPseudonymKey } from './key.ts'
export { discloseChain, findTold, listInstants, listSharing, listTold, readCounts } from './queries.ts'
export { serveFeatures } from './routes.ts'
export { stageText } from './stage-text.ts'
