// Hours as somebody enters them in a form; null while the field is empty.
import { NumberInput } from '@mantine/core'
import { t } from '@penstock/web/messages'

export function HoursField(props: {
  readonly label: string
  readonly hint: string
  readonly value: number | null
  readonly isRequired?: boolean
  readonly onValue: (value: number | null) => void
}) {
  return (
    <NumberInput
      label={props.label}
      description={props.hint}
      suffix={t('process.hours.suffix')}
      min={0}
      max={100_000}
      decimalScale={2}
      hideControls
      required={props.isRequired ?? false}
      value={props.value ?? ''}
      onChange={(value) => props.onValue(typeof value === 'number' ? value : null)}
    />
  )
}
