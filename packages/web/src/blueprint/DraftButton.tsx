// A blueprint of the plant as it is declared, to be edited into the target.
import { Button } from '@mantine/core'
import { exportBlueprint } from '@penstock/contract/blueprint'
import type { SiteView } from '@penstock/contract/plant'
import { urlOf } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { IconDownload } from '@tabler/icons-react'

export function DraftButton({ site }: { readonly site: Pick<SiteView, 'site'> }) {
  return (
    <Button
      component="a"
      href={urlOf(exportBlueprint, { params: { site: site.site }, query: { draft: 'true' } })}
      download={`${site.site}.draft.blueprint.json`}
      variant="default"
      size="compact-sm"
      leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}
    >
      {t('blueprint.draft')}
    </Button>
  )
}
