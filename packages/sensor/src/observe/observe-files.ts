// Files in, observation batches out.
import { statSync } from 'node:fs'
import type { ObservationBatch } from '@penstock/model/observations'
import {
  CaptureReader,
  type CaptureRefusal,
  COLUMN_ROWS,
  openCaptureFile,
  type ReadBytes,
} from '@penstock/sensor/capture'
import { Batcher, type ObserveOptions } from './batcher.ts'

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
 * Reads capture files in the order given (`-` is standard input) and yields what is new every `packetsPerBatch` packets, and
 * once more at the end (`isLast`, perhaps with no packets). `proof.file` counts the files from 0. Every file is looked at
 * before the first is read, so a wrong one throws `CaptureError` at once and nothing is half done.
 */
export function* observeFiles(
  paths: readonly string[],
  options: ObserveOptions = {},
): Generator<ObservationBatch, void> {
  for (const path of paths) {
    if (!isRegularFile(path)) continue
    const opened = openCaptureFile(path)
    if (!opened.ok) throw new CaptureError(opened.refusal)
    opened.value.close()
  }
  const batcher = new Batcher(options)
  for (const [file, path] of paths.entries()) {
    const opened = openCaptureFile(path, options.chunkBytes)
    if (!opened.ok) throw new CaptureError(opened.refusal)
    try {
      batcher.nextFile(file)
      yield* observeReader(opened.value.reader, batcher)
    } finally {
      opened.value.close()
    }
  }
  yield batcher.cut(true)
}

/** The same for one capture that comes from anywhere; `read` blocks until bytes are there and gives 0 at the end. */
export function* observeStream(read: ReadBytes, options: ObserveOptions = {}): Generator<ObservationBatch, void> {
  const opened = new CaptureReader('stream', read, options.chunkBytes).open()
  if (!opened.ok) throw new CaptureError(opened.refusal)
  const batcher = new Batcher(options)
  yield* observeReader(opened.value, batcher)
  yield batcher.cut(true)
}

function* observeReader(reader: CaptureReader, batcher: Batcher): Generator<ObservationBatch, void> {
  const { columns } = batcher
  for (;;) {
    if (!reader.next(columns, Math.min(COLUMN_ROWS, batcher.room))) break
    batcher.decode(reader.bytes, reader.view)
    if (batcher.room === 0) yield batcher.cut(false)
  }
  batcher.addSkipped(reader.skipped)
}

// A pipe gives its bytes only once, so it cannot be looked at beforehand; a path that is not there is refused when opened.
function isRegularFile(path: string): boolean {
  return path !== '-' && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? true)
}
