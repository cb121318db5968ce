// HTTP of notices.
import * as contract from '@penstock/contract/notices'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { NoticesService } from './service.ts'

export function serveNotices(app: FastifyInstance, notices: NoticesService): void {
  serveRoute(app, contract.listNoticeChannels, async () => ({ items: await notices.list() }))
  serveRoute(app, contract.testNoticeChannel, ({ caller, params }) => notices.test(caller, params.name))
}
