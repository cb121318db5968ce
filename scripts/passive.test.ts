// The platform is passive: the few places that may open a connection are listed here, and each leads to the hub, a cell, a store of ours,
// or to whom the configuration names for notices.
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Everything that runs beside a plant: the sensor, hub and cells with their stores, and what starts them. */
const SOURCES = globSync(
  ['packages/{sensor,server,store,model,catalogs}/src/**/*.ts', 'packages/cli/src/{sensor,serve,up,processes}/**/*.ts'],
  {
    cwd: ROOT,
  },
)
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !/\.(test|fixture)\.ts$/.test(path))

const CLIENTS =
  /(?:from|import\(|require\() ?['"](?:node:)?(?:net|dgram|http|https|http2|tls|dns(?:\/promises)?|undici|nodemailer|pg|@fastify\/http-proxy)['"]|\bfetch\(|new (?:WebSocket|EventSource|XMLHttpRequest)\b/

/** Whatever may open a connection, and to whom. */
const ALLOWED: Readonly<Record<string, string>> = {
  'packages/cli/src/sensor/sender.ts': 'sensor → hub: batches',
  'packages/cli/src/sensor/enrol.ts': 'sensor → hub: its token',
  'packages/server/src/hub/cell-link.ts': 'hub → cell, on a unix socket',
  'packages/server/src/ingest/listen-network.ts': 'nobody: it listens where the configuration says, and never calls',
  'packages/server/src/hub/forward.ts': 'hub → cell, on a unix socket',
  'packages/server/src/notices/mail.ts': 'hub → the mail servers that the configuration names',
  'packages/server/src/notices/reach.ts': 'the resolver of this machine → the names of those',
  'packages/server/src/notices/webhook.ts':
    'hub → the receivers that the configuration names; redirects are not followed',
  'packages/store/src/state/embedded.ts': 'hub or cell → its own engine',
  'packages/store/src/state/types.ts': 'nobody: how values are read',
  'packages/store/src/state/postgres.ts': 'hub or cell → its own database',
  'packages/store/src/state/provision.ts': 'the administrator → the database server',
}

test('[E11] no source opens a connection but those to the hub, the cells, our own stores, and whom notices are for', () => {
  const talking = SOURCES.filter((path) => {
    const lines = readFileSync(`${ROOT}/${path}`, 'utf8').split('\n')
    return lines.some((line) => !line.startsWith('import type ') && CLIENTS.test(line))
  })
  expect(SOURCES.length).toBeGreaterThan(200)
  expect(talking.filter((path) => !(path in ALLOWED))).toEqual([])
  expect(Object.keys(ALLOWED).filter((path) => !talking.includes(path))).toEqual([])
})
