// What the filter line of traffic may say: `asset:PLC-3 proto:modbus kind:write verdict:not-allowed seen:<7d`.
import { ConversationFilter } from '@penstock/contract/traffic'
import { FunctionKind } from '@penstock/model/observations'
import type { FilterGrammar } from '@penstock/web/filters'

const WITHIN = ['<1h', '<24h', '<7d', '<30d', '>7d', '>30d']

/** `site` is the scope's, `asOf` the time's, and not the line's; words without a key are the text. */
export const TRAFFIC_GRAMMAR: FilterGrammar<typeof ConversationFilter> = {
  schema: ConversationFilter,
  fields: {
    asset: 'asset',
    client: 'client',
    server: 'server',
    zone: 'zone',
    with: 'with',
    from: 'from',
    to: 'to',
    proto: 'protocol',
    kind: 'kind',
    verdict: 'verdict',
    conduit: 'conduit',
    crosses: 'crosses',
    answered: 'answered',
    seen: 'seen',
    began: 'began',
  },
  values: {
    kind: FunctionKind.options,
    verdict: ConversationFilter.shape.verdict.unwrap().options,
    crosses: ['yes', 'no'],
    answered: ['yes', 'no'],
    seen: WITHIN,
    began: WITHIN,
  },
}
