// What an organisation's own monitoring can tell: sources that arrive with the log sources that they bring, sensors that listen, rules that
// matched, sites whose zones are drawn, and who works in which role.
import { Domain, SiteKey } from '@penstock/model/kernel'
import { Role, SiteScope } from '@penstock/model/operating-model'
import { z } from 'zod'

const Word = z.string().min(1).max(200)
const LogSourceText = z.strictObject({ product: Word.optional(), category: Word.optional(), service: Word.optional() })
const Place = { name: z.string().min(1).max(200), domain: Domain, site: SiteKey }

export const Coverage = z.strictObject({
  /** Sites that may be told of. */
  sites: z.array(SiteKey).max(10_000),
  sources: z.array(z.strictObject({ ...Place, logSources: z.array(LogSourceText).max(2000) })).max(20_000),
  sensors: z.array(z.strictObject(Place)).max(20_000),
  /** Detection rules in force that matched something there. */
  rules: z.array(z.strictObject({ domain: Domain, site: SiteKey.nullable(), id: Word })).max(20_000),
  /** Where conversations are held against zones. */
  zoned: z.array(SiteKey).max(10_000),
})
export type Coverage = z.infer<typeof Coverage>

/** Who there is, as far as it concerns who is told. */
export const Person = z.strictObject({ roles: z.array(Role).max(20), sites: SiteScope })
export type Person = z.infer<typeof Person>
