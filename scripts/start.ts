// `npm start`: builds the pages when they changed, keeps an empty cluster to make stores from, then runs `penstock up --demo` on the folder `data`.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { keepClusterImage } from '@penstock/store/state'

const STAMP = 'build/web.stamp'

function stampOfPages(): string {
  const hash = createHash('sha256')
  const inputs = ['packages/web/**/*', 'packages/contract/src/**/*', 'packages/model/src/**/*']
  const files = inputs.flatMap((pattern) => globSync(pattern, { withFileTypes: true }))
  for (const entry of files
    .filter((file) => file.isFile())
    .map((file) => `${file.parentPath}/${file.name}`)
    .sort())
    hash.update(entry).update(readFileSync(entry))
  return hash.update(readFileSync('package-lock.json')).digest('hex')
}

function buildPages(): boolean {
  const stamp = stampOfPages()
  if (existsSync(STAMP) && existsSync('build/web/index.html') && readFileSync(STAMP, 'utf8') === stamp) return true
  process.stderr.write('penstock: building the pages\n')
  const env = { ...process.env, NODE_ENV: 'production' }
  const vite = [
    'node_modules/vite/bin/vite.js',
    'build',
    '--config',
    'packages/web/vite.config.ts',
    '--logLevel',
    'warn',
  ]
  const built = spawnSync(process.execPath, vite, { env, stdio: ['ignore', 2, 2] })
  if (built.status !== 0) return false
  mkdirSync('build', { recursive: true })
  writeFileSync(STAMP, stamp)
  return true
}

const [option, ...args] = process.argv.slice(2)
const isBuilt = buildPages()
if (isBuilt) await keepClusterImage()
if (!isBuilt) process.exitCode = 1
else if (option !== '--build-only') {
  const port = process.env['PENSTOCK_PORT']
  const given = option === undefined ? args : [option, ...args]
  // The whole product, which building alone does not need.
  const { up } = await import('@penstock/cli/up')
  process.exitCode = await up(['--demo', ...(port === undefined ? [] : ['--port', port]), ...given])
}
