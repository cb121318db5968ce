// Goes through a file row by row and says of each what it would do: a new entry, changed cells, nothing, or a fault. Rows are read in
// runs of a few hundred, so that neither the file's rows nor the register's bodies are ever all in memory.
import type { PersonDecision } from '@penstock/model/assets'
import {
  type AssetColumn,
  type AssetRow,
  type PlantFault,
  type ReadRow,
  type RegisterFile,
  textOfCell,
} from '@penstock/model/plant'
import type { AssetBody } from '../asset-body.ts'
import { findAssetRows } from '../lists.ts'
import type { AssetTableRow, Tx } from '../queries.ts'
import type { DecisionHeadOf } from '../redeclare.ts'
import { type Declarations, declarationsOf } from './declarations.ts'
import { Matcher } from './match.ts'
import { type CellChange, changesOf, decisionsOf, newEntry, type Said, wrongEntries } from './plan-row.ts'
import * as queries from './queries.ts'
import { registerRow } from './register-row.ts'

const ROWS_AT_ONCE = 500

interface Conflict {
  readonly column: string
  readonly why: 'confirmed-by-person' | 'address-of-another'
  readonly now: string | null
  readonly wanted: string | null
}

interface Moving {
  readonly line: number
  readonly id: string
  readonly name: string | null
  readonly changes: readonly CellChange[]
  readonly conflicts: readonly Conflict[]
  readonly decisions: (nextHead: () => DecisionHeadOf) => PersonDecision[]
}

export type RowPlan =
  | { readonly kind: 'bad'; readonly line: number; readonly faults: readonly PlantFault[] }
  | { readonly kind: 'unchanged'; readonly line: number }
  | ({ readonly kind: 'added' | 'changed' } & Moving)

/** Asks the store, in a transaction of its own or in one that is there. */
export type Ask = <T>(run: (tx: Tx) => Promise<T>) => Promise<T>

export async function* planRows(ask: Ask, site: string, file: RegisterFile): AsyncGenerator<RowPlan> {
  const matcher = await ask((tx) => Matcher.of(tx, site))
  const declarations = declarationsOf(await ask((tx) => queries.listDeclarations(tx, site)))
  for (const run of runsOf(file.rows())) {
    const matched = run.map((read) => (read.row === null ? null : matcher.find(read.row, file)))
    const wanted = [...new Set(matched.filter((id) => id !== null))]
    const found = await ask((tx) => findAssetRows(tx, wanted))
    for (const [at, read] of run.entries()) {
      const id = matched[at] ?? null
      yield planRow(site, file, read, id === null ? undefined : found.get(id), matcher, declarations)
    }
  }
}

function* runsOf(rows: Iterable<ReadRow>): Generator<readonly ReadRow[]> {
  let run: ReadRow[] = []
  for (const row of rows) {
    run.push(row)
    if (run.length < ROWS_AT_ONCE) continue
    yield run
    run = []
  }
  if (run.length > 0) yield run
}

function planRow(
  site: string,
  file: RegisterFile,
  read: ReadRow,
  known: AssetTableRow | undefined,
  matcher: Matcher,
  declarations: Declarations,
): RowPlan {
  const { line, row: wanted } = read
  if (wanted === null) return { kind: 'bad', line, faults: read.faults }
  const said: Said = { columns: read.columns ?? file.columns, addresses: file.addresses }
  if (wanted.site !== null && wanted.site !== site)
    return { kind: 'bad', line, faults: [wrongValue(line, 'site', wanted.site, site)] }
  if (known === undefined && file.isOnlyKnown === true)
    return {
      kind: 'bad',
      line,
      faults: [wrongValue(line, 'id', wanted.id, 'the name or id of one asset of the register')],
    }
  if (known === undefined) {
    const wrong = wrongEntries(wanted, said.columns)
    if (wrong.length > 0) return wrongRow(line, wanted, wrong)
    const conflicts = addressConflicts(wanted, ['macs', 'ips'], null, matcher)
    matcher.add(wanted, line)
    const decisions = (nextHead: () => DecisionHeadOf) => [newEntry(wanted, nextHead())]
    return { kind: 'added', line, id: wanted.id, name: wanted.name, changes: saidBy(wanted), conflicts, decisions }
  }
  const before = matcher.take(known.id, line)
  if (before !== null) return again(line, wanted.id, before)
  const { asset } = known.body as AssetBody
  const now = registerRow(known)
  const changes = changesOf(asset, now, wanted, said)
  const wrong = wrongEntries(
    wanted,
    changes.map(({ column }) => column),
  )
  if (wrong.length > 0) return wrongRow(line, wanted, wrong)
  const isNewEntry = known.declared_id === null && wanted.id !== known.reference
  if (changes.length === 0 && !isNewEntry) return { kind: 'unchanged', line }
  const moved = changes.map(({ column }) => column)
  const columns = (['macs', 'ips'] as const).filter((column) => moved.includes(column))
  const confirmed = changes
    .filter(({ isConfirmed }) => isConfirmed)
    .map(({ column, from, to }) => ({ column, why: 'confirmed-by-person' as const, now: from, wanted: to }))
  const entryId = known.declared_id ?? wanted.id
  const declared = declarations.ofEntry.get(entryId) ?? []
  return {
    kind: 'changed',
    line,
    id: wanted.id,
    name: now.name,
    changes,
    conflicts: [...confirmed, ...addressConflicts(wanted, columns, known, matcher)],
    decisions: (nextHead) => decisionsOf(asset, now, wanted, said, changes, entryId, declared, isNewEntry, nextHead),
  }
}

function addressConflicts(
  wanted: AssetRow,
  columns: readonly ('macs' | 'ips')[],
  known: AssetTableRow | null,
  matcher: Matcher,
): Conflict[] {
  return columns.flatMap((column) =>
    wanted[column]
      .filter((address) => matcher.hasOther(address, known?.id ?? null))
      .map((address) => ({ column, why: 'address-of-another' as const, now: null, wanted: address })),
  )
}

/** What a new entry says, so that the plan names it and the consent covers it. */
function saidBy(wanted: AssetRow): CellChange[] {
  return Object.entries(wanted).flatMap(([column, value]) => {
    const to = textOfCell(value)
    return to === '' ? [] : [{ column: column as CellChange['column'], from: null, to, isConfirmed: false }]
  })
}

function wrongRow(line: number, row: AssetRow, wrong: readonly [AssetColumn, string][]): RowPlan {
  const faults = wrong.map(([column, expected]) => wrongValue(line, column, textOfCell(row[column]), expected))
  return { kind: 'bad', line, faults }
}

function wrongValue(line: number, column: string, found: string, expected: string): PlantFault {
  const shown = found.length > 80 ? `${found.slice(0, 79)}…` : found
  const place = { code: 'plant.wrong-value', path: `row ${line} ${column}`, id: null, line, column: 1 } as const
  return { ...place, found: shown, expected, mend: null }
}

function again(line: number, id: string, before: number): RowPlan {
  const mend = { code: 'rename', value: `line ${before}` } as const
  const found = `${id}, which line ${before} speaks of too`
  const fault = { code: 'plant.duplicate-id', path: `row ${line} id`, id, line, column: 1, expected: null } as const
  return { kind: 'bad', line, faults: [{ ...fault, found, mend }] }
}
