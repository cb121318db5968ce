// Chooses one of the four severities by its word.
import { NativeSelect } from '@mantine/core'
import { t } from '@penstock/web/messages'
import { SEVERITIES, SEVERITY_NAMES, type Severity } from './SeverityMark.tsx'

export function SeverityField(props: {
  readonly label: string
  readonly description?: string
  readonly value: Severity
  readonly onChange: (value: Severity) => void
}) {
  const { value, onChange, ...words } = props
  return (
    <NativeSelect
      {...words}
      value={String(value)}
      data={SEVERITIES.map((one) => ({ value: String(one), label: t(`ui.severity.${SEVERITY_NAMES[one]}`) }))}
      onChange={(event) => onChange(SEVERITIES.find((one) => String(one) === event.currentTarget.value) ?? value)}
    />
  )
}
