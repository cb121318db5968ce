// HTTP of the baselines room, in a cell.
import * as contract from '@penstock/contract/baselines'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { Baselines } from './service.ts'

export function serveBaselines(app: FastifyInstance, baselines: Baselines): void {
  serveRoute(app, contract.readBaseline, ({ caller, query }) => baselines.read(caller, query))
  serveRoute(app, contract.readZoneBaseline, ({ caller, query }) => baselines.zones(caller, query.site))
  serveRoute(app, contract.listZonePairs, ({ caller, query }) => baselines.zonePairs(caller, query))
  serveRoute(app, contract.listDeviations, ({ caller, query }) => baselines.deviations(caller, query))
  serveRoute(app, contract.decideDeviation, ({ caller, params, body }) =>
    baselines.decide(caller, params.deviationId, body),
  )
  serveRoute(app, contract.decideBaseline, ({ caller, body }) => baselines.decideAll(caller, body))
  serveRoute(app, contract.listBaselinePlans, async ({ caller }) => ({ items: await baselines.plans(caller) }))
  serveRoute(app, contract.planBaseline, ({ caller, body }) => baselines.plan(caller, body))
}
