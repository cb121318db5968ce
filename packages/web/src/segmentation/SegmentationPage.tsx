// Segmentation: what is proposed for a site, how its rings stand, what its firewalls were told, and the rules its conduits ask for. The address says which.
import { Tabs } from '@mantine/core'
import type { SiteView } from '@penstock/contract/plant'
import { useMay } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Page } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Firewalls } from './Firewalls.tsx'
import { Levels } from './Levels.tsx'
import { Proposals } from './Proposals.tsx'
import { Records } from './Records.tsx'
import { Rings } from './Rings.tsx'
import { RuleSet } from './RuleSet.tsx'
import { SegmentationPart } from './search.ts'
import './segmentation.css'

export function SegmentationPage() {
  const { site, isKnown } = useScope()
  return (
    <Page title={t('segmentation.title')} lead={t('segmentation.lead')}>
      {site !== null ? <Parts site={site} /> : isKnown ? <Empty kind="yet" title={t('plant.no-site')} /> : null}
    </Page>
  )
}

function Parts({ site }: { readonly site: SiteView }) {
  const search = useSearch({ from: '/segmentation' })
  const navigate = useNavigate({ from: '/segmentation' })
  const mayMonitor = useMay('monitoring:read')
  const mayReadPlant = useMay('plant:read')
  const parts = SegmentationPart.options.filter((part) => (part === 'proposals' ? mayMonitor : mayReadPlant))
  const shown = parts.find((part) => part === search.part) ?? parts[0]
  const open = (next: string | null) => {
    const part = SegmentationPart.catch('proposals').parse(next)
    void navigate({ search: (before) => ({ ...before, part }), replace: true, resetScroll: false })
  }
  useCommands(
    parts.map((part) => ({
      id: `segmentation.show.${part}`,
      title: t(`segmentation.show.${part}`),
      group: t('segmentation.title'),
      run: () => open(part),
    })),
  )
  if (shown === undefined) return <Empty kind="yet" title={t('segmentation.nothing-for-you')} />
  return (
    <Tabs value={shown} onChange={open} keepMounted={false}>
      <Tabs.List aria-label={t('segmentation.parts')}>
        {parts.map((part) => (
          <Tabs.Tab key={part} value={part}>
            {t(`segmentation.show.${part}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={shown} pt="md">
        <Part part={shown} site={site.site} />
      </Tabs.Panel>
    </Tabs>
  )
}

function Part({ part, site }: { readonly part: SegmentationPart; readonly site: SiteView['site'] }) {
  if (part === 'proposals') return <Proposals site={site} />
  if (part === 'rings') return <Rings site={site} />
  if (part === 'levels') return <Levels site={site} />
  if (part === 'records') return <Records site={site} />
  return part === 'firewalls' ? <Firewalls site={site} /> : <RuleSet site={site} />
}
