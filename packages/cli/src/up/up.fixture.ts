// `penstock up` as a process of its own, read by what it says on standard error. What a test leaves running is stopped after it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect } from 'vitest'

const MAIN = new URL('../main.ts', import.meta.url).pathname
const running = new Set<Up>()
afterEach(async () => {
  for (const up of running) await stop(up)
})

export interface Up {
  readonly child: ChildProcess
  readonly begunAt: number
  readonly said: () => string
}

export function up(...args: readonly string[]): Up {
  let said = ''
  const child = spawn(process.execPath, [MAIN, 'up', ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  child.stderr?.on('data', (chunk) => {
    said += String(chunk)
  })
  const started = { child, begunAt: performance.now(), said: () => said }
  running.add(started)
  return started
}

export async function code({ child }: Up): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

export async function stop(one: Up): Promise<number | null> {
  running.delete(one)
  one.child.kill('SIGTERM')
  return await code(one)
}

/** The address that it serves, and how many seconds after its start it answered there. */
export async function answering(one: Up): Promise<{ readonly url: string; readonly seconds: number }> {
  await expect.poll(() => one.said(), { timeout: 240_000, interval: 20 }).toMatch(/open http:\S+/)
  const url = /open (http:\S+)/.exec(one.said())?.[1] ?? ''
  expect((await fetch(url)).status).toBe(200)
  return { url, seconds: (performance.now() - one.begunAt) / 1000 }
}
