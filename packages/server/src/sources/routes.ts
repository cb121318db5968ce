// HTTP of the room of sources.
import * as contract from '@penstock/contract/sources'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { SourcesService } from './service.ts'

export function serveSources(app: FastifyInstance, sources: SourcesService): void {
  serveRoute(app, contract.listSources, ({ caller, query }) => sources.list(caller, query))
  serveRoute(app, contract.enrolSource, ({ caller, body }) => sources.enrol(caller, body))
  serveRoute(app, contract.releaseSource, ({ caller, params }) => sources.release(caller, params.sourceId))
}
