// HTTP of the jobs room, in a cell and in the hub.
import * as contract from '@penstock/contract/jobs'
import { type Call, openEventStream, serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { JobsService } from './service.ts'

export function serveJobs(app: FastifyInstance, jobs: JobsService): void {
  serveRoute(app, contract.listJobs, async ({ caller }) => ({ items: await jobs.list(caller) }))
  serveRoute(app, contract.readJob, ({ caller, params }) => jobs.read(caller, params.jobId))
  serveRoute(app, contract.cancelJob, ({ caller, params }) => jobs.cancel(caller, params.jobId))
  serveRoute(app, contract.resumeJob, ({ caller, params }) => jobs.resume(caller, params.jobId))
  serveRoute(app, contract.watchJobs, async (call) => watch(jobs, call))
}

export function serveHubJobs(app: FastifyInstance, jobs: JobsService): void {
  serveRoute(app, contract.listHubJobs, async ({ caller }) => ({ items: await jobs.list(caller) }))
  serveRoute(app, contract.readHubJob, ({ caller, params }) => jobs.read(caller, params.jobId))
  serveRoute(app, contract.cancelHubJob, ({ caller, params }) => jobs.cancel(caller, params.jobId))
  serveRoute(app, contract.resumeHubJob, ({ caller, params }) => jobs.resume(caller, params.jobId))
  serveRoute(app, contract.watchHubJobs, async (call) => watch(jobs, call))
}

function watch(
  jobs: JobsService,
  { caller, request, reply }: Pick<Call<typeof contract.watchJobs>, 'caller' | 'request' | 'reply'>,
): undefined {
  const stop = jobs.onMove.listen((job) => {
    if (jobs.maySee(caller, job)) stream.send('job', job)
  })
  const stream = openEventStream(request, reply, stop)
}
