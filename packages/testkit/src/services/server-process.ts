// A server that a test started: waited for until it answers, and ended by its own handle.
import type { ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'

const PAUSE_MS = 25

/** Asks until it answers. Throws what it said last when it has ended, or when the patience is over: as many pauses as are in it. */
export async function untilReady(server: ChildProcess, patienceMs: number, ask: () => unknown): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await ask()
      return
    } catch (cause) {
      if (tries * PAUSE_MS >= patienceMs || server.exitCode !== null) throw cause
      await new Promise((done) => setTimeout(done, PAUSE_MS))
    }
  }
}

/** Ends it by `signal`, and removes its folder once it is gone. */
export async function stopServer(server: ChildProcess, signal: 'SIGINT' | 'SIGKILL', folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const hasExited = new Promise((done) => server.once('exit', done))
    server.kill(signal)
    await hasExited
  }
  rmSync(folder, { recursive: true, force: true })
}
