// Features as they come from a cell: kept as they are, for the correlator to take up. A cell speaks for its own domain and what both share.
import { type FactApplier, FeatureFact } from '@penstock/server/facts'
import { insertFeatures, insertTies } from './queries.ts'

export const storeFeatures: FactApplier = async (tx, cell, { seq, site, body }, learnedAt) => {
  const { signals, ties } = FeatureFact.parse(body)
  const foreign = signals.find((signal) => signal.domain !== cell && signal.domain !== 'dmz')
  if (foreign !== undefined) throw new Error(`fact ${seq} of the ${cell} cell has a signal of ${foreign.domain}`)
  if (signals.some((signal) => signal.site !== site))
    throw new Error(`fact ${seq} of ${site} has a signal of elsewhere`)
  await insertFeatures(tx, signals, learnedAt)
  await insertTies(tx, ties, { domain: cell, site }, learnedAt)
}
