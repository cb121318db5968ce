// HTTP of the segmentation room; its routes stand with the zones that it speaks of.
import * as contract from '@penstock/contract/zones'
import { sendDocument } from '@penstock/server/documents'
import { readBytes, serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { EnforcementService } from './enforcement.ts'
import type { LevelService } from './levels.ts'
import type { ProposalService } from './proposals.ts'
import type { RecordService } from './records.ts'
import type { SegmentationService } from './service.ts'

/** A plant file keeps four million characters of one. */
const CONFIGURATION_LIMIT_BYTES = 4_000_000

export interface SegmentationServices {
  readonly segmentation: SegmentationService
  readonly proposals: ProposalService
  readonly enforcement: EnforcementService
  readonly records: RecordService
  readonly levels: LevelService
}

export function serveSegmentation(app: FastifyInstance, services: SegmentationServices): void {
  const { segmentation, proposals, enforcement, records, levels } = services
  serveRoute(app, contract.checkSegmentation, ({ caller, params, query }) =>
    segmentation.check(caller, params.site, query.asOf),
  )
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
  serveRoute(app, contract.readRings, ({ caller, params }) => enforcement.rings(caller, params.site))
  serveRoute(app, contract.readFirewalls, ({ caller, params }) => enforcement.firewalls(caller, params.site))
  serveRoute(
    app,
    contract.importFirewall,
    async ({ caller, params, query, request }) =>
      await enforcement.bring(caller, params.site, await readBytes(request.body, CONFIGURATION_LIMIT_BYTES), query),
    { bodyLimitBytes: CONFIGURATION_LIMIT_BYTES },
  )
  serveRecords(app, records)
  serveRoute(app, contract.readLevels, ({ caller, params }) => levels.read(caller, params.site))
  serveRoute(app, contract.assessRequirement, ({ caller, params, body }) => levels.assess(caller, params.site, body))
  serveRoute(app, contract.stateMeasure, ({ caller, params, body }) => levels.measure(caller, params.site, body))
}

function serveRecords(app: FastifyInstance, records: RecordService): void {
  serveRoute(app, contract.listPartitionRecords, async ({ caller, params }) => ({
    items: await records.list(caller, params.site),
  }))
  serveRoute(app, contract.makePartitionRecord, ({ caller, params, body }) => records.make(caller, params.site, body))
  serveRoute(app, contract.readPartitionRecord, ({ caller, params }) =>
    records.read(caller, params.site, params.recordId),
  )
  serveRoute(app, contract.decidePartitionRecord, ({ caller, params, body }) =>
    records.decide(caller, params.site, params.recordId, body),
  )
  serveRoute(app, contract.printPartitionRecord, async ({ caller, params, query, reply }) => {
    await sendDocument(reply, await records.print(caller, params.site, params.recordId, query))
    return undefined
  })
}
