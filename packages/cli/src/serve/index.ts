// Starts the two cells as processes and the hub in this one; the embedded deployment.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openStoreAt } from '@penstock/cli/stores'
import { cellSocket } from '@penstock/server/cell'
import { newHubKey, readHubKey, startHub } from '@penstock/server/hub'
import type { CoreTables } from '@penstock/store/tables'

export interface ServeOptions {
  /** Folder of everything: `core`, `it`, `ot` below it. */
  readonly data: string
  /** 0 takes a free one. */
  readonly port: number
  /** Folder of the built pages. */
  readonly pages: string
  readonly logLevel?: 'silent' | 'warn' | 'info'
  /** Databases on a PostgreSQL server in place of the embedded stores. */
  readonly stores?: Readonly<Record<'core' | 'it' | 'ot', string>> | undefined
  /** Told of each step as it begins. */
  readonly onStep?: (step: string) => void
}

export interface Served {
  readonly url: string
  /** One-time sign-in link; null when an administrator can sign in without one. */
  readonly link: string | null
  /** A further one-time link, for the owner of this process. */
  issueLink(): Promise<string | null>
  stop(): Promise<void>
}

const DOMAINS = ['it', 'ot'] as const

/** Throws what keeps it from starting: a StoreError of the hub's own store, or an Error with the words of the cell. */
export async function serve(options: ServeOptions): Promise<Served> {
  const { data, port, pages, logLevel = 'warn', stores, onStep = () => {} } = options
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const key = newHubKey()
  const folders = { it: join(data, 'it'), ot: join(data, 'ot') }
  onStep('opening the stores of hub and cells')
  // The hub's store first: it holds the lock of the whole folder, so a second server ends before it disturbs the first's cells.
  const { store, unlock } = await openStoreAt<CoreTables>({
    folder: join(data, 'core'),
    schema: 'core',
    url: stores?.core,
  })
  const children = new Map<(typeof DOMAINS)[number], ChildProcess>()
  try {
    for (const domain of DOMAINS) {
      const start = { domain, folder: folders[domain], hubKey: key.publicPem, logLevel, url: stores?.[domain] }
      const child = fork(new URL('../processes/cell.ts', import.meta.url))
      // As a message, not as an argument: a database URL holds a secret, and arguments show in the list of processes.
      child.send(start)
      children.set(domain, child)
    }
    await Promise.all([...children].map(([domain, child]) => ready(domain, child)))
    onStep('starting the hub')
    const hub = await startHub({
      folder: join(data, 'core'),
      port,
      pages,
      store,
      key: readHubKey(key.privatePem),
      cells: { it: cellSocket(folders.it), ot: cellSocket(folders.ot) },
      logLevel,
    })
    return {
      url: hub.url,
      link: hub.link,
      issueLink: () => hub.issueLink(),
      stop: async () => {
        await hub.stop()
        await Promise.all([...children.values()].map(end))
        unlock()
      },
    }
  } catch (cause) {
    await Promise.all([...children.values()].map(end))
    await store[Symbol.asyncDispose]()
    unlock()
    throw cause
  }
}

async function ready(domain: string, child: ChildProcess): Promise<void> {
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => [{ refused: `it ended with ${String(code)}` }]),
  ])) as [{ readonly ready?: true; readonly refused?: string }]
  if (message.refused !== undefined) throw new Error(`the ${domain} cell did not start: ${message.refused}`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
