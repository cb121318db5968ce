// Starts the process of a capture job and gives its batches as they come; the next one is asked for when the last was stored.
import { type ChildProcess, fork } from 'node:child_process'
import type { ObservationBatch } from '@penstock/model/observations'
import { CaptureRefusal, type CaptureRun } from '@penstock/server/observations'

type Message =
  | { readonly batch: ObservationBatch; readonly packets: number }
  | { readonly ended: true }
  | { readonly refused: string }
  | { readonly failed: string }

export function forkCapture(file: string, afterSeq: number): CaptureRun {
  const child = fork(new URL('./capture.ts', import.meta.url), [JSON.stringify({ file, afterSeq })])
  return { batches: batchesOf(child), stop: () => void child.kill('SIGKILL') }
}

async function* batchesOf(child: ChildProcess): CaptureRun['batches'] {
  let bytes = 0
  for (;;) {
    const message = await nextMessage(child)
    if ('refused' in message) throw new CaptureRefusal(message.refused)
    if ('failed' in message) throw new Error(message.failed)
    if ('ended' in message) {
      child.send('stored')
      return
    }
    bytes += message.batch.bytes
    yield { batch: message.batch, readBytes: bytes }
    child.send('stored')
  }
}

async function nextMessage(child: ChildProcess): Promise<Message> {
  return await new Promise((done, fail) => {
    const onExit = (code: number | null): void =>
      fail(new Error(`the reading process ended with ${code ?? 'a signal'}`))
    child.once('exit', onExit)
    child.once('message', (message) => {
      child.off('exit', onExit)
      done(message as Message)
    })
  })
}
