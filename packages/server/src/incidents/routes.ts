// HTTP of incidents, handoffs and tips.
import * as contract from '@penstock/contract/incidents'
import { sendDocument } from '@penstock/server/documents'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { HandoffService } from './handoffs.ts'
import type { IndicatorService } from './indicators.ts'
import type { PlaybookService } from './playbooks.ts'
import type { IncidentService } from './service.ts'
import type { ShiftService } from './shift.ts'
import type { SuspicionService } from './suspicions.ts'

export interface Response {
  readonly incidents: IncidentService
  readonly handoffs: HandoffService
  readonly shifts: ShiftService
  readonly playbooks: PlaybookService
  readonly indicators: IndicatorService
  readonly suspicions: SuspicionService
}

export function serveIncidents(app: FastifyInstance, response: Response): void {
  const { incidents, handoffs, shifts, playbooks, indicators, suspicions } = response
  serveRoute(app, contract.listIncidents, ({ caller, query }) => incidents.list(caller, query))
  serveRoute(app, contract.readResponseSummary, ({ caller, query }) => incidents.summary(caller, query.site))
  serveRoute(app, contract.openIncident, ({ caller, params, body }) => incidents.open(caller, params.site, body))
  serveRoute(app, contract.readIncident, ({ caller, params }) => incidents.record(caller, params.incidentId))
  serveRoute(app, contract.writeEntry, ({ caller, params, body }) =>
    incidents.write(caller, params.incidentId, body.version, body.entry),
  )
  serveRoute(app, contract.mergeIncident, ({ caller, params, body }) =>
    incidents.merge(caller, params.incidentId, body.version, body.from),
  )
  serveRoute(app, contract.splitIncident, ({ caller, params, body }) =>
    incidents.split(caller, params.incidentId, body),
  )
  serveRoute(app, contract.draftHandoff, ({ caller, params, body }) => handoffs.draft(caller, params.incidentId, body))
  serveRoute(app, contract.draftTip, ({ caller, params, body }) => handoffs.tip(caller, params.incidentId, body))
  serveRoute(app, contract.listHandoffs, async ({ caller, query }) => ({
    items: await handoffs.list(caller, query.site),
  }))
  serveRoute(app, contract.readHandoff, ({ caller, params }) => handoffs.record(caller, params.handoffId))
  serveRoute(app, contract.moveHandoff, ({ caller, params, body }) => handoffs.move(caller, params.handoffId, body))
  serveRoute(app, contract.listPlaybooks, async ({ caller }) => ({ items: await playbooks.list(caller) }))
  serveRoute(app, contract.readPlaybook, ({ caller, params }) => playbooks.read(caller, params.playbookId))
  serveRoute(app, contract.importPlaybook, ({ caller, body }) => playbooks.import(caller, body.document))
  serveRoute(app, contract.exportPlaybook, async ({ caller, params, reply }) => {
    const { name, text } = await playbooks.cacao(caller, params.playbookId)
    await reply.type('application/json').header('content-disposition', `attachment; filename="${name}"`).send(text)
    return undefined
  })
  serveRoute(app, contract.listRuns, async ({ caller, params }) => ({
    items: await playbooks.runs(caller, params.incidentId),
  }))
  serveRoute(app, contract.beginPlaybook, ({ caller, params, body }) =>
    playbooks.begin(caller, params.incidentId, body),
  )
  serveRoute(app, contract.recordStep, ({ caller, params, body }) =>
    playbooks.step(caller, params.incidentId, params.runId, body),
  )
  serveRoute(app, contract.exportIndicators, ({ caller, params }) => indicators.write(caller, params.incidentId))
  serveRoute(app, contract.importIndicators, ({ caller, params, body }) =>
    indicators.read(caller, params.incidentId, body),
  )
  serveRoute(app, contract.listSuspicions, ({ caller, query }) => suspicions.list(caller, query.site))
  serveRoute(app, contract.openSuspicion, ({ caller, params }) => suspicions.open(caller, params.chain))
  serveRoute(app, contract.printShift, async ({ caller, params, query, reply }) => {
    await sendDocument(reply, await shifts.print(caller, params.site, query))
    return undefined
  })
}
