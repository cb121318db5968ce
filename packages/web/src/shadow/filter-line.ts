// What the filter line of shadow infrastructure may say: `state:under-review severity:1 category:agent-protocol`.
import { ShadowFilter } from '@penstock/contract/shadow'
import type { FilterGrammar } from '@penstock/web/filters'

/** What people come for. */
export const UNDECIDED = 'state:under-review'

/** `site` is the scope's and not the line's; words without a key are the text. */
export const SHADOW_GRAMMAR: FilterGrammar<typeof ShadowFilter> = {
  schema: ShadowFilter,
  fields: {
    state: 'state',
    severity: 'severity',
    category: 'category',
    indicator: 'indicator',
    zone: 'zone',
    owner: 'owner',
    asset: 'asset',
    control: 'control',
    domain: 'domain',
  },
  values: {
    state: ShadowFilter.shape.state.unwrap().options,
    severity: ShadowFilter.shape.severity.unwrap().options,
    domain: ShadowFilter.shape.domain.unwrap().options,
    control: ['yes', 'no'],
  },
}
