// HTTP of Home.
import { readHome } from '@penstock/contract/home'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { HomeService } from './service.ts'

export function serveHome(app: FastifyInstance, home: HomeService): void {
  serveRoute(app, readHome, ({ caller, query }) => home.read(caller, query.site))
}
