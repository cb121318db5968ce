// One line that has to be written: a title, a team, a name.
import { TextInput } from '@mantine/core'

/** Titles and names are as long in every room. */
const MOST_LETTERS = 200

export function LineField(props: {
  readonly label: string
  readonly value: string
  /** The field that a dialog begins in. */
  readonly isFirst?: boolean
  readonly onChange: (value: string) => void
}) {
  const { label, value, isFirst = false, onChange } = props
  return (
    <TextInput
      label={label}
      value={value}
      required
      maxLength={MOST_LETTERS}
      data-autofocus={isFirst || undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
