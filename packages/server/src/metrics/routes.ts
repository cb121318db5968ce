// HTTP of the metrics.
import * as contract from '@penstock/contract/metrics'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import { metricsCsv } from './csv.ts'
import type { SocMetricsService } from './service.ts'

export function serveMetrics(app: FastifyInstance, metrics: SocMetricsService): void {
  serveRoute(app, contract.readSocMetrics, ({ caller, query }) => metrics.read(caller, query))
  serveRoute(app, contract.listMetricIncidents, ({ caller, query }) => metrics.incidents(caller, query))
  serveRoute(app, contract.readAfterSwitch, ({ caller }) => metrics.afterSwitch(caller))
  serveRoute(app, contract.exportSocMetrics, async ({ caller, query, reply }) => {
    const told = await metrics.read(caller, query)
    const name = `soc-metrics-${query.site ?? 'all-sites'}-${told.asOf.slice(0, 10)}.csv`
    await reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(metricsCsv(told, query.site))
    return undefined
  })
}
