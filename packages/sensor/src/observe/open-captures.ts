// Capture files one after the other, every one looked at before the first is read.
import { statSync } from 'node:fs'
import { type CaptureReader, type CaptureRefusal, openCaptureFile } from '@penstock/sensor/capture'

/** A file that is no capture, or cannot be read. Thrown before the first batch; `refusal` says which and why. */
export class CaptureError extends Error {
  readonly refusal: CaptureRefusal

  constructor(refusal: CaptureRefusal) {
    super(`${refusal.code}: ${refusal.path}`)
    this.name = 'CaptureError'
    this.refusal = refusal
  }
}

/**
 * Opens captures in the order given (`-` is standard input), each until the next is asked for. Every file is looked at before the first is
 * read, so a wrong one throws `CaptureError` at once and nothing is half done.
 */
export function* openCaptures(paths: readonly string[], chunkBytes?: number): Generator<CaptureReader, void> {
  for (const path of paths) {
    if (!isRegularFile(path)) continue
    const opened = openCaptureFile(path)
    if (!opened.ok) throw new CaptureError(opened.refusal)
    opened.value.close()
  }
  for (const path of paths) {
    const opened = openCaptureFile(path, chunkBytes)
    if (!opened.ok) throw new CaptureError(opened.refusal)
    try {
      yield opened.value.reader
    } finally {
      opened.value.close()
    }
  }
}

// A pipe gives its bytes only once, so it cannot be looked at beforehand; a path that is not there is refused when opened.
function isRegularFile(path: string): boolean {
  return path !== '-' && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? true)
}
