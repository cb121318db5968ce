// HTTP of the observations room, in a cell.
import type { Readable } from 'node:stream'
import * as contract from '@penstock/contract/observations'
import { AppError, serveRoute } from '@penstock/server/http'
import type { JobsService } from '@penstock/server/jobs'
import type { Telemetry } from '@penstock/store/telemetry'
import type { FastifyInstance } from 'fastify'
import { readActivityOf } from './activity.ts'
import type { Captures } from './captures.ts'
import type { EventLists } from './event-lists.ts'
import type { Lists } from './lists.ts'
import type { Live } from './live.ts'
import type { Standings } from './standings.ts'

/** A dropped capture is streamed to disk, so its size is bounded by the disk and by this. */
const CAPTURE_LIMIT_BYTES = 64 * 2 ** 30
const BATCHES_LIMIT_BYTES = 32 * 2 ** 20

export interface ObservationParts {
  readonly captures: Captures
  readonly lists: Lists
  readonly events: EventLists
  readonly standings: Standings
  readonly live: Live
  readonly jobs: JobsService
  readonly telemetry: Telemetry
}

export function serveObservations(app: FastifyInstance, parts: ObservationParts): void {
  const { captures, lists, events, standings, live, jobs, telemetry } = parts
  serveRoute(
    app,
    contract.dropCapture,
    async ({ caller, query, request }) => {
      const body = request.body as Readable | undefined
      if (body === undefined || body === null) throw new AppError('observations.empty-capture', { name: query.name })
      return await captures.drop(caller, query.site, query.name, body, jobs)
    },
    { bodyLimitBytes: CAPTURE_LIMIT_BYTES },
  )
  serveRoute(app, contract.listCaptures, async ({ caller }) => ({ items: await lists.captures(caller) }))
  serveRoute(app, contract.readCaptureReading, ({ caller, params }) => lists.captureReading(caller, params.captureId))
  serveRoute(app, contract.readFrame, ({ caller, params, query }) =>
    lists.frame(caller, params.captureId, { frame: params.frame, ...query }),
  )
  serveRoute(app, contract.listOperations, ({ caller, query }) => lists.operations(caller, query))
  serveRoute(app, contract.listCellConversations, ({ caller, query }) => lists.conversations(caller, query))
  serveRoute(app, contract.listValues, ({ caller, query }) => events.values(caller, query))
  serveRoute(app, contract.listStates, ({ caller, query: { now, ...question } }) =>
    events.states(caller, { ...question, now: now === 'true' }),
  )
  serveRoute(app, contract.listTransfers, ({ caller, query }) => events.transfers(caller, query))
  serveRoute(app, contract.listLogons, ({ caller, query }) => events.logons(caller, query))
  serveRoute(app, contract.listDiscoveries, ({ caller, query }) => events.discoveries(caller, query))
  serveRoute(app, contract.listStandings, ({ caller, query }) => standings.list(caller, query))
  serveRoute(app, contract.readActivity, ({ caller, query }) => readActivityOf(lists, telemetry, caller, query))
  serveRoute(app, contract.sendBatches, async ({ caller, body }) => ({ storedTo: await live.store(caller, body) }), {
    bodyLimitBytes: BATCHES_LIMIT_BYTES,
  })
}
