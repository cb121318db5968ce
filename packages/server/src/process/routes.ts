// HTTP of the process room.
import * as contract from '@penstock/contract/process'
import { sendDocument } from '@penstock/server/documents'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { ProcessService } from './service.ts'

export function serveProcess(app: FastifyInstance, process: ProcessService): void {
  serveRoute(app, contract.readProcess, ({ caller, params, query }) => process.network(caller, params.site, query.asOf))
  serveRoute(app, contract.playProcessOutage, ({ caller, params, query }) => process.outage(caller, params.site, query))
  serveRoute(app, contract.listContingencies, ({ caller, params, query }) =>
    process.contingencies(caller, params.site, query),
  )
  serveRoute(app, contract.planProcessRecovery, ({ caller, params, query }) =>
    process.recovery(caller, params.site, query),
  )
  serveRoute(app, contract.readCriticality, ({ caller, params, query }) =>
    process.criticality(caller, params.site, query),
  )
  serveRoute(app, contract.listHiddenNeeds, ({ caller, params }) => process.hiddenNeeds(caller, params.site))
  serveRoute(app, contract.reviewProcess, ({ caller, params, query }) =>
    process.review(caller, params.site, query.asOf),
  )
  serveRoute(app, contract.listTargets, ({ caller, params, query }) => process.targets(caller, params.site, query.asOf))
  serveRoute(app, contract.recordDrill, ({ caller, params, body }) => process.recordDrill(caller, params.site, body))
  serveRoute(app, contract.withdrawDrill, ({ caller, params, body }) =>
    process.withdrawDrill(caller, params.site, params.drillId, body.reason),
  )
  serveRoute(app, contract.listRestsOn, ({ caller, params, query }) => process.restsOn(caller, params.site, query.asOf))
  serveRoute(app, contract.answerNeed, ({ caller, params, body }) => process.answerNeed(caller, params.site, body))
  serveRoute(app, contract.listManagement, ({ caller, params, query }) =>
    process.management(caller, params.site, query.assets ?? []),
  )
  serveRoute(app, contract.downloadContinuityPlan, async ({ caller, params, query, reply }) => {
    await sendDocument(reply, await process.plan(caller, params.site, query.form, query.asOf))
    return undefined
  })
}
