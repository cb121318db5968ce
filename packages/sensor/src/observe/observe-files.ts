// Files in, observation batches out.
import type { ObservationBatch } from '@penstock/model/observations'
import { CaptureReader, COLUMN_ROWS, type ReadBytes } from '@penstock/sensor/capture'
import { Batcher, type ObserveOptions } from './batcher.ts'
import { CaptureError, openCaptures } from './open-captures.ts'

/**
 * Reads capture files in the order given (`-` is standard input) and yields what is new every `packetsPerBatch` packets, and
 * once more at the end (`isLast`, perhaps with no packets). `proof.file` counts the files from 0. Every file is looked at
 * before the first is read, so a wrong one throws `CaptureError` at once and nothing is half done. Of a share it ends at the first packet
 * that holds another one.
 */
export function* observeFiles(
  paths: readonly string[],
  options: ObserveOptions = {},
): Generator<ObservationBatch, void> {
  const batcher = new Batcher(options)
  let file = 0
  for (const reader of openCaptures(paths, options.chunkBytes)) {
    batcher.nextFile(file)
    file += 1
    yield* observeReader(reader, batcher, options.share)
    if (options.share?.hasTunnels === true) return
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

function* observeReader(
  reader: CaptureReader,
  batcher: Batcher,
  share?: ObserveOptions['share'],
): Generator<ObservationBatch, void> {
  const { columns } = batcher
  for (;;) {
    if (!reader.next(columns, Math.min(COLUMN_ROWS, batcher.room))) break
    batcher.decode(reader.bytes, reader.view)
    if (share?.hasTunnels === true) return
    if (batcher.isFull) yield batcher.cut(false)
  }
  if (share?.isFirst !== false) batcher.addSkipped(reader.skipped)
}
