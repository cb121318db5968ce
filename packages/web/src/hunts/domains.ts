// In which cells a person hunts: a team in its own domain, a central team in both.
import type { Domain } from '@penstock/model/kernel'
import { useSession } from '@penstock/web/api'

const BOTH = ['it', 'ot'] as const

export function useHuntDomains(): readonly Domain[] {
  const { domain } = useSession()
  return domain === null ? BOTH : [domain]
}
