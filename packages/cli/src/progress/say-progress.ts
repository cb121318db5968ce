// Progress of long work as the command line prints it: phase, done of total, rate; the same words and numbers that a job shows.
import { COUNTS, PHASES, type Phase } from '@penstock/contract/jobs'

/** `total` is null when the whole is not known. */
export type Progress = (phase: Phase, done: number, total: number | null) => void

const EVERY_MS = 1000
/** Says each phase as it begins and then once a second. */
export function sayProgress(say: (text: string) => void, now: () => number = () => performance.now()): Progress {
  let phase: Phase | null = null
  let begunAt = 0
  let saidAt = 0
  return (next, done, total) => {
    const at = now()
    if (next !== phase) {
      phase = next
      begunAt = at
    } else if (at - saidAt < EVERY_MS) return
    saidAt = at
    say([PHASES[next], ...amounts(next, done, total, (at - begunAt) / 1000)].join(' '))
  }
}

function amounts(phase: Phase, done: number, total: number | null, seconds: number): string[] {
  const unit = COUNTS[phase]
  if (unit === undefined) return []
  const shown = unit === 'bytes' ? megabytes : String
  const counted = total === null ? shown(done) : `${shown(done)} of ${shown(total)}`
  return unit === 'bytes' && seconds > 0 ? [counted, `(${megabytes(done / seconds)}/s)`] : [counted]
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
