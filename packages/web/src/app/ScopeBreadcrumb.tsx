// Organisation › site › zone: what every screen is filtered by, in the URL.
import { readZoneMap } from '@penstock/contract/zones'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { showUnseen } from '@penstock/web/ui'
import { useNavigate } from '@tanstack/react-router'

export function ScopeBreadcrumb() {
  const { chosen, zone, sites, site } = useScope()
  const navigate = useNavigate()
  const map = useRead(
    readZoneMap,
    { params: { site: site?.site ?? 'none' } },
    { isEnabled: useMay('zone:read') && site !== null },
  )
  const choose = (change: { site?: string | undefined; zone?: string | undefined }) =>
    void navigate({ to: '.', search: ((before: object) => ({ ...before, ...change })) as never })
  return (
    <nav className="scope" aria-label={t('app.scope')}>
      <ol>
        <li>{t('app.scope.organisation')}</li>
        <li>
          <select
            aria-label={t('app.scope.site')}
            value={chosen ?? ''}
            onChange={(event) => choose({ site: event.currentTarget.value || undefined, zone: undefined })}
          >
            <option value="">{t('app.scope.all-sites', { count: sites.length })}</option>
            {sites.map((each) => (
              <option key={each.site} value={each.site}>
                {showUnseen(each.name)}
              </option>
            ))}
          </select>
        </li>
        {(map.data?.zones.length ?? 0) === 0 ? null : (
          <li>
            <select
              aria-label={t('app.scope.zone')}
              value={zone ?? ''}
              onChange={(event) => choose({ zone: event.currentTarget.value || undefined })}
            >
              <option value="">{t('app.scope.all-zones')}</option>
              {map.data?.zones.map((each) => (
                <option key={each.id} value={each.id}>
                  {showUnseen(each.name)}
                </option>
              ))}
            </select>
          </li>
        )}
      </ol>
    </nav>
  )
}
