// An embedded store for one test file. Making and migrating takes seconds, a copy of a made one a tenth of one.
import { createHash } from 'node:crypto'
import { appendFileSync, constants, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepClusterImage, migrationsOf, openEmbeddedStore, type SchemaName, type Store } from '@penstock/store/state'
import type { TablesOfSchema } from './tables.ts'

export type MigratedStore<Schema extends SchemaName> = Store<TablesOfSchema[Schema]> & { readonly folder: string }

/** An empty, migrated store of its own, which does not wait for the disk; disposing it removes its folder. */
export async function migratedStore<Schema extends SchemaName>(schema: Schema): Promise<MigratedStore<Schema>> {
  const folder = await hastyFolder(schema)
  const store = await openEmbeddedStore<TablesOfSchema[Schema]>({ folder, schema })
  const dispose = async (): Promise<void> => {
    await store[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...store, folder, [Symbol.asyncDispose]: dispose }
}

/** A temporary folder that holds an empty, migrated store; the caller removes it. */
export async function migratedFolder(schema: SchemaName): Promise<string> {
  const template = await templateFolder(schema)
  const folder = mkdtempSync(join(tmpdir(), `penstock-${schema}-`))
  cpSync(template, folder, { recursive: true, mode: constants.COPYFILE_FICLONE })
  return folder
}

/**
 * The same, of a store that does not wait for the disk: what a killed process wrote is there all the same, and a machine that lost its power
 * lost the test too.
 */
export async function hastyFolder(schema: SchemaName): Promise<string> {
  const folder = await migratedFolder(schema)
  appendFileSync(join(folder, 'pg', 'postgresql.auto.conf'), 'fsync = off\nsynchronous_commit = off\n')
  return folder
}

/** One made store per set of migrations, kept among the temporary files. */
async function templateFolder(schema: SchemaName): Promise<string> {
  const hash = createHash('sha256')
  for (const migration of migrationsOf(schema)) hash.update(`${migration.name} ${migration.hash}\n`)
  const cache = join(tmpdir(), `penstock-templates-${process.getuid?.() ?? 'user'}`)
  mkdirSync(cache, { recursive: true, mode: 0o700 })
  const template = join(cache, `${schema}-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(template)) return template
  await keepClusterImage()
  const making = mkdtempSync(join(cache, 'making-'))
  const store = await openEmbeddedStore({ folder: making, schema })
  await store[Symbol.asyncDispose]()
  try {
    renameSync(making, template)
  } catch (cause) {
    // Another worker was first; its template is as good.
    rmSync(making, { recursive: true, force: true })
    if (!existsSync(template)) throw cause
  }
  return template
}
