// Operational independence that a regulator asks for, as a constraint: its concrete consequences, and the rights that each one takes away.
// No regime names a SOC model (NERC CIP does not); what follows from it here is recorded instead of its name alone.
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

/** What independence means in practice. */
export const Consequence = z.enum([
  'monitoring-in-scope',
  'personnel-vetting',
  'revocation-24h',
  'protected-information',
])
export type Consequence = z.infer<typeof Consequence>

/** What each consequence is, after NERC CIP-002, CIP-004, CIP-005 and CIP-011, in our own words. */
export const CONSEQUENCES: Readonly<Record<Consequence, string>> = {
  'monitoring-in-scope':
    'systems that watch or control access at the security perimeter are themselves in scope, so nobody outside the OT team reads their detections or events',
  'personnel-vetting':
    'whoever reads or acts needs a background check and training, so nobody of the other domain is let in, by break-glass neither',
  'revocation-24h':
    'access ends within 24 hours of the reason for it, so no dated exception lets a person of the other domain in',
  'protected-information':
    'what is known of the system is protected information, so the other side sees no stage of it, redacted neither',
}

export const Independence = z.strictObject({
  /** Where the duty comes from, such as `NERC CIP`. */
  regime: z.string().min(1).max(120),
  consequences: z.array(Consequence).min(1),
  /** Sites under the duty; `*` is all of them. */
  sites: z.union([z.literal('*'), z.array(SiteKey).min(1)]),
})
export type Independence = z.infer<typeof Independence>

/** True when most of the estate is under the duty: the integrated model is then out of the question. */
export function coversMost({ sites }: Independence, known: readonly string[]): boolean {
  return sites === '*' || sites.length * 2 > known.length
}

/** Sites of `known` that are not under the duty. */
export function freeSites(independence: Independence | undefined, known: readonly string[]): readonly string[] {
  if (independence === undefined) return known
  const { sites } = independence
  return sites === '*' ? [] : known.filter((site) => !sites.includes(site as SiteKey))
}
