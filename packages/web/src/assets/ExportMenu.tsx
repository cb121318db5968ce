// The list as a file: the same filter, order and columns as on the page, in the format that is chosen.
import { Button, Menu } from '@mantine/core'
import { exportAssets } from '@penstock/contract/assets'
import { urlOf } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { IconDownload } from '@tabler/icons-react'

type Query = Parameters<typeof urlOf>[1]['query']

/** Formats that have columns; the others have a form of their own. */
const FORMATS = ['csv', 'xlsx', 'cyclonedx'] as const
const OTHERS = ['netbox-devices', 'netbox-interfaces'] as const

export function ExportMenu({ query, columns }: { readonly query: Query; readonly columns: string }) {
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}>
          {t('assets.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('assets.export.view')}</Menu.Label>
        {FORMATS.map((format) => (
          <Menu.Item key={format} component="a" download="" href={hrefOf(query, { format, columns })}>
            {t(`assets.export.${format}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t('assets.export.all-columns')}</Menu.Label>
        {FORMATS.map((format) => (
          <Menu.Item key={`all ${format}`} component="a" download="" href={hrefOf(query, { format })}>
            {t('assets.export.every', { format: t(`assets.export.${format}`) })}
          </Menu.Item>
        ))}
        <Menu.Label>{t('assets.export.other')}</Menu.Label>
        {OTHERS.map((format) => (
          <Menu.Item key={format} component="a" download="" href={hrefOf(query, { format })}>
            {t(`assets.export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function hrefOf(query: Query, more: Readonly<Record<string, string>>): string {
  return urlOf(exportAssets, { query: { ...(query as object), ...more } })
}
