// HTTP of detections, in a cell.
import * as contract from '@penstock/contract/detections'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { DetectionViews } from './service.ts'
import type { DetectionWork } from './work.ts'

export interface DetectionParts {
  readonly views: DetectionViews
  readonly work: DetectionWork
}

export function serveDetections(app: FastifyInstance, { views, work }: DetectionParts): void {
  serveRoute(app, contract.listDetections, ({ caller, query }) => views.list(caller, query))
  serveRoute(app, contract.readDetectionSummary, ({ caller, query }) => views.summary(caller, query))
  serveRoute(app, contract.readDetection, ({ caller, params, query }) =>
    views.read(caller, params.detectionId, query.address),
  )
  serveRoute(app, contract.acknowledgeDetection, ({ caller, params, body }) =>
    work.acknowledge(caller, params.detectionId, body),
  )
  serveRoute(app, contract.commentDetection, ({ caller, params, body }) =>
    work.comment(caller, params.detectionId, body.text),
  )
  serveRoute(app, contract.judgeDetection, ({ caller, params, body }) => work.judge(caller, params.detectionId, body))
  serveRoute(app, contract.reopenDetection, ({ caller, params, body }) => work.reopen(caller, params.detectionId, body))
  serveRoute(app, contract.escalateDetection, ({ caller, params, body }) =>
    work.escalate(caller, params.detectionId, body),
  )
}
