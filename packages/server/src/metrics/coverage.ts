// Coverage as a metric: what a cell says of its rules, held against the techniques that are for the assets of the plant.
import { loadAttack } from '@penstock/catalogs/attack@18.1'
import type { RuleCoverage } from '@penstock/contract/detection-rules'
import type { SocMetrics } from '@penstock/contract/metrics'
import type { Domain } from '@penstock/model/kernel'

type Figures = SocMetrics['coverage']

/** `roles` of the assets at the sites asked for; `told` is null while the cell does not answer. */
export function coverageFigures(domain: Domain, told: RuleCoverage | null, roles: readonly string[]): Figures {
  const { assetsOfRole, matrices } = loadAttack()
  const present = new Set(roles.flatMap((role) => assetsOfRole.get(role) ?? []))
  return matrices.map(({ id: matrix, techniques }) => {
    const applicable = new Set(
      techniques
        .filter(({ assets }) => assets === null || assets.some((each) => present.has(each)))
        .map(({ id }) => id),
    )
    const judged = told?.matrices.find(({ id }) => id === matrix)?.techniques.filter(({ id }) => applicable.has(id))
    if (told === null || judged === undefined) return { domain, matrix, figure: null }
    const isEverywhere = (at: readonly string[]) => told.sites.length > 0 && at.length === told.sites.length
    const figure = {
      covered: judged.filter(({ coveredAt }) => isEverywhere(coveredAt)).length,
      visible: judged.filter(({ visibleAt }) => isEverywhere(visibleAt)).length,
      applicable: applicable.size,
    }
    return { domain, matrix, figure }
  })
}
