// HTTP of comparisons, agreed states and gaps.
import * as contract from '@penstock/contract/drift'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { DriftService } from './service.ts'

export function serveDrift(app: FastifyInstance, drift: DriftService): void {
  serveRoute(app, contract.diffAssets, ({ caller, params, query }) => drift.diff(caller, params.site, 'assets', query))
  serveRoute(app, contract.diffZones, ({ caller, params, query }) => drift.diff(caller, params.site, 'zones', query))
  serveRoute(app, contract.diffConversations, ({ caller, params, query }) =>
    drift.diff(caller, params.site, 'conversations', query),
  )
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
