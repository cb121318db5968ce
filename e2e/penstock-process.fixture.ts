// The product as a user starts it: `penstock up` as a process of its own, read by what it says on standard error.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
export const PENSTOCK = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url))
const START_LIMIT_MS = 120_000

export interface Product {
  readonly process: ChildProcess
  readonly url: string
  /** One-time sign-in link. */
  readonly link: string
  /** What it said so far. */
  readonly said: () => string
  /** Asks it to stop as Ctrl-C does; gives the exit code. */
  stop(): Promise<number | null>
  /** Ends the hub as a power cut would. */
  kill(): Promise<void>
}

/** Starts `penstock up` with these arguments, after `prefix` (such as the words that lead into a namespace), and waits for its link. */
export async function startProduct(args: readonly string[], prefix: readonly string[] = []): Promise<Product> {
  const [program = '', ...words] = [...prefix, process.execPath, PENSTOCK, 'up', ...args]
  const child = spawn(program, words, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const ended = once(child, 'exit')
  const link = await linkOf(child, () => said)
  return {
    process: child,
    url: new URL(link).origin,
    link,
    said: () => said,
    stop: async () => {
      child.kill('SIGINT')
      const [code] = (await ended) as [number | null]
      return code
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function linkOf(child: ChildProcess, said: () => string): Promise<string> {
  const until = performance.now() + START_LIMIT_MS
  while (performance.now() < until && child.exitCode === null && child.signalCode === null) {
    const link = /sign in once with (\S+)\n/.exec(said())?.[1]
    if (link !== undefined) return link
    await new Promise((done) => setTimeout(done, 100))
  }
  child.kill('SIGKILL')
  throw new Error(`penstock up gave no link:\n${said()}`)
}
