// Makes and opens the embedded engine's data directory. It is made beside its place and renamed into it, so a directory
// that stands in its place is whole, and one whose making was cut short is made anew.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { CLUSTER_IMAGES, copyClusterImage, keepImage } from './cluster-image.ts'
import { DurableFS } from './durable-fs.ts'
import { StoreError } from './errors.ts'

/** Major version of PostgreSQL inside the pinned PGlite; its data directory is readable by that version only. */
const ENGINE_MAJOR = '18'
const PLACE = 'pg'
const MAKING = 'pg.making'

/** Opens `folder`/pg, made first when absent: a copy of what is kept in `images`, or by the engine. The caller holds the folder's lock. */
export async function openDataDirectory(folder: string, images = CLUSTER_IMAGES): Promise<PGlite> {
  const place = join(folder, PLACE)
  if (!existsSync(place)) await makeDataDirectory(folder, place, images)
  checkWhole(place)
  return await openEngine(place)
}

/** Keeps an empty cluster with what is built, so that stores are made from it. Does nothing when there is one of this engine. */
export async function keepClusterImage(images = CLUSTER_IMAGES): Promise<void> {
  await keepImage(images, makeByEngine)
}

async function makeDataDirectory(folder: string, place: string, images: string): Promise<void> {
  const making = join(folder, MAKING)
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { mode: 0o700 })
  if (!(await copyClusterImage(images, making))) await makeByEngine(making)
  renameSync(making, place)
  syncFolder(folder)
}

async function makeByEngine(place: string): Promise<void> {
  const engine = await openEngine(place)
  await engine.close()
}

function checkWhole(place: string): void {
  const versionFile = join(place, 'PG_VERSION')
  if (!existsSync(versionFile) || !existsSync(join(place, 'global', 'pg_control')))
    throw new StoreError(
      'store.not-whole',
      `${place} is not a whole database (PG_VERSION or global/pg_control is missing); restore the folder from a backup, or move it away to begin anew`,
    )
  const major = readFileSync(versionFile, 'utf8').trim()
  if (major !== ENGINE_MAJOR)
    throw new StoreError(
      'store.engine-version',
      `${place} was made by PostgreSQL ${major}, this program has ${ENGINE_MAJOR}; dump it with the program that made it and restore the dump`,
    )
}

function openEngine(place: string): Promise<PGlite> {
  return PGlite.create({
    fs: new DurableFS(place),
    // Without -F (which switches fsync off) and -O (which opens the system catalogs to change).
    startParams: [
      ...PGlite.defaultStartParams.filter((flag) => flag !== '-F' && flag !== '-O'),
      ...['-c', 'wal_sync_method=fsync', '-c', 'shared_buffers=16MB'],
      // Statistics of 300 rows a step, however large a table is: everybody waits while they are gathered (see upkeep).
      ...['-c', 'default_statistics_target=30'],
    ],
  })
}

/** A rename lasts once its folder is on the disk. Windows cannot open a folder, and needs no sync of it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
