// Vendors: the list with drift and weaknesses, and of one vendor what it touches, how to cut it off, and its sessions against the register.
import { listVendors } from '@penstock/contract/vendors'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { DeclaredPage } from '@penstock/web/plant'
import { useScope } from '@penstock/web/scope'
import { Empty, Panel } from '@penstock/web/ui'
import { DriftList } from './DriftList.tsx'
import { RegisterPart } from './RegisterPart.tsx'
import { useVendors, type VendorList } from './use-vendors.ts'
import { VendorTable } from './VendorTable.tsx'
import { VendorTouches } from './VendorTouches.tsx'
import './vendors.css'

export function VendorsPage() {
  const { site } = useScope()
  const { moment } = useVendors()
  const read = useRead(
    listVendors,
    { params: { site: site?.site ?? 'none' }, query: moment },
    { isEnabled: site !== null },
  )
  return (
    <DeclaredPage
      title={t('vendors.title')}
      lead={t('vendors.lead')}
      read={read}
      isEmpty={({ vendors }) => vendors.length === 0}
      none={t('vendors.none')}
      noneThen={t('vendors.none-then')}
    >
      {(told) => <Shown told={told} />}
    </DeclaredPage>
  )
}

function Shown({ told }: { readonly told: VendorList }) {
  const { vendor } = useVendors()
  const chosen = told.vendors.find(({ id }) => id === vendor)
  const hasSeen = told.vendors.some(({ lastSeenAt }) => lastSeenAt !== null)
  return (
    <div className="vendors-parts">
      <div className="vendors-side">
        <VendorTable vendors={told.vendors} />
        <Panel title={t('vendors.drift')}>
          {told.isSeen ? (
            <>
              <DriftList drift={told.drift} hasSeen={hasSeen} />
              <p className="muted">{t('vendors.label')}</p>
            </>
          ) : (
            <p className="muted">{t('vendors.blind')}</p>
          )}
        </Panel>
      </div>
      <div className="vendors-main">
        {chosen === undefined ? (
          <Panel title={t('vendors.cuts')}>
            <Empty kind="yet" title={t('vendors.choose')}>
              {t('vendors.choose.next')}
            </Empty>
          </Panel>
        ) : (
          <>
            <VendorTouches key={`touches ${chosen.id}`} site={told.site} vendor={chosen} />
            <RegisterPart key={`register ${chosen.id}`} site={told.site} vendor={chosen} />
          </>
        )}
      </div>
    </div>
  )
}
