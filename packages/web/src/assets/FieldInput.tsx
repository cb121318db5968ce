// One field of an asset to enter: what it takes stands below it where it is more than any text.
import { TextInput } from '@mantine/core'
import type { EditableField } from '@penstock/contract/assets'
import { type MessageKey, t } from '@penstock/web/messages'

const MOST: Partial<Record<EditableField, number>> = {
  role: 80,
  zone: 80,
  sparesInStock: 6,
  backupPlace: 400,
  note: 500,
}

const HINTS: Partial<Record<EditableField, MessageKey>> = {
  sparesInStock: 'assets.hint.sparesInStock',
  lastBackupAt: 'assets.hint.lastBackupAt',
  supportEnd: 'assets.hint.supportEnd',
  maintenanceWindow: 'assets.hint.maintenanceWindow',
}

export function FieldInput(props: {
  readonly field: EditableField
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const { field, value, onChange } = props
  const hint = HINTS[field]
  return (
    <TextInput
      label={t(`assets.field.${field}`)}
      {...(hint === undefined ? {} : { description: t(hint) })}
      type={field === 'supportEnd' ? 'date' : 'text'}
      {...(field === 'sparesInStock' ? { inputMode: 'numeric' as const } : {})}
      value={value}
      maxLength={MOST[field] ?? 200}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
