// Which rules a cell runs: editions of the catalogue, the organisation's folder, those that are switched off, and what is not asked about.
import { Domain, EpochMicros, isoOfMicros, SiteKey } from '@penstock/model/kernel'
import {
  approvesFor,
  FOUR_EYES_MICROS,
  FOUR_EYES_RULES,
  FourEyesDecision,
  type HashOf,
} from '@penstock/model/operating-model'
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
  /** Of four eyes, where it takes them. */
  decision: FourEyesDecision.optional(),
})
export type Suppression = z.infer<typeof Suppression>

/** A rule that is not run until then. */
export const DisabledRule = z.strictObject({
  id: z.guid(),
  rule: Text,
  reason: z.string().min(1).max(500),
  until: EpochMicros,
  by: z.string(),
  /** Of four eyes, where it takes them. */
  decision: FourEyesDecision.optional(),
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

/** The set less what nobody approved of it: in OT every exception takes a decision by four eyes on this very text. */
export function decidedRules(
  set: RuleSet,
  hashOf: HashOf,
): { readonly set: RuleSet; readonly refused: readonly string[] } {
  if (set.domain !== 'ot') return { set, refused: [] }
  const off = (one: DisabledRule) => isDecided(one, { kind: 'off', site: null, address: null, zone: null }, hashOf)
  const held = (one: Suppression) => isDecided(one, { ...one, kind: 'suppressed' }, hashOf)
  const refused = [...set.disabled.filter((one) => !off(one)), ...set.suppressions.filter((one) => !held(one))]
  return {
    set: { ...set, disabled: set.disabled.filter(off), suppressions: set.suppressions.filter(held) },
    refused: refused.map(({ id }) => id),
  }
}

function isDecided(
  { rule, reason, until, decision, by }: DisabledRule,
  { kind, site, address, zone }: Pick<Suppression, 'site' | 'address' | 'zone'> & { readonly kind: string },
  hashOf: HashOf,
): boolean {
  if (decision === undefined || decision.kind !== 'rule-exception' || decision.requestedBy !== by) return false
  const { payload, payloadSha256, approvals, requestedBy, requestedAt } = decision
  const told = { domain: 'ot', kind, rule, site, address, zone, reason, until: isoOfMicros(until) }
  const isOfThis = Object.entries(told).every(([name, value]) => payload[name] === value)
  const isRight = approvals.every(
    ({ subject, roles, at }) =>
      subject !== requestedBy &&
      approvesFor(roles) === 'ot' &&
      at >= requestedAt &&
      at < requestedAt + FOUR_EYES_MICROS,
  )
  return (
    isOfThis &&
    isRight &&
    approvals.length >= FOUR_EYES_RULES[decision.kind].approvals &&
    hashOf(payload) === payloadSha256
  )
}

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
