// One section while it is made: a store, its telemetry, its capture files and its keys, as they stood at one instant, compressed and
// sealed by the process that owns them. Nobody else sees any of it in clear.
import { createReadStream, existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { openDump, type SchemaName, type StateDump, type Store } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import type { Telemetry, TelemetryDump } from '@penstock/store/telemetry'
import { encrypt } from './cipher.ts'
import type { Section } from './container.ts'
import { type Part, writeParts } from './parts.ts'
import type { Recipient } from './recipients.ts'
import { contentKey, makeSection } from './section-key.ts'

export interface SectionSource {
  readonly section: Section
  readonly folder: string
  /** A store of the section's schema. */
  readonly store: Store<CoreTables> | Store<MonitoringTables>
  /** What a cell keeps beside its store; null for the hub. */
  readonly telemetry: {
    readonly file: Pick<Telemetry, 'dump'>
    /** Waits until no batch is between store and telemetry, and keeps it so until the function it gives is called. */
    pause(): Promise<() => void>
  } | null
  readonly configuration: unknown
}

export interface SectionRequest {
  readonly backupId: string
  /** The exact bytes of the backup's head. */
  readonly backupHead: Uint8Array
  readonly recipients: readonly Recipient[]
}

export interface OpenSection {
  readonly section: Section
  /** Opens this section; for whoever made it to prove it. */
  readonly sectionKey: Buffer
  /** The section's head, then its sealed content. The store's view is let go when they end, or are given up. */
  readonly frames: AsyncIterable<Uint8Array>
  abandon(): Promise<void>
}

/** Sessions, links and tokens of programs end with a restore: one that was ended since must not come back to life. */
const NOT_KEPT: Readonly<Record<SchemaName, readonly string[]>> = {
  core: ['session', 'sign_in_link', 'passkey_challenge', 'program_token'],
  monitoring: [],
}
const FILE_CHUNK_BYTES = 256 << 10
/** Quick, and near the best for lines of JSON. */
const GZIP = { level: 3 }

/** Fixes what the section will hold; what is written to the store afterwards is not in it. */
export async function openSection(source: SectionSource, request: SectionRequest): Promise<OpenSection> {
  const { section, telemetry } = source
  const schema = section === 'core' ? 'core' : 'monitoring'
  const resume = await telemetry?.pause()
  let state: StateDump | null = null
  let seen: TelemetryDump | null = null
  try {
    state = await openDump(source.store as Store<CoreTables>, schema, NOT_KEPT[schema])
    seen = (await telemetry?.file.dump()) ?? null
  } catch (cause) {
    await state?.release()
    throw cause
  } finally {
    resume?.()
  }
  const view = { state, seen }
  const release = async (): Promise<void> => {
    await Promise.allSettled([view.state.release(), view.seen?.release()])
  }
  const { head, sectionKey } = makeSection(section, request.backupId, request.recipients)
  const key = contentKey(sectionKey, request.backupHead, head)
  const frames = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield head
      yield* encrypt(compressed(writeParts(partsOf(source, view))), key)
    } finally {
      await release()
    }
  }
  return { section, sectionKey, frames: frames(), abandon: release }
}

async function* partsOf(
  { folder, configuration }: SectionSource,
  { state, seen }: { readonly state: StateDump; readonly seen: TelemetryDump | null },
): AsyncGenerator<Part> {
  const { schema, migrations } = state
  yield { head: { part: 'about', schema, migrations: [...migrations], configuration }, content: nothing() }
  for (const name of await filesOf(folder, 'keys')) yield filePart(folder, name)
  const captures = new Set<string>()
  for (const table of state.tables) {
    const id = table.name === 'capture' ? table.columns.findIndex((column) => column.name === 'id') : -1
    const content = id < 0 ? state.rows(table) : noting(state.rows(table), id, captures)
    yield { head: { part: 'table', name: table.name, columns: [...table.columns] }, content }
  }
  // From here on the store is free again for everybody else.
  await state.release()
  for (const table of seen?.tables ?? [])
    yield {
      head: { part: 'telemetry', name: table.name, columns: [...table.columns] },
      content: seen?.rows(table) ?? nothing(),
    }
  // A capture is never changed once it has its name; one that came after the store was read is not in the list.
  for (const name of await filesOf(folder, 'captures'))
    if (captures.has(name.replace(/^captures\/|\.cap$/g, '')) && existsSync(join(folder, name)))
      yield filePart(folder, name)
}

async function* noting(
  rows: AsyncIterable<readonly string[]>,
  at: number,
  into: Set<string>,
): AsyncGenerator<readonly string[]> {
  for await (const lines of rows) {
    for (const line of lines) into.add(String((JSON.parse(line) as unknown[])[at]))
    yield lines
  }
}

function filePart(folder: string, name: string): Part {
  const content = createReadStream(join(folder, name), { highWaterMark: FILE_CHUNK_BYTES })
  return { head: { part: 'file', name }, content: content as AsyncIterable<Buffer> }
}

async function filesOf(folder: string, below: 'keys' | 'captures'): Promise<readonly string[]> {
  const place = join(folder, below)
  if (!existsSync(place)) return []
  const names = await readdir(place)
  return names
    .filter((name) => !/\.(making|part)$/.test(name))
    .sort()
    .map((name) => `${below}/${name}`)
}

function compressed(plain: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  const gzip = createGzip(GZIP)
  // What goes wrong is thrown to whoever reads; the callback only keeps it from being thrown twice.
  pipeline(Readable.from(plain, { objectMode: false }), gzip, () => {})
  return gzip as AsyncIterable<Buffer>
}

async function* nothing(): AsyncGenerator<never> {
  // The head says all.
}
