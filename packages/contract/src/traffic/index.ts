// Who talks to whom with which functions: the list, one conversation, the graph and the export. Rows of the person's own label only.
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { z } from 'zod'
import { ConversationColumn, ConversationFilter, ConversationSort } from './filter.ts'
import { CellHeard, ConversationRecord, ConversationView, TrafficGraph } from './view.ts'

export * from './filter.ts'
export * from './view.ts'

/** Nodes of a graph that are drawn; the rest is counted. */
export const MOST_NODES = 500

export const listConversations = route({
  method: 'GET',
  path: '/conversations',
  side: 'hub',
  permission: 'monitoring:read',
  summary: 'Who talks to whom, with functions and verdict',
  query: PageQuery.extend(ConversationFilter.shape).extend({ sort: ConversationSort.default('-lastAt') }),
  response: pageOf(ConversationView).extend({
    /** `at-least`: counting stopped at the total. A filter by anything but names and times is always counted exactly. */
    totalIs: z.enum(['exact', 'at-least']),
    asOf: z.string(),
    cells: z.array(CellHeard),
  }),
  refusals: [],
})

export const exportConversations = route({
  method: 'GET',
  path: '/conversations.csv',
  side: 'hub',
  permission: 'monitoring:read',
  summary: 'The list as CSV, with the same filter, sort and columns',
  query: ConversationFilter.extend({
    sort: ConversationSort.default('-lastAt'),
    /** Names with commas between them; all when left out. */
    columns: z
      .string()
      .max(400)
      .transform((text) => text.split(','))
      .pipe(z.array(ConversationColumn).min(1))
      .optional(),
  }),
  stream: 'text/csv',
  refusals: [],
})

export const readConversation = route({
  method: 'GET',
  path: '/conversations/{conversationId}',
  side: 'hub',
  permission: 'monitoring:read',
  summary: 'One conversation: functions with counts, verdict with rule and proof, and what was known of it before',
  params: z.strictObject({ conversationId: z.string() }),
  query: ConversationFilter.pick({ asOf: true }),
  response: ConversationRecord,
  refusals: ['not-found'],
})

export const readTrafficGraph = route({
  method: 'GET',
  path: '/traffic/graph',
  side: 'hub',
  permission: 'monitoring:read',
  summary: 'Assets or zones and what they say to each other, of one question',
  query: ConversationFilter.extend({
    by: z.enum(['asset', 'zone']).default('asset'),
    nodes: z.coerce.number().int().min(2).max(MOST_NODES).default(MOST_NODES),
  }),
  response: TrafficGraph,
  refusals: ['traffic.question-needed'],
})
