// A job of the hub, followed from the command line: its phases as they come, stopped by an interrupt, and what came of it.
import { setTimeout as pause } from 'node:timers/promises'
import type { Progress } from '@penstock/cli/progress'
import { cancelHubJob, IMPORT_PHASES, type JobView, Phase, readHubJob } from '@penstock/contract/jobs'
import { type HubClient, HubFault } from './hub-client.ts'

const LOOK_MS = 400
/** How often in a row the hub may be away, as it is while it starts again; the job goes on by itself. */
const MOST_FAILURES = 60

/** The job at its end. An abort cancels it; nobody who waits for it is left guessing what was kept. */
export async function followJob(
  hub: HubClient,
  begun: JobView,
  onProgress: Progress,
  signal: AbortSignal,
): Promise<JobView> {
  const params = { jobId: begun.id }
  const told = new Set<Phase>()
  let job = begun
  let failures = 0
  for (;;) {
    const phase = Phase.safeParse(job.phase)
    if (phase.success) {
      told.add(phase.data)
      onProgress(phase.data, job.done, job.total)
    }
    if (job.state === 'succeeded') tellPassed(job, told, onProgress)
    if (job.state !== 'queued' && job.state !== 'running') return job
    if (signal.aborted) return await stopped(hub, job)
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined)
    try {
      job = await hub.ask(readHubJob, { params })
      failures = 0
    } catch (cause) {
      if (!(cause instanceof HubFault) || cause.refused !== null || ++failures > MOST_FAILURES) throw cause
    }
  }
}

/** Phases that a quick import went through between two looks. */
function tellPassed({ kind, total }: JobView, told: ReadonlySet<Phase>, onProgress: Progress): void {
  if (kind !== 'import') return
  for (const phase of IMPORT_PHASES) if (!told.has(phase)) onProgress(phase, total ?? 0, total)
}

async function stopped(hub: HubClient, job: JobView): Promise<JobView> {
  const params = { jobId: job.id }
  try {
    return await hub.ask(cancelHubJob, { params })
  } catch (cause) {
    // It had come to its end by itself.
    if (cause instanceof HubFault && cause.refused?.code === 'jobs.already-ended')
      return await hub.ask(readHubJob, { params })
    throw cause
  }
}
