// The fields of an asset in the groups in which people enter them, and the value that a row shows for each.
import type { AssetRow, EditableField } from '@penstock/contract/assets'
import { CareField } from '@penstock/model/assets'
import type { MessageKey } from '@penstock/web/messages'

export const FIELD_GROUPS: readonly { readonly title: MessageKey; readonly fields: readonly EditableField[] }[] = [
  { title: 'assets.group.identity', fields: ['name', 'vendor', 'model', 'role'] },
  { title: 'assets.group.place', fields: ['zone', 'location', 'function'] },
  { title: 'assets.group.owner', fields: ['owner', 'team', 'deputy'] },
  {
    title: 'assets.group.maintenance',
    fields: ['sparePart', 'sparesInStock', 'firmwareKept', 'lastBackupAt', 'backupPlace', 'maintenanceWindow'],
  },
  { title: 'assets.group.support', fields: ['supportEnd', 'supplier', 'contract', 'note'] },
]

export function currentValue(row: AssetRow, field: EditableField): string | null {
  const care = CareField.safeParse(field)
  return care.success ? row.care[care.data] : row[field as Exclude<EditableField, CareField>]
}
