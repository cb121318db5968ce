// What the filter line of vulnerabilities may say: `waiting:yes decision:immediate kev:yes zone:Z-SIS`.
import { VulnerabilityFilter } from '@penstock/contract/vulnerabilities'
import type { FilterGrammar } from '@penstock/web/filters'

/** What people come for. */
export const WAITING = 'waiting:yes'

/** `site` is the scope's and not the line's; words without a key are the text. */
export const VULNERABILITY_GRAMMAR: FilterGrammar<typeof VulnerabilityFilter> = {
  schema: VulnerabilityFilter,
  fields: {
    waiting: 'waiting',
    decision: 'decision',
    how: 'how',
    grade: 'grade',
    kev: 'kev',
    zone: 'zone',
    vendor: 'vendor',
    cve: 'cve',
    advisory: 'advisory',
    asset: 'asset',
    state: 'state',
    domain: 'domain',
  },
  values: {
    waiting: ['yes', 'no'],
    decision: VulnerabilityFilter.shape.decision.unwrap().options,
    how: VulnerabilityFilter.shape.how.unwrap().options,
    grade: ['A', 'B', 'C', 'N'],
    kev: ['yes', 'no'],
    state: VulnerabilityFilter.shape.state.unwrap().options,
    domain: VulnerabilityFilter.shape.domain.unwrap().options,
  },
}
