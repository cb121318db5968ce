// Debian's PostgreSQL with its data in a temporary folder.
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './port.ts'
import { stopServer, untilReady } from './server-process.ts'

export interface Postgres extends AsyncDisposable {
  readonly port: number
  /** Connection URL for a user (`postgres` is the superuser; nobody has a password) and a database. */
  url(user: string, database: string): string
  /** Runs SQL through psql and gives its bare output; throws with psql's message when it fails. */
  psql(user: string, sql: string, database?: string): string
}

const PATIENCE_MS = 5_000
const VERSIONS = '/usr/lib/postgresql'

/** Folder of the newest PostgreSQL's programs, or null when none is installed. */
export function findPostgres(): string | null {
  const newest = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a))[0] : undefined
  return newest === undefined ? null : join(VERSIONS, newest, 'bin')
}

/** PostgreSQL refuses to run as root: there it runs as the user `postgres` that Debian's package made. */
export async function startPostgres(): Promise<Postgres> {
  const bin = findPostgres()
  if (bin === null) throw new Error('postgresql is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'penstock-pg-'))
  const as = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {}
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid)
  const options = { ...as, cwd: folder, encoding: 'utf8', stdio: 'pipe' } as const
  const initdb = ['-D', 'data', '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8']
  execFileSync(join(bin, 'initdb'), initdb, options)
  const port = await freePort()
  const settings = ['-c', 'fsync=off', '-c', 'shared_buffers=16MB']
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', 'data', '-p', String(port), '-h', '127.0.0.1', '-k', folder, ...settings],
    { ...as, cwd: folder, stdio: 'ignore' },
  )
  const psql = (user: string, sql: string, database = 'postgres'): string =>
    execFileSync(
      join(bin, 'psql'),
      ['-h', '127.0.0.1', '-p', String(port), '-U', user, '-d', database, '-v', 'ON_ERROR_STOP=1', '-tAXqc', sql],
      options,
    ).trim()
  // PostgreSQL's fast shutdown: sessions are ended, the server leaves in order.
  const stop = (): Promise<void> => stopServer(server, 'SIGINT', folder)
  try {
    await untilReady(server, PATIENCE_MS, () => psql('postgres', 'select 1'))
  } catch (cause) {
    await stop()
    throw cause
  }
  return {
    port,
    psql,
    url: (user, database) => `postgresql://${user}@127.0.0.1:${port}/${database}`,
    [Symbol.asyncDispose]: stop,
  }
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
}
