// Debian's ClickHouse with its data in a temporary folder, and a modern ClickHouse in this process where tools/chdb is installed.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './port.ts'
import { stopServer, untilReady } from './server-process.ts'

export interface ClickHouse extends AsyncDisposable {
  /** URL of a database that is made when it is not there yet. */
  database(name: string): Promise<string>
}

const PATIENCE_MS = 20_000
const PROGRAM = '/usr/sbin/clickhouse-server'
const CHDB = fileURLToPath(new URL('../../../../tools/chdb/package.json', import.meta.url))

export function hasClickHouse(): boolean {
  return existsSync(PROGRAM)
}

export async function startClickHouse(): Promise<ClickHouse> {
  if (!hasClickHouse()) throw new Error('clickhouse-server is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'penstock-clickhouse-'))
  const port = await freePort()
  const file = join(folder, 'config.xml')
  writeFileSync(file, configuration(folder, port, await freePort()))
  const server = spawn(PROGRAM, [`--config-file=${file}`], { cwd: folder, stdio: 'ignore' })
  const ask = async (sql: string): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: sql })
    if (!answer.ok) throw new Error(await answer.text())
  }
  const stop = (): Promise<void> => stopServer(server, 'SIGKILL', folder)
  try {
    await untilReady(server, PATIENCE_MS, () => ask('select 1'))
  } catch (cause) {
    await stop()
    throw cause
  }
  return {
    database: async (name) => {
      await ask(`create database if not exists ${name}`)
      return `http://default:@127.0.0.1:${port}/${name}`
    },
    [Symbol.asyncDispose]: stop,
  }
}

function configuration(folder: string, port: number, tcpPort: number): string {
  return `<yandex>
  <logger><level>none</level></logger>
  <listen_host>127.0.0.1</listen_host><http_port>${port}</http_port><tcp_port>${tcpPort}</tcp_port>
  <path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path><user_files_path>${folder}/files/</user_files_path>
  <mark_cache_size>33554432</mark_cache_size><users_config>${folder}/config.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database>
  <profiles><default></default></profiles><quotas><default></default></quotas>
  <users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
</yandex>
`
}

/** The newest dialect, in this process: `@clickhouse/client`'s createClient takes what `connect` gives as its connection. */
export interface Chdb {
  connect(folder: string): unknown
}

/** Null where tools/chdb is not installed: half a gigabyte, for Linux and macOS. */
export async function findChdb(): Promise<Chdb | null> {
  const installed = createRequire(CHDB)
  let place: string
  try {
    place = installed.resolve('chdb/connection')
  } catch {
    return null
  }
  const { createChdbConnection } = (await import(place)) as {
    createChdbConnection: (options: { readonly path: string }) => unknown
  }
  return { connect: (path) => createChdbConnection({ path }) }
}
