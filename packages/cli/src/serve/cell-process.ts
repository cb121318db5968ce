// One cell as a process of its own, kept running: one that dies is started again, and takes up what it was doing.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Domain } from '@penstock/model/kernel'
import type { EventRetention, ListenerOptions } from '@penstock/model/sources'

export interface CellStart {
  readonly domain: Domain
  readonly folder: string
  /** PEM of the key that the hub signs with. */
  readonly hubKey: string
  /** Of the key that both cells share and the hub never reads. */
  readonly pseudonymKeyFile: string
  readonly logLevel: 'silent' | 'warn' | 'info'
  /** PostgreSQL in place of the embedded store. */
  readonly url?: string | undefined
  /** ClickHouse in place of the file of telemetry. */
  readonly telemetryUrl?: string | undefined
  /** Those of the configuration that are of its domain. */
  readonly listeners: readonly ListenerOptions[]
  readonly retention?: EventRetention | undefined
}

export interface CellProcess {
  stop(): Promise<void>
}

/** V8 heap of a cell: one that outgrows it ends alone, is started again and takes up where it was. */
const HEAP_CAP = '--max-old-space-size=1024'
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000
/** One that lived so long did not die of how it starts. */
const SOUND_LIFE_MS = 60_000
/** How long a cell may take to end in order before it is killed; what it has acknowledged survives either. */
const GRACE_MS = 15_000

/** Resolves when the cell serves. Rejects with its own words when it does not come up the first time. */
export async function runCell(start: CellStart, graceMs = GRACE_MS): Promise<CellProcess> {
  let isStopped = false
  let child = await begin(start)
  let wake = (): void => {}
  const watched = (async () => {
    let pauseMs = FIRST_PAUSE_MS
    while (!isStopped) {
      const begunAt = performance.now()
      await ended(child)
      if (isStopped) return
      if (performance.now() - begunAt > SOUND_LIFE_MS) pauseMs = FIRST_PAUSE_MS
      warn(`the ${start.domain} cell ended; it is started again`)
      await new Promise<void>((done) => {
        const timer = setTimeout(done, pauseMs)
        wake = () => {
          clearTimeout(timer)
          done()
        }
      })
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
      if (isStopped) return
      try {
        child = await begin(start)
      } catch (cause) {
        warn(cause instanceof Error ? cause.message : String(cause))
      }
    }
  })()
  return {
    stop: async () => {
      isStopped = true
      wake()
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
      await watched
      // One that came up while it was told to stop.
      child.kill('SIGTERM')
      await ended(child)
      clearTimeout(timer)
    },
  }
}

function warn(text: string): void {
  process.emitWarning(text, { code: 'PENSTOCK_CELL' })
}

async function begin(start: CellStart): Promise<ChildProcess> {
  const child = fork(new URL('../processes/cell.ts', import.meta.url), { execArgv: [HEAP_CAP] })
  // As a message, not as an argument: a database URL holds a secret, and arguments show in the list of processes.
  child.send(start)
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => [{ refused: `it ended with ${String(code)}` }]),
  ])) as [{ readonly ready?: true; readonly refused?: string }]
  if (message.refused === undefined) return child
  child.kill('SIGTERM')
  throw new Error(`the ${start.domain} cell did not start: ${message.refused}`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
