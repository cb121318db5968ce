// What somebody says is at stake: consequence, function and severity.
import { NativeSelect, TextInput } from '@mantine/core'
import { t } from '@penstock/web/messages'
import { type Severity, SeverityField } from '@penstock/web/ui'

export interface SaidStake {
  readonly severity: Severity
  /** 0 while nobody knows. */
  readonly consequence: number
  readonly function: string | null
}

const CONSEQUENCES = [5, 4, 3, 2, 1, 0] as const

export function StakeFields(props: { readonly stake: SaidStake; readonly onChange: (stake: SaidStake) => void }) {
  const { stake, onChange } = props
  const say = (part: Partial<SaidStake>) => onChange({ ...stake, ...part })
  return (
    <>
      <NativeSelect
        label={t('incidents.column.consequence')}
        description={t('incidents.field.consequence.hint')}
        value={String(stake.consequence)}
        data={CONSEQUENCES.map((value) => ({ value: String(value), label: t(`incidents.consequence.${value}`) }))}
        onChange={(event) => say({ consequence: Number(event.currentTarget.value) })}
      />
      <TextInput
        label={t('incidents.column.function')}
        description={t('incidents.field.function.hint')}
        value={stake.function ?? ''}
        maxLength={200}
        onChange={({ currentTarget: { value } }) => say({ function: value.trim() === '' ? null : value })}
      />
      <SeverityField
        label={t('incidents.column.severity')}
        description={t('incidents.field.severity.hint')}
        value={stake.severity}
        onChange={(severity) => say({ severity })}
      />
    </>
  )
}
