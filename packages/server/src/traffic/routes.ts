// HTTP of the traffic room.
import { Readable } from 'node:stream'
import * as contract from '@penstock/contract/traffic'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { TrafficService } from './service.ts'

export function serveTraffic(app: FastifyInstance, traffic: TrafficService): void {
  serveRoute(app, contract.listConversations, ({ caller, query }) => {
    const { cursor, limit, sort, ...filter } = query
    return traffic.list(caller, filter, { cursor, limit, sort })
  })
  serveRoute(app, contract.exportConversations, async ({ caller, query, reply }) => {
    const { sort, columns = contract.ConversationColumn.options, ...filter } = query
    await reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${traffic.exportName(filter)}"`)
      .send(Readable.from(traffic.export(caller, filter, sort, columns)))
    return undefined
  })
  serveRoute(app, contract.readConversation, ({ caller, params, query }) =>
    traffic.record(caller, params.conversationId, query.asOf),
  )
  serveRoute(app, contract.readTrafficGraph, ({ caller, query }) => {
    const { by, nodes, ...filter } = query
    return traffic.graph(caller, filter, by, nodes)
  })
}
