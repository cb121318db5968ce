// The engines that answer the same cases: the embedded file, Debian's ClickHouse, and a modern ClickHouse in this process.
import { mkdirSync } from 'node:fs'
import { basename } from 'node:path'
import { type createClient as Create, createClient } from '@clickhouse/client'
import { openClickHouse, openTelemetry, type Telemetry } from '@penstock/store/telemetry'
import { type ClickHouse, findChdb, hasClickHouse, startClickHouse } from '@penstock/testkit/services'

export interface TelemetryEngine {
  readonly name: string
  /** What it needs and is not there, or null. */
  readonly missing: string | null
  /** Opens what stands in this folder, or the database of its name; the same again after it was closed. */
  readonly open: (folder: string) => Promise<Telemetry>
  readonly stop: () => Promise<void>
}

const chdb = await findChdb()

export const ENGINES: readonly TelemetryEngine[] = [
  { name: 'duckdb', missing: null, open: (folder) => openTelemetry({ folder }), stop: async () => {} },
  onServer(),
  inProcess(),
]

function onServer(): TelemetryEngine {
  let server: Promise<ClickHouse> | null = null
  return {
    name: 'clickhouse-server',
    missing: hasClickHouse() ? null : 'clickhouse-server is not installed',
    open: async (folder) => {
      server ??= startClickHouse()
      return await openClickHouse({ url: await (await server).database(databaseOf(folder)) })
    },
    stop: async () => await (await server)?.[Symbol.asyncDispose](),
  }
}

function inProcess(): TelemetryEngine {
  return {
    name: 'chdb',
    missing: chdb === null ? 'tools/chdb is not installed' : null,
    open: async (folder) => {
      mkdirSync(folder, { recursive: true })
      type Options = NonNullable<Parameters<typeof Create>[0]>
      const connection = chdb?.connect(folder) as Options extends { connection?: infer C } ? C : never
      return await openClickHouse({ client: createClient({ connection } as Options) })
    },
    stop: async () => {},
  }
}

function databaseOf(folder: string): string {
  return basename(folder).replaceAll(/\W/g, '_')
}
