// HTTP of the shadow room.
import { Readable } from 'node:stream'
import * as contract from '@penstock/contract/shadow'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { ShadowService } from './service.ts'

export function serveShadow(app: FastifyInstance, shadow: ShadowService): void {
  serveRoute(app, contract.listShadow, ({ caller, query }) => {
    const { cursor, limit, sort, asOf, ...filter } = query
    return shadow.list(caller, filter, { cursor, limit, sort }, asOf)
  })
  serveRoute(app, contract.exportShadow, async ({ caller, query, reply }) => {
    const { sort, columns = contract.ShadowColumn.options, asOf, ...filter } = query
    const moment = shadow.moment(asOf)
    await reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${shadow.exportName(filter, moment)}"`)
      .send(Readable.from(shadow.export(caller, filter, sort, columns, moment)))
    return undefined
  })
  serveRoute(app, contract.readShadowMetrics, ({ caller, query }) => shadow.metrics(caller, query))
  serveRoute(app, contract.readShadow, ({ caller, params, query }) =>
    shadow.record(caller, params.shadowId, query.asOf),
  )
  serveRoute(app, contract.decideShadow, ({ caller, params, body }) => {
    const { version, ...decided } = body
    return shadow.decide(caller, { id: params.shadowId, version }, decided)
  })
  serveRoute(app, contract.decideManyShadow, ({ caller, body }) => {
    const { findings, ...decided } = body
    return shadow.decideMany(caller, findings, decided)
  })
}
