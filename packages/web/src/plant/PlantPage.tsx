// The declared plant: what stands now, the file out, and a new file in: first tried, then imported whole or not at all.
import { Button } from '@mantine/core'
import { exportPlant, type SiteView } from '@penstock/contract/plant'
import { urlOf, useMay } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Facts, Instant, Page, Panel, WireOrUnknown } from '@penstock/web/ui'
import { IconDownload } from '@tabler/icons-react'
import { PlantImport } from './PlantImport.tsx'
import { SiteName } from './SiteName.tsx'
import './plant.css'

export function PlantPage() {
  const { site, isKnown } = useScope()
  const mayImport = useMay('plant:import')
  return (
    <Page title={t('plant.title')} lead={site === null ? undefined : <SiteName site={site} />}>
      {site === null ? (
        isKnown ? (
          <Empty kind="yet" title={t('plant.no-site')} />
        ) : null
      ) : (
        <>
          <Declared site={site} />
          <Panel title={t('plant.import')}>
            {mayImport ? <PlantImport site={site.site} /> : <p className="muted">{t('plant.import.no-right')}</p>}
          </Panel>
        </>
      )}
    </Page>
  )
}

function Declared({ site }: { readonly site: SiteView }) {
  return (
    <Panel
      title={t('plant.declared')}
      aside={
        site.plantImportedAt === null ? undefined : (
          <Button
            component="a"
            href={urlOf(exportPlant, { params: { site: site.site } })}
            download={`${site.site}.plant.json`}
            variant="default"
            size="compact-sm"
            leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}
          >
            {t('plant.export')}
          </Button>
        )
      }
    >
      {site.plantImportedAt === null ? (
        <Empty kind="yet" title={t('plant.none')}>
          {t('plant.none.why')}
        </Empty>
      ) : (
        <Facts
          items={[
            [t('plant.imported-at'), <Instant key="at" at={site.plantImportedAt} />],
            [t('plant.source'), <WireOrUnknown key="source" text={site.plantSource} />],
            [t('plant.zones'), formatCount(site.zones)],
            [t('plant.conduits'), formatCount(site.conduits)],
            [t('plant.assets'), formatCount(site.assets)],
          ]}
        />
      )}
    </Panel>
  )
}
