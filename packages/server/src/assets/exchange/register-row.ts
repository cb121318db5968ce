// One asset as a row of the register's table, so that it can go out and come back.
import { type Asset, CareField } from '@penstock/model/assets'
import { isoOfMicros } from '@penstock/model/kernel'
import type { AssetRow, ExportRow } from '@penstock/model/plant'
import type { AssetBody } from '../asset-body.ts'
import type { AssetTableRow } from '../queries.ts'
import { type AssetMarks, protocolsOf } from '../views.ts'

/** What nobody registered stands under its reference, so that the file can come back. */
export function registerRow(row: AssetTableRow): AssetRow {
  const { asset } = row.body as AssetBody
  const value = (field: keyof Asset['fields']): string | null => asset.fields[field].value
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
    function: asset.functions.length === 0 ? null : asset.functions.join('; '),
    ownerGroup: asset.owner?.group ?? null,
    ownerPerson: asset.owner?.person ?? null,
    ownerConfirmedOn: asset.owner?.confirmedAt == null ? null : isoOfMicros(asset.owner.confirmedAt).slice(0, 10),
    ...care(row),
    notes: value('description'),
  }
}

function care({ care: known }: AssetTableRow): Record<CareField, string | null> {
  return Object.fromEntries(CareField.options.map((field) => [field, known[field] ?? null])) as Record<
    CareField,
    string | null
  >
}

/** The row with what Penstock concluded itself. */
export function exportRow(row: AssetTableRow, marks: AssetMarks): ExportRow {
  return {
    ...registerRow(row),
    reference: row.reference,
    status: marks.isUnregistered ? 'unregistered' : row.status,
    breaches: String(marks.breaches),
    protocols: protocolsOf((row.body as AssetBody).asset).join('; ') || null,
    peersOtherZones: marks.exposure === undefined ? null : String(marks.exposure.peersOtherZones),
    externalPeers: marks.exposure === undefined ? null : String(marks.exposure.externalPeers),
    unknowns: String(row.unknowns),
    firstSeen: row.first_at === null ? null : isoOfMicros(row.first_at),
    lastSeen: row.last_at === null ? null : isoOfMicros(row.last_at),
  }
}
