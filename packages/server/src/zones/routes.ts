// HTTP of the zones room.
import * as contract from '@penstock/contract/zones'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { ZonesService } from './service.ts'

export function serveZones(app: FastifyInstance, zones: ZonesService): void {
  serveRoute(app, contract.readZoneMap, ({ caller, params, query }) => zones.map(caller, params.site, query))
  serveRoute(app, contract.listBreaches, async ({ caller, query }) => ({
    items: await zones.breaches(caller, query, query),
  }))
}
