// Starts the process of a capture job and gives its batches as they come; the next one is asked for when the last was stored.
import { type ChildProcess, fork } from 'node:child_process'
import type { ObservationBatch } from '@penstock/model/observations'
import { CaptureRefusal, type CaptureRun, ReaderDeath } from '@penstock/server/observations'

type Message =
  | { readonly batch: ObservationBatch; readonly packets: number }
  | { readonly ended: true }
  | { readonly refused: string }
  | { readonly failed: string }

/** V8 heap of a reader, in MB: the sensor's tables are bounded, so only a fault of ours meets it; then the reader ends, and no other. */
const HEAP_MB = 512

/** Short-lived objects of a batch need no large nursery: 155 MB resident instead of 200 MB, at the same CPU. */
const EXEC_ARGV = ['--max-semi-space-size=4']

/** `heapMb`: what it may take before it ends. */
export function forkCapture(file: string, afterSeq: number, heapMb = HEAP_MB): CaptureRun {
  const child = fork(new URL('./capture.ts', import.meta.url), [JSON.stringify({ file, afterSeq })], {
    execArgv: [...EXEC_ARGV, `--max-old-space-size=${heapMb}`],
  })
  // Heard from the start and for good: it may be killed while nobody waits for its next message.
  const death = new Promise<never>((_, fail) => {
    child.on('error', fail)
    child.once('exit', (code, signal) => fail(new ReaderDeath(`the reading process ended with ${code ?? signal}`)))
  })
  death.catch(() => {})
  return { batches: batchesOf(child, death), stop: () => void child.kill('SIGKILL') }
}

async function* batchesOf(child: ChildProcess, death: Promise<never>): CaptureRun['batches'] {
  let bytes = 0
  try {
    for (;;) {
      const message = await Promise.race([nextMessage(child), death])
      if ('refused' in message) throw new CaptureRefusal(message.refused)
      if ('failed' in message) throw new Error(message.failed)
      if ('ended' in message) return
      bytes += message.batch.bytes
      yield { batch: message.batch, readBytes: bytes }
      if (child.connected) child.send('stored')
    }
  } finally {
    // Also when who reads has given up: nothing must wait for an answer that never comes.
    child.kill('SIGKILL')
  }
}

async function nextMessage(child: ChildProcess): Promise<Message> {
  return await new Promise((done) => child.once('message', (message) => done(message as Message)))
}
