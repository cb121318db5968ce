// HTTP of the paths room.
import * as contract from '@penstock/contract/paths'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { PathsService } from './service.ts'

export function servePaths(app: FastifyInstance, paths: PathsService): void {
  serveRoute(app, contract.listPathGoals, ({ caller, params, query }) => paths.goals(caller, params.site, query))
  serveRoute(app, contract.findGoalPaths, ({ caller, params, query }) => paths.to(caller, params.site, query))
  serveRoute(app, contract.listUnsupported, ({ caller, params }) => paths.unsupported(caller, params.site))
  serveRoute(app, contract.listConduitThreats, ({ caller, params, query }) => paths.threats(caller, params.site, query))
}
