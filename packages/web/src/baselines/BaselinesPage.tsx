// The baseline of a site: its window, shifts and phases, who talks to whom by pairs of zones, and what left the usual.
import { readZoneBaseline } from '@penstock/contract/baselines'
import { useRead, useSession } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Loaded, Page } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { SitePlan } from './SitePlan.tsx'
import { ZoneGroups } from './ZoneGroups.tsx'
import './baselines.css'

export function BaselinesPage() {
  const { domain } = useSession()
  const { site, isKnown } = useScope()
  return (
    <Page title={t('baselines.title')} lead={site === null ? undefined : t('baselines.lead', { site: site.name })}>
      {domain === null ? (
        <Empty kind="yet" title={t('observations.withheld')}>
          {t('observations.withheld.why')}
        </Empty>
      ) : site === null ? (
        isKnown ? (
          <Empty kind="yet" title={t('baselines.no-site')}>
            {t('baselines.no-site.why')}
          </Empty>
        ) : null
      ) : (
        <div className="baselines">
          <SitePlan key={site.site} site={site.site} domain={domain} />
          <Zones site={site.site} domain={domain} />
        </div>
      )}
    </Page>
  )
}

function Zones({ site, domain }: { readonly site: string; readonly domain: 'it' | 'ot' }) {
  const search = useSearch({ from: '/baselines' })
  const navigate = useNavigate({ from: '/baselines' })
  const read = useRead(readZoneBaseline, { query: { site } as never, domain })
  return (
    <Loaded read={read} lines={8}>
      {(baseline) =>
        baseline.groups.length === 0 ? (
          <Empty kind="yet" title={t('baselines.zones.none')}>
            {t('baselines.zones.none.why')}
          </Empty>
        ) : (
          <>
            {baseline.zoneModelVersion === null ? (
              <p className="notice" role="status">
                {t('baselines.zones.no-model')}
              </p>
            ) : null}
            <ZoneGroups
              site={site}
              domain={domain}
              baseline={baseline}
              open={search}
              onOpen={(next) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true })}
            />
          </>
        )
      }
    </Loaded>
  )
}
