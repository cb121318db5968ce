// One asset as a row of the register's table, so that it can go out and come back.
import { type AssetField, CareField } from '@penstock/model/assets'
import { type EpochMicros, isoOrNull } from '@penstock/model/kernel'
import type { AssetRow, ExportRow } from '@penstock/model/plant'
import type { AssetBody } from '../asset-body.ts'
import type { AssetTableRow } from '../queries.ts'
import { type AssetMarks, protocolsOf } from '../views.ts'

/** What a row keeps beside its columns: now in its body, of a moment in what history says of it. */
interface Kept {
  readonly value: (field: AssetField) => string | null
  readonly functions: readonly string[]
  readonly group: string | null
  readonly person: string | null
  readonly confirmedAt: EpochMicros | null
}

/** What nobody registered stands under its reference, so that the file can come back. */
export function registerRow(row: AssetTableRow): AssetRow {
  const { value, functions, group, person, confirmedAt } = row.body === null ? keptThen(row) : keptNow(row)
  return {
    id: row.declared_id ?? row.reference,
    name: value('name'),
    site: row.site,
    zone: row.zone,
    role: row.role,
    purdueLevel: value('purdueLevel'),
    vendor: value('vendor'),
    product: value('model'),
    model: null,
    orderNumber: value('orderNumber'),
    hardware: value('hardware'),
    firmware: value('firmware'),
    serial: value('serial'),
    macs: row.macs,
    ips: row.ips,
    function: functions.join('; ') || null,
    ownerGroup: group,
    ownerPerson: person,
    ownerConfirmedOn: isoOrNull(confirmedAt)?.slice(0, 10) ?? null,
    ...care(row),
    notes: value('description'),
  }
}

function keptNow(row: AssetTableRow): Kept {
  const { asset } = row.body as AssetBody
  const { group = null, person = null, confirmedAt = null } = asset.owner ?? {}
  return { value: (field) => asset.fields[field].value, functions: asset.functions, group, person, confirmedAt }
}

/** History names the first function and whoever answers: a person, else the team. */
function keptThen({ care: state, function: first, owner, team, owner_confirmed_at: confirmedAt }: AssetTableRow): Kept {
  const value = (field: AssetField): string | null => {
    const then: unknown = state[field]
    return then === undefined || then === null ? null : String(then as string | number)
  }
  return {
    value,
    functions: first === null ? [] : [first],
    group: team,
    person: owner === team ? null : owner,
    confirmedAt,
  }
}

function care({ care: known }: AssetTableRow): Record<CareField, string | null> {
  return Object.fromEntries(CareField.options.map((field) => [field, known[field] ?? null])) as Record<
    CareField,
    string | null
  >
}

/** The row with what Penstock concluded itself; of a moment the protocols, the peers and the last packet are not kept. */
export function exportRow(row: AssetTableRow, marks: AssetMarks): ExportRow {
  return {
    ...registerRow(row),
    reference: row.reference,
    status: marks.isUnregistered ? 'unregistered' : row.status,
    breaches: String(marks.breaches),
    protocols: row.body === null ? null : protocolsOf((row.body as AssetBody).asset).join('; ') || null,
    peersOtherZones: marks.exposure === undefined ? null : String(marks.exposure.peersOtherZones),
    externalPeers: marks.exposure === undefined ? null : String(marks.exposure.externalPeers),
    criticality: marks.criticality?.level == null ? null : String(marks.criticality.level),
    unknowns: String(row.unknowns),
    firstSeen: isoOrNull(row.first_at),
    lastSeen: isoOrNull(row.last_at),
  }
}
