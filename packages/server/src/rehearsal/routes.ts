// HTTP of the rehearsal, in the hub.
import * as contract from '@penstock/contract/rehearsal'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { RehearsalService } from './service.ts'

export function serveRehearsal(app: FastifyInstance, rehearsal: RehearsalService): void {
  serveRoute(app, contract.readRehearsal, ({ caller, params }) => rehearsal.read(caller, params.site))
}
