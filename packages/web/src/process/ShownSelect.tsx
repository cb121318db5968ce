// Which rows of a table are shown: all, or those of one kind.
import { NativeSelect } from '@mantine/core'

export function ShownSelect<Shown extends string>(props: {
  readonly label: string
  readonly options: readonly Shown[]
  readonly textOf: (option: Shown) => string
  readonly value: Shown
  readonly onValue: (value: Shown) => void
}) {
  const { label, options, textOf, value, onValue } = props
  return (
    <NativeSelect
      label={label}
      className="process-filter"
      value={value}
      data={options.map((option) => ({ value: option, label: textOf(option) }))}
      onChange={({ currentTarget }) => onValue(options.find((one) => one === currentTarget.value) ?? value)}
    />
  )
}
