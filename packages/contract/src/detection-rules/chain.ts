// Rules that feed suspicions: over the lines of other systems, and what the sensor shows. They raise no detection by themselves, and are switched
// off as others are.
import { route } from '@penstock/contract/route'
import { Domain } from '@penstock/model/kernel'
import { z } from 'zod'

export const ChainRuleRow = z.strictObject({
  /** By which it is switched off: of a rule over lines its own, else the kind of the signal. */
  id: z.string(),
  title: z.string(),
  by: z.enum(['events', 'sensor']),
  /** Of signals. */
  kinds: z.array(z.string()),
  /** Scenarios that it feeds, and techniques of their stages. */
  scenarios: z.array(z.string()),
  techniques: z.array(z.string()),
  /** What it asks of the data. */
  needs: z.array(z.string()),
  standing: z.enum(['enabled', 'disabled']),
})
export type ChainRuleRow = z.infer<typeof ChainRuleRow>

export const listChainRules = route({
  method: 'GET',
  path: '/detection-rules/chains',
  side: 'cell',
  permission: 'monitoring:read',
  summary:
    'Rules that feed suspicions in the cell, with the scenarios that they feed, and whether they are switched off',
  response: z.strictObject({ domain: Domain, items: z.array(ChainRuleRow) }),
  refusals: [],
})
