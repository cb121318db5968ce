// HTTP of the visibility room, in the hub.
import * as contract from '@penstock/contract/visibility'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { VisibilityService } from './service.ts'

export function serveVisibility(app: FastifyInstance, visibility: VisibilityService): void {
  serveRoute(app, contract.listGaps, ({ caller, query }) => visibility.gaps(caller, query))
}
