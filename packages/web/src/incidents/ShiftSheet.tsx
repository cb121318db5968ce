// The sheet for the next shift: as a file, from as many hours ago as the shift was long.
import { Button, Menu } from '@mantine/core'
import { printShift } from '@penstock/contract/incidents'
import { urlOf } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'

const HOURS = [8, 12, 24] as const
const HOUR_MS = 3_600_000

export function ShiftSheet() {
  const { site } = useScope()
  // An address holds an instant: it is taken when the menu opens.
  const [nowMs, setNow] = useState(() => Date.now())
  if (site === null) return null
  return (
    <Menu onOpen={() => setNow(Date.now())}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPrinter size={16} stroke={1.5} aria-hidden="true" />}>
          {t('incidents.shift')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {HOURS.map((hours) => {
          const since = new Date(nowMs - hours * HOUR_MS).toISOString()
          const href = urlOf(printShift, { params: { site: site.site }, query: { since, form: 'pdf' } })
          return (
            <Menu.Item key={hours} component="a" href={href} download="">
              {t('incidents.shift.hours', { hours })}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
