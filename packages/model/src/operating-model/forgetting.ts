// Forgetting events takes two people: the configuration says how long the machine would keep them, and nothing goes sooner than a second person of
// the domain agreed to. What nobody agreed to is kept for good.
import { Domain } from '@penstock/model/kernel'
import { type EventRetention, keepingAtLeast } from '@penstock/model/sources'
import { z } from 'zod'
import { FourEyesDecision } from './four-eyes.ts'

const MOST_DAYS = 36_500

/** What is asked for, exactly: this is what is approved. */
export const ForgettingTerms = z.strictObject({
  domain: Domain,
  /** Events may be forgotten once they are that old, in days, and not before; null lets none go for its age. */
  keepDays: z.int().min(1).max(MOST_DAYS).nullable(),
  /** Bytes of files beyond which the oldest days may be forgotten; null lets none go for room. */
  coldBytes: z
    .int()
    .min(2 ** 20)
    .nullable(),
  reason: z.string(),
})
export type ForgettingTerms = z.infer<typeof ForgettingTerms>

/** As policy and cells hold it: one a domain. */
export const Forgetting = z.strictObject({ id: z.string(), terms: ForgettingTerms, decision: FourEyesDecision })
export type Forgetting = z.infer<typeof Forgetting>

/** How long a cell of the domain keeps events: as its configuration says, and never less than what was agreed to. */
export function retentionUnder(
  asked: EventRetention,
  policy: { readonly forgetting?: readonly Forgetting[] | undefined } | null,
  domain: Domain,
): EventRetention {
  const agreed = policy?.forgetting?.find(({ terms }) => terms.domain === domain)
  return keepingAtLeast(asked, agreed?.terms ?? null)
}
