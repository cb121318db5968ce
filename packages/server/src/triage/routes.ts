// HTTP of the triage room, in the hub.
import * as contract from '@penstock/contract/triage'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { EscalationService } from './escalation.ts'
import type { TriageService } from './service.ts'

export function serveTriage(
  app: FastifyInstance,
  { triage, escalation }: { readonly triage: TriageService; readonly escalation: EscalationService },
): void {
  serveRoute(app, contract.listTriage, ({ caller, query }) => triage.queue(caller, query))
  serveRoute(app, contract.readTriage, ({ caller, params }) => triage.record(caller, params.domain, params.detectionId))
  serveRoute(app, contract.readCaseStake, ({ caller, params }) => triage.caseStake(caller, params.incidentId))
  serveRoute(app, contract.escalateTriage, ({ caller, params, body }) =>
    escalation.open(caller, params.domain, params.detectionId, body),
  )
  serveRoute(app, contract.handTriage, ({ caller, params, body }) =>
    escalation.hand(caller, params.domain, params.detectionId, body),
  )
  serveRoute(app, contract.askDeed, ({ caller, params, body }) =>
    escalation.ask(caller, params.domain, params.detectionId, body),
  )
}
