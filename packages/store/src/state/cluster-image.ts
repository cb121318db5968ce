// An empty cluster of the pinned engine, kept with what is built: the engine makes one in ten seconds of a processor, a copy takes a
// tenth of one. Named after the engine's own bytes, so another engine never meets it; where none is kept, the engine makes its own.
import { createHash } from 'node:crypto'
import { constants, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Beside the built pages. */
export const CLUSTER_IMAGES = fileURLToPath(new URL('../../../../build/engine', import.meta.url))
/** All that decides what an empty cluster is: the two programs, and the catalogs and settings they start from. */
const ENGINE_FILES = ['initdb.wasm', 'pglite.wasm', 'pglite.data']

/** Copies the image that is kept in `images` to `place`, onto the disk; answers false when there is none that can be read. */
export async function copyClusterImage(images: string, place: string): Promise<boolean> {
  const image = join(images, imageName())
  // One that only its maker may read is none.
  if (!existsSync(join(image, 'PG_VERSION'))) return false
  cpSync(image, place, { recursive: true, mode: constants.COPYFILE_FICLONE })
  await syncTree(place)
  return true
}

/** Has `make` make an image where none of this engine is kept. */
export async function keepImage(images: string, make: (place: string) => Promise<void>): Promise<void> {
  const image = join(images, imageName())
  if (existsSync(image)) return
  mkdirSync(images, { recursive: true })
  const making = mkdtempSync(join(images, 'making-'))
  try {
    await make(making)
    renameSync(making, image)
  } catch (cause) {
    rmSync(making, { recursive: true, force: true })
    // Another process was first; its image is as good.
    if (!existsSync(image)) throw cause
  }
}

function imageName(): string {
  const hash = createHash('sha256')
  for (const name of ENGINE_FILES) hash.update(readFileSync(new URL(name, import.meta.resolve('@electric-sql/pglite'))))
  return hash.digest('hex').slice(0, 16)
}

/** Every file of a folder, all waits together. */
async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  await Promise.all(entries.filter((entry) => entry.isFile()).map((file) => syncFile(join(file.parentPath, file.name))))
}

async function syncFile(path: string): Promise<void> {
  await using file = await open(path, 'r+')
  await file.datasync()
}
