// Which rules a cell runs: editions of the catalogue, the organisation's folder, those that are switched off, and what is not asked about.
import { Domain, EpochMicros, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import type { Finding } from './finding.ts'

const Text = z.string().min(1).max(200)

/** What findings of a rule are held back from the queue: they are counted and shown all the same. */
export const Suppression = z.strictObject({
  id: z.guid(),
  rule: Text,
  site: SiteKey.nullable(),
  /** IP or MAC address of either end; null for all. */
  address: z.string().min(1).max(45).nullable(),
  /** Zone in which either end stands; null for all. */
  zone: Text.nullable(),
  reason: z.string().min(1).max(500),
  until: EpochMicros,
  by: z.string(),
})
export type Suppression = z.infer<typeof Suppression>

/** A rule that is not run until then. */
export const DisabledRule = z.strictObject({
  id: z.guid(),
  rule: Text,
  reason: z.string().min(1).max(500),
  until: EpochMicros,
  by: z.string(),
})
export type DisabledRule = z.infer<typeof DisabledRule>

export const RuleSet = z.strictObject({
  domain: Domain,
  version: z.int().min(1),
  /** Editions of the catalogue. */
  packs: z.array(Text),
  disabled: z.array(DisabledRule),
  suppressions: z.array(Suppression),
})
export type RuleSet = z.infer<typeof RuleSet>

/** The organisation's own rules, as texts. */
export const RuleFolderSet = z.strictObject({
  domain: Domain,
  version: z.int().min(1),
  files: z.array(z.strictObject({ path: z.string(), text: z.string() })),
})
export type RuleFolderSet = z.infer<typeof RuleFolderSet>

/** The suppression that holds a finding at `now`, or null; `zoneOf` says where an address stands. */
export function suppressionOf(
  suppressions: readonly Suppression[],
  { rule, site, subject }: Pick<Finding, 'rule' | 'site' | 'subject'>,
  now: EpochMicros,
  zoneOf: (site: string, address: string) => string | null,
): Suppression | null {
  const { sourceIp, sourceMac, destinationIp, destinationMac } = subject
  const ends = [sourceIp, sourceMac, destinationIp, destinationMac].filter((end) => end !== undefined)
  return (
    suppressions.find(
      (one) =>
        one.rule === rule &&
        now < one.until &&
        (one.site === null || one.site === site) &&
        (one.address === null || ends.includes(one.address)) &&
        (one.zone === null || ends.some((end) => zoneOf(site, end) === one.zone)),
    ) ?? null
  )
}
