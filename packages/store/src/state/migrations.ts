// The migrations of this program: hand-written SQL files, applied in the order of their names.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { SchemaName } from './store.ts'

/** A migration as a store records it. */
export interface AppliedMigration {
  readonly name: string
  /** SHA-256 of the file, hexadecimal. */
  readonly hash: string
}

export interface Migration extends AppliedMigration {
  readonly sql: string
}

export function migrationsOf(schema: SchemaName): readonly Migration[] {
  const folder = new URL(`../../migrations/${schema}/`, import.meta.url)
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name) => {
    const sql = readFileSync(new URL(name, folder), 'utf8')
    return { name, sql, hash: createHash('sha256').update(sql).digest('hex') }
  })
}
