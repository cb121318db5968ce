// Progress of long work as the command line prints it: phase, done of total, rate; the same numbers that a job shows.

/** `total` is null when the whole is not known. */
export type Progress = (phase: string, done: number, total: number | null) => void

const EVERY_MS = 1000

/** Says each phase as it begins and then once a second. */
export function sayProgress(say: (text: string) => void, now: () => number = () => performance.now()): Progress {
  let phase = ''
  let begunAt = 0
  let saidAt = 0
  return (next, done, total) => {
    const at = now()
    if (next !== phase) {
      phase = next
      begunAt = at
    } else if (at - saidAt < EVERY_MS) return
    saidAt = at
    const seconds = (at - begunAt) / 1000
    say(
      `${phase} ${amounts(phase, done, total)}${seconds > 0 && isBytes(phase) ? ` (${megabytes(done / seconds)}/s)` : ''}`,
    )
  }
}

function amounts(phase: string, done: number, total: number | null): string {
  const shown = isBytes(phase) ? megabytes : String
  return total === null ? shown(done) : `${shown(done)} of ${shown(total)}`
}

function isBytes(phase: string): boolean {
  return phase !== 'verifying'
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
