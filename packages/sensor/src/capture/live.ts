// Live capture: a program of the system that may listen writes pcap to a pipe. The sensor itself holds no privilege.
import { type ChildProcess, spawn } from 'node:child_process'
import { type CaptureLoss, readLoss } from './statistics.ts'

/** A program that captures, and how it is told to write packets of an interface to its standard output. */
interface CaptureProgram {
  readonly command: string
  readonly args: (device: string) => readonly string[]
  /** It prints its counts on SIGUSR1 and goes on. */
  readonly tellsOnSignal?: boolean
}

// Neither flushes per packet (`-U` costs a write for each and caps the pipe at 0.6 M packets a second).
const PROGRAMS: readonly CaptureProgram[] = [
  { command: 'dumpcap', args: (device) => ['-i', device, '-P', '-q', '-w', '-'] },
  { command: 'tcpdump', args: (device) => ['-i', device, '-n', '-s', '0', '-w', '-'], tellsOnSignal: true },
]

export interface LiveCapture {
  readonly program: string
  /** Asks the program how many packets it lost so far; it answers by `onLoss`, or only at its end. */
  askLoss(): void
  /** Ends the program; `onEnd` follows. */
  stop(): void
}

export interface LiveHandlers {
  readonly onBytes: (chunk: Uint8Array) => void
  /** Packets lost since the capture began, whenever the program says it. */
  readonly onLoss?: (loss: CaptureLoss) => void
  /** Once, when no more bytes come. `reason` is null after `stop`, else what the program said last. */
  readonly onEnd: (reason: string | null) => void
}

/** Starts `dumpcap`, or `tcpdump` where there is none. */
export function captureLive(device: string, handlers: LiveHandlers, programs = PROGRAMS): LiveCapture {
  let isStopped = false
  let child: ChildProcess | null = null
  let program = ''
  let hasBegun = false
  let tellsOnSignal = false
  const start = (at: number): void => {
    const candidate = programs[at]
    if (candidate === undefined) {
      handlers.onEnd(`none of ${programs.map(({ command }) => command).join(', ')} is installed`)
      return
    }
    program = candidate.command
    tellsOnSignal = candidate.tellsOnSignal === true
    let said = ''
    let isMissing = false
    const running = spawn(candidate.command, candidate.args(device), { stdio: ['ignore', 'pipe', 'pipe'] })
    child = running
    running.stdout.on('data', (chunk: Uint8Array) => {
      hasBegun = true
      handlers.onBytes(chunk)
    })
    running.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-2000)
      const loss = readLoss(said)
      if (loss !== null) handlers.onLoss?.(loss)
    })
    running.on('error', (error: NodeJS.ErrnoException) => {
      isMissing = error.code === 'ENOENT'
      said = said === '' ? String(error) : said
    })
    running.on('close', () => {
      if (isMissing && !isStopped) start(at + 1)
      else handlers.onEnd(isStopped ? null : said.trim().split('\n').at(-1) || 'the capture program ended')
    })
  }
  start(0)
  return {
    get program() {
      return program
    },
    askLoss: () => {
      // Before it has opened its interface the signal would end it.
      if (hasBegun && tellsOnSignal) child?.kill('SIGUSR1')
    },
    stop: () => {
      isStopped = true
      child?.kill('SIGINT')
    },
  }
}
