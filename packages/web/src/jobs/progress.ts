// How far a job is and how long it will take, from its own numbers. Pure: the caller says what time it is.
import type { JobView } from '@penstock/contract/jobs'

export interface Progress {
  /** 0 to 1, or null when the whole is not known. */
  readonly fraction: number | null
  /** Units (bytes or packets) a second since it began, or null before there is one to tell. */
  readonly perSecond: number | null
  /** Seconds left, or null when it cannot be told. */
  readonly secondsLeft: number | null
}

export function progressOf(job: JobView, nowMs: number): Progress {
  const fraction = job.total === null || job.total === 0 ? null : Math.min(1, job.done / job.total)
  const ranForMs = job.startedAt === null ? 0 : nowMs - Date.parse(job.startedAt)
  const perSecond = ranForMs < 500 || job.done === 0 ? null : job.done / (ranForMs / 1000)
  const isRunning = job.state === 'running'
  const left = job.total === null ? null : Math.max(0, job.total - job.done)
  const secondsLeft = !isRunning || left === null || perSecond === null ? null : left / perSecond
  return { fraction, perSecond, secondsLeft }
}

export function isActive(job: JobView): boolean {
  return job.state === 'queued' || job.state === 'running'
}
