// HTTP of the segmentation room; its routes stand with the zones that it speaks of.
import * as contract from '@penstock/contract/zones'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { ProposalService } from './proposals.ts'
import type { SegmentationService } from './service.ts'

export function serveSegmentation(
  app: FastifyInstance,
  segmentation: SegmentationService,
  proposals: ProposalService,
): void {
  serveRoute(app, contract.checkSegmentation, ({ caller, params }) => segmentation.check(caller, params.site))
  serveRoute(app, contract.readRuleSet, ({ caller, params, query }) => segmentation.ruleSet(caller, params.site, query))
  serveRoute(app, contract.exportRuleSet, async ({ caller, params, query, reply }) => {
    const { text, fileName } = await segmentation.ruleSet(caller, params.site, query)
    await reply
      .type(query.format === 'neutral' ? 'application/json' : 'text/plain; charset=utf-8')
      .header('content-disposition', `attachment; filename="${fileName}"`)
      .send(text)
    return undefined
  })
  serveRoute(app, contract.listZoneProposals, ({ caller, params }) => proposals.list(caller, params.site))
  serveRoute(app, contract.decideZoneProposal, ({ caller, params, body }) =>
    proposals.decide(caller, params.site, body),
  )
}
