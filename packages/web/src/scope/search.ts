// The scope that filters every screen: organisation › site › zone. It stands in the URL and stays while one moves about.
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

export const ScopeSearch = z.object({
  site: SiteKey.optional().catch(undefined),
  zone: z.string().max(80).optional().catch(undefined),
})
export type ScopeSearch = z.infer<typeof ScopeSearch>
