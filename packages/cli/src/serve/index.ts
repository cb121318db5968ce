// Starts the two cells as processes and the hub in this one; the embedded deployment.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { restoreFolder, restoreSection } from '@penstock/cli/backup'
import { serveOwner } from '@penstock/cli/owner'
import { openStoreAt } from '@penstock/cli/stores'
import type { NoticeChannel } from '@penstock/model/notices'
import type { EventRetention, ListenerOptions } from '@penstock/model/sources'
import { BackupError, type RestoreHere } from '@penstock/server/backup'
import { cellSocket } from '@penstock/server/cell'
import { type Hub, newHubKey, readHubKey, startHub } from '@penstock/server/hub'
import { lockFolder, StoreError } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { runCell } from './cell-process.ts'
import { finishSwap, RESTORED, swapRestored } from './swap.ts'

export interface ServeOptions {
  /** Folder of everything: `core`, `it`, `ot` below it. */
  readonly data: string
  /** 0 takes a free one. */
  readonly port: number
  /** Origin under which people reach the hub, when that is not localhost. */
  readonly address?: string | undefined
  /** Bytes of a register file that the hub takes in. */
  readonly importLimitBytes?: number | undefined
  /** Folder of the built pages. */
  readonly pages: string
  readonly logLevel?: 'silent' | 'warn' | 'info'
  /** Databases on a PostgreSQL server in place of the embedded stores. */
  readonly stores?: Readonly<Record<'core' | 'it' | 'ot', string>> | undefined
  /** ClickHouse databases in place of the files of telemetry. */
  readonly telemetry?: Readonly<Record<'it' | 'ot', string>> | undefined
  /** Where events come in without a token. */
  readonly listeners?: readonly ListenerOptions[] | undefined
  /** To whom notices leave. */
  readonly notices?: readonly NoticeChannel[] | undefined
  /** How long events stay where, by domain. */
  readonly retention?: Partial<Readonly<Record<'it' | 'ot', EventRetention | undefined>>> | undefined
  /** As it is in force, without secrets; goes into backups. */
  readonly configuration?: unknown
  /** Told of each step as it begins. */
  readonly onStep?: (step: string) => void
  /** Told of a new one-time link after a restore, when nobody could sign in without one. */
  readonly onLink?: (link: string) => void
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
  const { data, stores, telemetry, onStep = () => {}, onLink = () => {} } = options
  mkdirSync(data, { recursive: true, mode: 0o700 })
  if (stores === undefined && !isServed(data)) finishSwap(data)
  let changing: Promise<void> = Promise.resolve()
  const restoreHere: RestoreHere | null =
    stores === undefined && telemetry === undefined
      ? {
          restore: async ({ file, identities, record, onProgress }) => {
            rmSync(join(data, RESTORED), { recursive: true, force: true })
            const restored = await restoreFolder({
              file,
              folder: join(data, RESTORED),
              identities,
              record,
              onProgress,
            })
            const broken = restored.sections.filter(({ chain }) => !chain.isIntact).map(({ section }) => section)
            if (broken.length > 0)
              throw new BackupError(
                'backup.inconsistent',
                `the audit chain of ${broken.join(', ')} is not whole in this backup; look at it with penstock backup verify`,
              )
            reference = restored.backup.reference
          },
          begin: () => {
            changing = change().catch((cause: unknown) => {
              process.emitWarning(`the restored stores do not start: ${String(cause)}`, { code: 'PENSTOCK_RESTORE' })
            })
          },
        }
      : null
  let reference = ''
  let running = await begin(options, restoreHere)
  const { url } = running.hub
  const change = async (): Promise<void> => {
    onStep(`putting ${reference} in the place of what was served`)
    await running.stop()
    const aside = swapRestored(data, reference)
    running = await begin(
      { ...options, port: options.port === 0 ? Number(new URL(url).port) : options.port },
      restoreHere,
    )
    onStep(`${reference} is served; what was there before is in ${join(data, aside)}`)
    if (running.hub.link !== null) onLink(running.hub.link)
  }
  return {
    url,
    link: running.hub.link,
    issueLink: async () => {
      await changing
      return await running.hub.issueLink()
    },
    stop: async () => {
      await changing
      await running.stop()
    },
  }
}

/** True when another process has the folder; opening it says so in words. */
function isServed(data: string): boolean {
  const core = join(data, 'core')
  if (!existsSync(core)) return false
  try {
    lockFolder(core)()
    return false
  } catch (cause) {
    if (cause instanceof StoreError) return true
    throw cause
  }
}

interface Running {
  readonly hub: Hub
  stop(): Promise<void>
}

async function begin(options: ServeOptions, restoreHere: RestoreHere | null): Promise<Running> {
  const {
    data,
    port,
    address,
    pages,
    logLevel = 'warn',
    stores,
    telemetry,
    listeners = [],
    notices = [],
    retention,
    importLimitBytes,
    onStep = () => {},
  } = options
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
      runCell({
        domain,
        folder: folders[domain],
        hubKey: key.publicPem,
        pseudonymKeyFile: join(data, 'cells', 'pseudonym.key'),
        logLevel,
        url: stores?.[domain],
        telemetryUrl: telemetry?.[domain],
        listeners: listeners.filter((listener) => listener.domain === domain),
        retention: retention?.[domain],
      }),
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
      importLimitBytes,
      listeners,
      notices,
      backup: {
        shelf: resolve(data, 'backups'),
        restoreSection,
        restoreHere,
        configuration: options.configuration ?? null,
      },
    })
    const closeOwner = await serveOwner(data, ({ out, recipients }, onProgress) =>
      hub.backups.createAt(out, recipients, onProgress),
    )
    return {
      hub,
      stop: async () => {
        await closeOwner()
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
