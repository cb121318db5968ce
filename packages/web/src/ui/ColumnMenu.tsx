// Which columns a table shows; the one that names the row always stays.
import { Button, Menu } from '@mantine/core'
import { t } from '@penstock/web/messages'
import { IconColumns3 } from '@tabler/icons-react'
import type { Column } from './column.ts'

export function ColumnMenu(props: {
  readonly columns: readonly Pick<Column<never>, 'id' | 'title' | 'isRowHead'>[]
  readonly hidden: readonly string[]
  readonly onHide: (hidden: readonly string[]) => void
}) {
  const { columns, hidden, onHide } = props
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} stroke={1.5} aria-hidden="true" />}>
          {t('ui.table.columns')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns
          .filter((column) => column.isRowHead !== true)
          .map((column) => (
            <Menu.CheckboxItem
              key={column.id}
              checked={!hidden.includes(column.id)}
              onChange={(isShown) => onHide(isShown ? hidden.filter((id) => id !== column.id) : [...hidden, column.id])}
            >
              {column.title}
            </Menu.CheckboxItem>
          ))}
      </Menu.Dropdown>
    </Menu>
  )
}
