// What pages are told of hunts: each with its last run, every version, every run with what it found and could not see.
import { FollowUp, HuntCoverage, HuntDraft, HuntedRow, StockHunt } from '@penstock/model/hunts'
import { z } from 'zod'

export const RunState = z.enum(['running', 'done', 'too-long', 'failed'])
export type RunState = z.infer<typeof RunState>

export const FollowUpView = z.strictObject({
  at: z.string(),
  byName: z.string(),
  outcome: FollowUp,
  note: z.string(),
  incident: z.strictObject({ id: z.string(), reference: z.string() }).nullable(),
})
export type FollowUpView = z.infer<typeof FollowUpView>

export const HuntRunView = z.strictObject({
  id: z.string(),
  hunt: z.string(),
  huntVersion: z.int(),
  /** Null for a run by schedule. */
  byName: z.string().nullable(),
  begunAt: z.string(),
  endedAt: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  state: RunState,
  /** Exactly how many rows there are; null unless it is done. */
  found: z.int().nullable(),
  /** How many of them are kept here, the newest. */
  kept: z.int(),
  /** Rows of each day of the window. */
  counts: z.array(z.int()),
  coverage: HuntCoverage.nullable(),
  /** What was made of it, the last first. */
  followUps: z.array(FollowUpView),
})
export type HuntRunView = z.infer<typeof HuntRunView>

export const HuntRunRecord = HuntRunView.extend({
  rows: z.array(HuntedRow),
  /** People, hosts and addresses are pseudonyms in the rows. */
  isPseudonymised: z.boolean(),
})
export type HuntRunRecord = z.infer<typeof HuntRunRecord>

export const HuntRow = z.strictObject({
  id: z.string(),
  key: z.string(),
  version: z.int(),
  draft: HuntDraft,
  stock: z.string().nullable(),
  ownerName: z.string(),
  changedAt: z.string(),
  nextAt: z.string().nullable(),
  /** Why its schedule stands still. */
  halted: z.enum(['no-right', 'superseded']).nullable(),
  last: HuntRunView.nullable(),
})
export type HuntRow = z.infer<typeof HuntRow>

export const HuntRecord = HuntRow.extend({
  versions: z.array(z.strictObject({ version: z.int(), at: z.string(), byName: z.string(), draft: HuntDraft })),
  runs: z.array(HuntRunView),
})
export type HuntRecord = z.infer<typeof HuntRecord>

export const HuntsView = z.strictObject({
  asOf: z.string(),
  /** Hunts that come with the product, of this domain. */
  stock: z.array(StockHunt),
  items: z.array(HuntRow),
  /** Only questions that name nobody may be asked, and rows come with pseudonyms. */
  isPseudonymised: z.boolean(),
})
export type HuntsView = z.infer<typeof HuntsView>
