// Which lines of the register a filter means, now or as of a moment, and in which order a list shows them.
import type { AssetFilter } from '@penstock/contract/assets'
import { CareField } from '@penstock/model/assets'
import { microsOfIso } from '@penstock/model/kernel'
import { type Moment, wasSoAt } from '@penstock/server/history'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type SelectQueryBuilder, sql } from 'kysely'
import { rankedLines } from './criticality.ts'
import { registerAt } from './history.ts'
import type { Tx } from './queries.ts'

const SORTS = {
  name: 'name',
  zone: 'zone',
  role: 'role',
  vendor: 'vendor',
  lastAt: 'last_at',
  criticality: 'criticality_place',
} as const

export type Found = SelectQueryBuilder<CoreTables, 'asset_line', object>

/**
 * The lines of the assets that a filter means, now or as of a moment; merged and withdrawn ones are not listed. `sort`: where they are to be
 * sorted.
 */
export function filtered(tx: Tx, filter: AssetFilter, moment: Moment | null = null, sort: string | null = null): Found {
  // How much assets matter is joined only to narrow or sort by it.
  const isRanked = filter.criticality !== undefined || (sort !== null && columnOfSort(sort) === 'criticality_place')
  let found: Found = linesOf(tx, moment, isRanked)
  if (filter.criticality !== undefined)
    found = found.where(sql.ref<number | null>('criticality'), '>=', filter.criticality)
  const { site, text, zone, role, vendor, owner, status, unknown, unregistered } = filter
  const { team, supportEndsBefore, backupBefore, ownershipBefore } = filter
  if (site !== undefined) found = found.where('site', '=', site)
  if (zone !== undefined) found = found.where('zone', '=', zone)
  if (role !== undefined) found = found.where('role', '=', role)
  if (vendor !== undefined) found = found.where(sql<boolean>`vendor_key ^@ lower(${vendor})`)
  if (owner !== undefined) found = found.where('owner', '=', owner)
  if (status !== undefined) found = found.where('status', '=', status)
  if (unknown !== undefined) found = found.where(isCare(unknown) ? careOf(unknown) : sql.ref(unknown), 'is', null)
  if (team !== undefined) found = found.where('team', '=', team)
  for (const field of CareField.options) {
    const wanted = filter[field]
    if (wanted !== undefined) found = found.where(careOf(field), 'ilike', `%${escaped(wanted)}%`)
  }
  if (supportEndsBefore !== undefined) found = found.where(careOf('supportEnd'), '<', supportEndsBefore)
  if (backupBefore !== undefined) found = found.where(careOf('lastBackupAt'), '<', backupBefore)
  const day = ownershipBefore === undefined ? null : microsOfIso(`${ownershipBefore}T00:00:00Z`)
  if (day !== null)
    found = found
      .where('owner', 'is not', null)
      .where((where) =>
        where.or([where('owner_confirmed_at', 'is', null), where('owner_confirmed_at', '<', sqlInstant(day))]),
      )
  if (unregistered === true) found = found.where('id', 'in', openTalkers(tx, moment))
  if (text !== undefined && text !== '') found = found.where(sql<boolean>`words like lower(${`%${escaped(text)}%`})`)
  return found
}

/** The same columns under the same name, whatever the list stands on: what narrows and sorts it cannot tell them apart. */
function linesOf(tx: Tx, moment: Moment | null, isRanked: boolean): Found {
  if (moment !== null) return tx.selectFrom(registerAt(tx, moment)) as unknown as Found
  return isRanked ? (tx.selectFrom(rankedLines(tx)) as unknown as Found) : tx.selectFrom('asset_line')
}

function isCare(field: string): field is CareField {
  return (CareField.options as readonly string[]).includes(field)
}

/** A field of maintenance in SQL; null when it is not known. Dates are kept so that their texts stand in order. */
function careOf(field: CareField) {
  return sql<string | null>`care ->> ${sql.lit(field)}`
}

export function openTalkers(
  tx: Tx,
  moment: Moment | null,
): SelectQueryBuilder<CoreTables, never, { asset_id: string }> {
  const open =
    moment === null
      ? tx.selectFrom('unregistered_talker').select('asset_id').where('state', '=', 'open')
      : tx
          .selectFrom('state_version')
          .where('kind', '=', 'talker')
          .where(wasSoAt(moment))
          .select(sql<string>`(shown ->> 'asset')::uuid`.as('asset_id'))
  return open as unknown as SelectQueryBuilder<CoreTables, never, { asset_id: string }>
}

export function columnOfSort(sort: string) {
  return SORTS[sort.replace('-', '') as keyof typeof SORTS]
}

/** In the order that a list shows; what is unknown comes last. */
export function sorted(found: Found, sort: string): Found {
  const isDown = sort.startsWith('-')
  return found
    .orderBy(sql.ref(columnOfSort(sort)), (order) => (isDown ? order.desc() : order.asc()).nullsLast())
    .orderBy('id')
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)
}
