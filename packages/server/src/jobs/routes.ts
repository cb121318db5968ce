// HTTP of the jobs room, in a cell.
import * as contract from '@penstock/contract/jobs'
import { maySeeSite, openEventStream, serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { JobsService } from './service.ts'

export function serveJobs(app: FastifyInstance, jobs: JobsService): void {
  serveRoute(app, contract.listJobs, async ({ caller }) => ({ items: await jobs.list(caller) }))
  serveRoute(app, contract.readJob, ({ caller, params }) => jobs.read(caller, params.jobId))
  serveRoute(app, contract.cancelJob, ({ caller, params }) => jobs.cancel(caller, params.jobId))
  serveRoute(app, contract.resumeJob, ({ caller, params }) => jobs.resume(caller, params.jobId))
  serveRoute(app, contract.watchJobs, async ({ caller, request, reply }) => {
    const stop = jobs.onMove.listen((job) => {
      if (maySeeSite(caller, job.site)) stream.send('job', job)
    })
    const stream = openEventStream(request, reply, stop)
    return undefined
  })
}
