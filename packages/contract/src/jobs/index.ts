// Long work: phase, done of total, safe cancel, what was kept.
import { route } from '@penstock/contract/route'
import { Domain } from '@penstock/model/kernel'
import { z } from 'zod'

export { COUNTS, IMPORT_PHASES, PHASES, Phase } from './phases.ts'

const CaptureResult = z.strictObject({
  captureId: z.string(),
  packets: z.int(),
  /** Of a file of another system. */
  lines: z.int().optional(),
  conversations: z.int(),
  operations: z.int(),
})
const ImportResult = z.strictObject({
  importId: z.string(),
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  /** Rows with faults, which were left out with the person's consent. */
  bad: z.int(),
})
const AdvisoriesResult = z.strictObject({
  advisoryImportId: z.string(),
  /** Revisions that were new here, and those that were here already. */
  added: z.int(),
  known: z.int(),
  lists: z.int(),
  /** Bills of materials; left out by jobs from before they were read. */
  bills: z.int().optional(),
  /** Files that could not be read; the import tells each. */
  faulty: z.int(),
})
const BackupResult = z.strictObject({
  reference: z.string(),
  bytes: z.int(),
  /** As counted in the restored stores that proved it. */
  rows: z.int(),
})

export const JobView = z.strictObject({
  id: z.string(),
  /** The cell whose work it is; null for the hub's own. */
  domain: Domain.nullable(),
  kind: z.enum(['capture', 'import', 'backup', 'advisories']),
  /** `*` for work on the whole installation. */
  site: z.string(),
  subject: z.string(),
  state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
  phase: z.string(),
  done: z.int(),
  /** Null when the whole is not known. */
  total: z.int().nullable(),
  unit: z.enum(['bytes', 'packets', 'rows', 'files']),
  createdBy: z.string(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** It failed or was cancelled, and can go on where it stopped. */
  isResumable: z.boolean(),
  problem: z.strictObject({ code: z.string(), detail: z.string(), kept: z.string() }).nullable(),
  result: z.union([CaptureResult, ImportResult, BackupResult, AdvisoriesResult]).nullable(),
})
export type JobView = z.infer<typeof JobView>

const JobParams = z.strictObject({ jobId: z.string() })

export const listJobs = route({
  method: 'GET',
  path: '/jobs',
  side: 'cell',
  permission: 'job:read',
  summary: 'Jobs of this domain, newest first, at most 200',
  response: z.strictObject({ items: z.array(JobView) }),
  refusals: [],
})

export const readJob = route({
  method: 'GET',
  path: '/jobs/{jobId}',
  side: 'cell',
  permission: 'job:read',
  summary: 'One job',
  params: JobParams,
  response: JobView,
  refusals: ['not-found'],
})

export const cancelJob = route({
  method: 'POST',
  path: '/jobs/{jobId}/cancellation',
  side: 'cell',
  permission: 'capture:create',
  summary: 'Stop a job; what it has stored stays',
  params: JobParams,
  response: JobView,
  refusals: ['not-found', 'jobs.already-ended'],
})

export const resumeJob = route({
  method: 'POST',
  path: '/jobs/{jobId}/resumption',
  side: 'cell',
  permission: 'capture:create',
  summary: 'Let a failed or cancelled job go on where it stopped',
  params: JobParams,
  response: JobView,
  refusals: ['not-found', 'jobs.not-resumable'],
})

/** Server-Sent Events `job` with a JobView each time one moves, and `ping` every 15 s. */
export const watchJobs = route({
  method: 'GET',
  path: '/jobs/events',
  side: 'cell',
  permission: 'job:read',
  summary: 'Live progress of jobs',
  stream: 'text/event-stream',
  refusals: [],
})

/** Jobs of the hub, each for whoever may see what it works on. */
export const listHubJobs = route({
  method: 'GET',
  path: '/jobs',
  side: 'hub',
  permission: 'session',
  isForPrograms: true,
  summary: 'Jobs of the hub that you may see, newest first, at most 200',
  response: z.strictObject({ items: z.array(JobView) }),
  refusals: [],
})

export const readHubJob = route({
  method: 'GET',
  path: '/jobs/{jobId}',
  side: 'hub',
  permission: 'session',
  isForPrograms: true,
  summary: 'One job of the hub',
  params: JobParams,
  response: JobView,
  refusals: ['not-found'],
})

export const cancelHubJob = route({
  method: 'POST',
  path: '/jobs/{jobId}/cancellation',
  side: 'hub',
  permission: 'session',
  isForPrograms: true,
  summary:
    'Stop a job of the hub, by whoever may begin one of its kind; of an import or a backup that is stopped nothing is kept',
  params: JobParams,
  response: JobView,
  refusals: ['not-found', 'jobs.already-ended'],
})

export const resumeHubJob = route({
  method: 'POST',
  path: '/jobs/{jobId}/resumption',
  side: 'hub',
  permission: 'session',
  summary: 'Let a failed or cancelled job of the hub go on, by whoever may begin one of its kind',
  params: JobParams,
  response: JobView,
  refusals: ['not-found', 'jobs.not-resumable'],
})

/** Server-Sent Events `job` with a JobView each time one moves, and `ping` every 15 s. */
export const watchHubJobs = route({
  method: 'GET',
  path: '/jobs/events',
  side: 'hub',
  permission: 'session',
  summary: 'Live progress of jobs of the hub',
  stream: 'text/event-stream',
  refusals: [],
})
