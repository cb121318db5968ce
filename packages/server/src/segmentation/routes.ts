// HTTP of the segmentation room; its route stands with the zones that it speaks of.
import { checkSegmentation } from '@penstock/contract/zones'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { SegmentationService } from './service.ts'

export function serveSegmentation(app: FastifyInstance, segmentation: SegmentationService): void {
  serveRoute(app, checkSegmentation, ({ caller, params }) => segmentation.check(caller, params.site))
}
