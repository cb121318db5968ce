// HTTP of saved views.
import * as contract from '@penstock/contract/views'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { ViewsService } from './service.ts'

export function serveViews(app: FastifyInstance, views: ViewsService): void {
  serveRoute(app, contract.listViews, async ({ caller, query }) => ({ items: await views.list(caller, query.path) }))
  serveRoute(app, contract.saveView, ({ caller, body }) => views.save(caller, body))
  serveRoute(app, contract.changeView, ({ caller, params, body }) => views.change(caller, params.viewId, body))
  serveRoute(app, contract.deleteView, async ({ caller, params, query }) => {
    await views.remove(caller, params.viewId, query.version)
  })
}
