// Gate: a room writes only to tables that it owns. The owner stands as `-- room: <room>` above each `create table` of the
// migrations; `store` itself owns what it creates in its code.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Gate, Verdict } from './gate.ts'
import { verdict } from './gate.ts'
import { sqlWritesOf } from './sql-writes.ts'

export const sqlOwnershipGate: Gate = { name: 'sql ownership', judge: judgeOwnership }

/** Owners by table, under `core.asset` and under `asset`; two schemas may hold one name. */
type Owners = Map<string, Set<string>>

const CREATE_TABLE =
  /^\s*create\s+(temporary\s+|temp\s+|unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?"?([\w."]+?)"?\s*(\(|partition\s+of\s|as\s|$)/i

function judgeOwnership(folder: string): Verdict {
  const faults: string[] = []
  const owners: Owners = new Map()
  const migrations = globSync('packages/store/migrations/**/*.sql', { cwd: folder })
  for (const path of migrations) faults.push(...readOwners(path, readFileSync(join(folder, path), 'utf8'), owners))
  const sources = globSync('packages/{server,store,cli}/src/**/*.ts', { cwd: folder })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/\.(test|fixture)\.ts$|\/store\/src\/backfills\//.test(path))
    .sort()
  const texts = sources.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
  for (const { path, text } of texts) if (path.startsWith('packages/store/')) addStoreTables(text, owners)
  for (const { path, text } of texts) faults.push(...judgeSource(path, text, owners))
  if (owners.size === 0) faults.push('no table was found in packages/store/migrations')
  return verdict(faults.length === 0, sources.length, sources.length, faults.map((fault) => `${fault}\n`).join(''))
}

function readOwners(path: string, sql: string, owners: Owners): readonly string[] {
  const faults: string[] = []
  let room: string | null = null
  for (const [at, line] of sql.split('\n').entries()) {
    room = /^\s*--\s*room:\s*([a-z][a-z-]*)\s*$/.exec(line)?.[1] ?? room
    const [, temporary, name, form = ''] = CREATE_TABLE.exec(line) ?? []
    if (name === undefined || temporary?.startsWith('temp') || /^partition/i.test(form)) continue
    if (room === null) faults.push(`${path}:${at + 1}: ${name} states no owner (-- room: <room>)`)
    else addOwner(owners, name, room)
    room = null
  }
  return faults
}

function addOwner(owners: Owners, name: string, room: string): void {
  const table = name.replaceAll('"', '').toLowerCase()
  for (const key of new Set([table, table.split('.').at(-1) ?? table])) {
    owners.set(key, (owners.get(key) ?? new Set()).add(room))
  }
}

function addStoreTables(text: string, owners: Owners): void {
  for (const [, name = ''] of text.matchAll(/create\s+table\s+(?:if\s+not\s+exists\s+)?([a-z_][\w.]*)/gi)) {
    addOwner(owners, name, 'store')
  }
}

function judgeSource(path: string, text: string, owners: Owners): readonly string[] {
  const [, name = '', room = ''] = /^packages\/([^/]+)\/src\/([^/]+)/.exec(path) ?? []
  const writer = name === 'server' ? room : name
  const faults: string[] = []
  for (const { table, line, verb } of sqlWritesOf(path, text)) {
    const owner = table === null ? undefined : owners.get(table)
    if (table === null) {
      if (name !== 'store') faults.push(`${path}:${line}: ${verb} a table whose name is no literal`)
    } else if (owner === undefined) faults.push(`${path}:${line}: ${verb} ${table}, which no migration creates`)
    else if (!owner.has(writer)) faults.push(`${path}:${line}: ${verb} ${table}, which ${[...owner].join(', ')} owns`)
  }
  return faults
}
