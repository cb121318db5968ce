// HTTP of the __kebab__ room, in the hub.
import * as contract from '@penstock/contract/__kebab__'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { __Pascal__Service } from './service.ts'

export function serve__Pascal__(app: FastifyInstance, service: __Pascal__Service): void {
  serveRoute(app, contract.read__Pascal__, ({ caller, params }) => service.read(caller, params.site))
}
