// The second share of a capture in a thread of its own. A thread that cannot be started, or ends early, gives nothing: who asked reads the share then.
import type { ObservationBatch, ValueSeen } from '@penstock/model/observations'
import type { ReadOptions } from './read-captures.ts'

/** What the reader of a share is told; it crosses from one thread to another. */
export interface ShareTask extends Pick<ReadOptions, 'maxFlows' | 'duplicateMicros' | 'hasValues' | 'room' | 'seed'> {
  readonly paths: readonly string[]
}

/** What the second share has to say. */
export interface ShareRead {
  readonly batch: ObservationBatch
  readonly values: readonly ValueSeen[]
  readonly hasTunnels: boolean
}

interface Asked {
  readonly penstockShare: ShareTask
}

/** Starts the program `entry` as a thread; gives what `answerAsThread` answers there, null when nothing came. */
export function startThread(entry: string, task: ShareTask): Promise<ShareRead | null> {
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  return new Promise((resolve) => {
    const workerData: Asked = { penstockShare: task }
    const worker = new Worker(entry, { workerData, stderr: true, stdout: true })
    worker.once('message', (read: ShareRead) => resolve(read))
    worker.once('error', () => resolve(null))
    worker.once('exit', () => resolve(null))
  })
}

/** In a thread that was asked for a share: reads it with `read`, answers, and gives true. */
export function answerAsThread(read: (task: ShareTask) => ShareRead): boolean {
  const threads = process.getBuiltinModule('node:worker_threads')
  if (threads.isMainThread || threads.parentPort === null) return false
  const { penstockShare } = threads.workerData as Asked
  threads.parentPort.postMessage(read(penstockShare))
  return true
}
