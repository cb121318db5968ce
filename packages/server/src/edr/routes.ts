// HTTP of the edr room, in the hub.
import * as contract from '@penstock/contract/edr'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { EdrService } from './service.ts'

export function serveEdr(app: FastifyInstance, edr: EdrService): void {
  serveRoute(app, contract.readEdrStart, ({ caller, params, query }) => edr.start(caller, params.site, query.ot))
  serveRoute(app, contract.exportProtectedGroup, async ({ caller, params, query, reply }) => {
    const text = await edr.protectedGroup(caller, params.site, query.ot)
    await reply
      .type('text/plain; charset=utf-8')
      .header('content-disposition', 'attachment; filename="protected-group.txt"')
      .send(text)
    return undefined
  })
}
