// Which asset of a site a row of a file speaks of: the one with its id or reference, else an unregistered one at an address that
// it names, else, where the format knows no ids, the only one with its name.
import { ipKey, macKey, type RegisterFile, type AssetRow as RegisterRow } from '@penstock/model/plant'
import { sql } from 'kysely'
import type { Tx } from '../queries.ts'

interface Known {
  readonly id: string
  readonly isRegistered: boolean
}

export class Matcher {
  readonly #byId = new Map<string, Known>()
  readonly #byAddress = new Map<string, Known[]>()
  /** Null where two assets have the name. */
  readonly #byName = new Map<string, Known | null>()
  /** Assets that a row of the file spoke of, with the line of the first. */
  readonly #taken = new Map<string, number>()

  static async of(tx: Tx, site: string): Promise<Matcher> {
    const rows = await tx
      .selectFrom('asset')
      .select(['id', 'reference', 'declared_id', 'name', 'macs', 'ips'])
      .select(sql<string[]>`body->'asset'->'anchors'`.as('anchors'))
      .where('site', '=', site)
      .where('merged_into', 'is', null)
      .where('withdrawn_at', 'is', null)
      .execute()
    const matcher = new Matcher()
    for (const row of rows) matcher.#learn(row)
    return matcher
  }

  find(row: RegisterRow, file: RegisterFile): string | null {
    const byId = this.#byId.get(row.id)
    if (byId !== undefined) return byId.id
    for (const key of addressKeys(row)) {
      const seen = this.#byAddress.get(key)?.find((known) => !known.isRegistered)
      if (seen !== undefined) return seen.id
    }
    return file.matchesByName && row.name !== null ? (this.#byName.get(row.name)?.id ?? null) : null
  }

  /** Another asset that has this address. */
  hasOther(address: string, id: string | null): boolean {
    return this.#byAddress.get(keyOfAddress(address))?.some((known) => known.id !== id) ?? false
  }

  /** Notes that a line speaks of an asset; gives the line that did before. */
  take(id: string, line: number): number | null {
    const before = this.#taken.get(id)
    if (before === undefined) this.#taken.set(id, line)
    return before ?? null
  }

  /** A new entry has its addresses from now on, so that a later line with the same one is told. */
  add(row: RegisterRow, line: number): void {
    for (const key of addressKeys(row)) this.#hold(key, { id: `line ${line}`, isRegistered: true })
  }

  #learn(row: {
    readonly id: string
    readonly reference: string
    readonly declared_id: string | null
    readonly name: string | null
    readonly macs: readonly string[]
    readonly ips: readonly string[]
    readonly anchors: readonly string[]
  }): void {
    const known = { id: row.id, isRegistered: row.declared_id !== null }
    this.#byId.set(row.reference, known)
    for (const anchor of row.anchors) if (anchor.startsWith('declared:')) this.#byId.set(anchor.slice(9), known)
    if (row.declared_id !== null) this.#byId.set(row.declared_id, known)
    if (row.name !== null) this.#byName.set(row.name, this.#byName.has(row.name) ? null : known)
    for (const address of [...row.macs, ...row.ips]) this.#hold(keyOfAddress(address), known)
  }

  #hold(address: string, known: Known): void {
    const there = this.#byAddress.get(address)
    if (there === undefined) this.#byAddress.set(address, [known])
    else there.push(known)
  }
}

export function keyOfAddress(address: string): string {
  return ipKey(address) ?? macKey(address) ?? address
}

function* addressKeys(row: RegisterRow): Generator<string> {
  for (const address of row.macs) yield keyOfAddress(address)
  for (const address of row.ips) yield keyOfAddress(address)
}
