// HTTP of the SOC model, its switch and break-glass.
import { loadSocModelTables, SOC_MODEL_EDITION } from '@penstock/catalogs/soc-model@1'
import * as contract from '@penstock/contract/operating-model'
import { AppError, type Caller, serveRoute } from '@penstock/server/http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { BreakGlassService } from './break-glass.ts'
import type { ExceptionService } from './exceptions.ts'
import type { ForgettingService } from './forgetting.ts'
import type { Actor } from './four-eyes.ts'
import type { JointCallService } from './joint-calls.ts'
import type { SegregationService } from './segregation.ts'
import type { OperatingModelService } from './service.ts'

export function serveOperatingModel(
  app: FastifyInstance,
  {
    model,
    breakGlass,
    exceptions,
    forgetting,
    segregation,
    jointCalls,
  }: {
    readonly model: OperatingModelService
    readonly breakGlass: BreakGlassService
    readonly exceptions: ExceptionService
    readonly forgetting: ForgettingService
    readonly segregation: SegregationService
    readonly jointCalls: JointCallService
  },
): void {
  const adviser = { edition: SOC_MODEL_EDITION, tables: loadSocModelTables() }
  serveRoute(app, contract.readOperatingModel, (call) => model.read(actorOf(call)))
  serveRoute(app, contract.readAdviserTables, async () => adviser)
  serveRoute(app, contract.previewModel, async ({ body }) => ({ changes: [...(await model.preview(body))] }))
  serveRoute(app, contract.proposeModel, (call) => model.propose(actorOf(call), call.body))
  serveRoute(app, contract.approveModel, (call) =>
    model.approve(actorOf(call), call.params.requestId, call.body.payloadSha256),
  )
  serveRoute(app, contract.refuseModel, (call) => model.refuse(actorOf(call), call.params.requestId, call.body.note))
  serveRoute(app, contract.readSegregation, ({ caller, params, query }) =>
    segregation.read(caller, params.site, query.asOf),
  )
  serveRoute(app, contract.listJointCalls, async ({ caller, params }) => ({
    items: await jointCalls.list(caller, params.site),
  }))
  serveRoute(app, contract.scheduleJointCall, ({ caller, params, body }) =>
    jointCalls.schedule(caller, params.site, body),
  )
  serveRoute(app, contract.attendJointCall, ({ caller, params, body }) =>
    jointCalls.attend(caller, params.callId, body.dueAt),
  )
  serveRoute(app, contract.endJointCall, ({ caller, params }) => jointCalls.end(caller, params.callId))
  serveRoute(app, contract.listExceptions, (call) => exceptions.list(actorOf(call)))
  serveRoute(app, contract.askException, (call) => exceptions.ask(actorOf(call), call.body))
  serveRoute(app, contract.approveException, (call) =>
    exceptions.approve(actorOf(call), call.params.requestId, call.body.payloadSha256),
  )
  serveRoute(app, contract.endException, (call) => exceptions.end(actorOf(call), call.params.requestId, call.body.note))
  serveRoute(app, contract.listForgetting, (call) => forgetting.list(actorOf(call)))
  serveRoute(app, contract.askForgetting, (call) => forgetting.ask(actorOf(call), call.body))
  serveRoute(app, contract.approveForgetting, (call) =>
    forgetting.approve(actorOf(call), call.params.requestId, call.body.payloadSha256),
  )
  serveRoute(app, contract.endForgetting, (call) =>
    forgetting.end(actorOf(call), call.params.requestId, call.body.note),
  )
  serveRoute(app, contract.listBreakGlass, (call) => breakGlass.list(actorOf(call)))
  serveRoute(app, contract.askBreakGlass, (call) => breakGlass.ask(actorOf(call), call.body))
  serveRoute(app, contract.approveBreakGlass, (call) =>
    breakGlass.approve(actorOf(call), call.params.requestId, call.body.payloadSha256),
  )
  serveRoute(app, contract.endBreakGlass, (call) =>
    breakGlass.end(actorOf(call), call.params.requestId, call.body.note),
  )
  serveRoute(app, contract.reviewBreakGlass, (call) =>
    breakGlass.review(actorOf(call), call.params.requestId, call.body),
  )
}

/** Who asks, in which session: an approval names both. A program has no session, and decides nothing here. */
export function actorOf({ caller, request }: { readonly caller: Caller; readonly request: FastifyRequest }): Actor {
  const session = request.stay?.session ?? null
  if (session === null) throw new AppError('not-found')
  return { caller, session }
}
