// Segmentation: what is proposed for the zones and conduits of a site, and the rules that its conduits ask for. The address says which.
import { Tabs } from '@mantine/core'
import type { SiteView } from '@penstock/contract/plant'
import { useMay } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Page } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Proposals } from './Proposals.tsx'
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

/** What each part takes to be read. */
const RIGHTS = { proposals: 'monitoring:read', rules: 'plant:read' } as const

function Parts({ site }: { readonly site: SiteView }) {
  const search = useSearch({ from: '/segmentation' })
  const navigate = useNavigate({ from: '/segmentation' })
  const may = { proposals: useMay(RIGHTS.proposals), rules: useMay(RIGHTS.rules) }
  const parts = SegmentationPart.options.filter((part) => may[part])
  const shown = search.part !== undefined && may[search.part] ? search.part : parts[0]
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
        {shown === 'proposals' ? <Proposals site={site.site} /> : <RuleSet site={site.site} />}
      </Tabs.Panel>
    </Tabs>
  )
}
