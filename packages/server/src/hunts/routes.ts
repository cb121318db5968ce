// HTTP of the room of hunts, in a cell.
import * as contract from '@penstock/contract/hunts'
import { type Caller, serveRoute } from '@penstock/server/http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Hunter, HuntService } from './service.ts'

/** `isPseudonymised`: whether what lets this request in leaves people and hosts as pseudonyms. */
export function serveHunts(
  app: FastifyInstance,
  hunts: HuntService,
  isPseudonymised: (request: FastifyRequest) => boolean,
): void {
  const hunter = ({ caller, request }: { readonly caller: Caller; readonly request: FastifyRequest }): Hunter => ({
    caller,
    isPseudonymised: isPseudonymised(request),
  })
  serveRoute(app, contract.listHunts, (call) => hunts.list(hunter(call)))
  serveRoute(app, contract.saveHunt, (call) => hunts.save(hunter(call), call.body))
  serveRoute(app, contract.readHunt, (call) => hunts.read(hunter(call), call.params.huntId))
  serveRoute(app, contract.reviseHunt, (call) => hunts.revise(hunter(call), call.params.huntId, call.body))
  serveRoute(app, contract.runHunt, (call) => hunts.run(hunter(call), call.params.huntId))
  serveRoute(app, contract.readRun, (call) => hunts.record(hunter(call), call.params.huntRunId))
  serveRoute(app, contract.followUpRun, (call) => hunts.followUp(hunter(call), call.params.huntRunId, call.body))
}
