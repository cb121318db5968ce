// Starts the two cells as processes and the hub in this one; the embedded deployment.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openStoreAt } from '@penstock/cli/stores'
import { cellSocket } from '@penstock/server/cell'
import { newHubKey, readHubKey, startHub } from '@penstock/server/hub'
import type { CoreTables } from '@penstock/store/tables'
import { runCell } from './cell-process.ts'

export interface ServeOptions {
  /** Folder of everything: `core`, `it`, `ot` below it. */
  readonly data: string
  /** 0 takes a free one. */
  readonly port: number
  /** Origin under which people reach the hub, when that is not localhost. */
  readonly address?: string | undefined
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
  const { data, port, address, pages, logLevel = 'warn', stores, onStep = () => {} } = options
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
  const started = await Promise.allSettled(
    DOMAINS.map((domain) =>
      runCell({ domain, folder: folders[domain], hubKey: key.publicPem, logLevel, url: stores?.[domain] }),
    ),
  )
  const cells = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  try {
    for (const one of started) if (one.status === 'rejected') throw one.reason
    onStep('starting the hub')
    const hub = await startHub({
      folder: join(data, 'core'),
      port,
      address,
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
        await Promise.all(cells.map((cell) => cell.stop()))
        unlock()
      },
    }
  } catch (cause) {
    await Promise.all(cells.map((cell) => cell.stop()))
    await store[Symbol.asyncDispose]()
    unlock()
    throw cause
  }
}
