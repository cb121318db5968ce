// HTTP of comparisons, agreed states and gaps.
import * as contract from '@penstock/contract/drift'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { DriftService, Subject } from './service.ts'

export function serveDrift(app: FastifyInstance, drift: DriftService): void {
  serveRoute(app, contract.diffAssets, ({ caller, params, query }) => drift.diff(caller, params.site, 'assets', query))
  serveRoute(app, contract.diffZones, ({ caller, params, query }) => drift.diff(caller, params.site, 'zones', query))
  serveRoute(app, contract.diffConversations, ({ caller, params, query }) =>
    drift.diff(caller, params.site, 'conversations', query),
  )
  serveExport(app, drift, contract.exportAssetsDiff, 'assets')
  serveExport(app, drift, contract.exportZonesDiff, 'zones')
  serveExport(app, drift, contract.exportConversationsDiff, 'conversations')
  serveRoute(app, contract.listAgreedStates, async ({ caller, params }) => ({
    items: await drift.listAgreed(caller, params.site),
  }))
  serveRoute(app, contract.agreeState, ({ caller, params, body }) => drift.agree(caller, params.site, body))
  serveRoute(app, contract.readDrift, ({ caller, params }) => drift.drift(caller, params.site))
  serveRoute(app, contract.listGaps, ({ caller, params, query }) => drift.gaps(caller, params.site, query))
  serveRoute(app, contract.readGapTrend, ({ caller, params, query }) => drift.trend(caller, params.site, query))
  serveRoute(app, contract.readTimeline, ({ caller, params, query }) =>
    drift.timeline(caller, params.site, query.clock),
  )
}

function serveExport(
  app: FastifyInstance,
  drift: DriftService,
  route: typeof contract.exportAssetsDiff | typeof contract.exportZonesDiff | typeof contract.exportConversationsDiff,
  subject: Subject,
): void {
  serveRoute(app, route, async ({ caller, params, query, reply }) => {
    const { stream, type, name } = await drift.export(caller, params.site, subject, query)
    await reply.type(type).header('content-disposition', `attachment; filename="${name}"`).send(stream)
    return undefined
  })
}
