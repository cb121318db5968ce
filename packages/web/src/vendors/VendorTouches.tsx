// One vendor, taken to be compromised: what it reaches and holds in both domains, the order in which to cut it off, the ways, who stands behind it.

import { findVendorRadius, type RadiusView, type VendorRow, type VendorSite } from '@penstock/contract/vendors'
import type { SiteKey } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import {
  Chip,
  type Column,
  DataTable,
  Empty,
  Facts,
  Loaded,
  Panel,
  showUnseen,
  Unknown,
  WireText,
} from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { CutOrder } from './CutOrder.tsx'
import { useVendors } from './use-vendors.ts'
import { Ways } from './Ways.tsx'

type Radius = RadiusView
type Asset = Radius['assets'][number]

export function VendorTouches({ site, vendor }: { readonly site: SiteKey; readonly vendor: VendorRow }) {
  const { moment } = useVendors()
  const read = useRead(findVendorRadius, { params: { site }, query: { vendor: vendor.id, ...moment } })
  return (
    <Loaded read={read} lines={12}>
      {({ radius, cutPlan, sites }) => (
        <>
          <Panel title={t('vendors.radius', { name: showUnseen(radius.party.name) })}>
            <Summary radius={radius} sites={sites} vendor={vendor} />
          </Panel>
          <Panel title={t('vendors.cuts')}>
            <CutOrder plan={cutPlan} />
          </Panel>
          <Panel title={t('vendors.paths')}>
            <Ways paths={radius.paths} />
          </Panel>
          <Panel title={t('vendors.edges')}>
            <Edges radius={radius} />
          </Panel>
        </>
      )}
    </Loaded>
  )
}

function Summary(props: {
  readonly radius: Radius
  readonly sites: readonly VendorSite[]
  readonly vendor: VendorRow
}) {
  const { radius, sites, vendor } = props
  const { hasWayIn, assets, accounts, goals, zones, supports, compromised, party } = radius
  const reached = assets.filter(({ hold }) => hold !== null)
  const of = (domain: Asset['domain']): number => reached.filter((one) => one.domain === domain).length
  const others = compromised.filter((id) => id !== party.id)
  return (
    <>
      {hasWayIn ? (
        <p role="status" className="vendors-reaches">
          {t('vendors.radius.reaches', {
            assets: reached.length,
            it: of('it'),
            ot: of('ot'),
            both: of('both'),
            goals: goals.length,
            crossing: goals.filter(({ isCrossing }) => isCrossing).length,
          })}
        </p>
      ) : (
        <Empty kind="yet" title={t('vendors.radius.none')}>
          {t('vendors.radius.none.why')}
        </Empty>
      )}
      {others.length === 0 ? null : <p>{t('vendors.leaning', { names: others.map(showUnseen).join(', ') })}</p>}
      <Facts
        items={[
          [t('vendors.accounts'), <Accounts key="accounts" accounts={accounts} />],
          [
            t('vendors.column.contract'),
            vendor.contractUntil ?? <Unknown key="contract" reason={t('vendors.no-contract')} />,
          ],
          [
            t('vendors.products'),
            <Listed key="products" empty={t('vendors.nothing')}>
              {assets.flatMap((asset) =>
                asset.isProduct
                  ? [
                      <li key={asset.id}>
                        <AssetLink asset={asset} />
                      </li>,
                    ]
                  : [],
              )}
            </Listed>,
          ],
          [
            t('vendors.supports'),
            <Listed key="supports" empty={t('vendors.nothing')}>
              {supports.map(({ id, name }) => (
                <li key={id}>
                  <WireText text={name} />
                </li>
              ))}
            </Listed>,
          ],
          [
            t('vendors.zones'),
            <Listed key="zones" empty={t('vendors.nothing')}>
              {zones.map(({ id, domain, assets: count }) => (
                <li key={id}>
                  {t('vendors.zone', { zone: showUnseen(id), count })} <Chip>{t(`vendors.side.${domain}`)}</Chip>
                </li>
              ))}
            </Listed>,
          ],
          [
            t('vendors.sites'),
            <Listed key="sites" empty={t('vendors.nothing')}>
              {sites.map(({ site, name, isThis, products, accesses }) => (
                <li key={site}>
                  <WireText text={name} /> {isThis ? <Chip>{t('vendors.site.this')}</Chip> : null}{' '}
                  {t('vendors.site.says', { products, accesses })}
                </li>
              ))}
            </Listed>,
          ],
        ]}
      />
      {assets.length === 0 ? null : (
        <details className="vendors-assets">
          <summary>{t('vendors.assets.open', { count: assets.length })}</summary>
          <DataTable
            label={t('vendors.assets')}
            columns={ASSETS}
            rows={assets}
            rowId={({ id }) => id}
            hasKeys={false}
          />
        </details>
      )}
    </>
  )
}

/** Its own first; what can be taken on the way is folded, for there may be many. */
function Accounts({ accounts }: Pick<Radius, 'accounts'>) {
  const line = ({ id, name, by, mfa, enabled }: Radius['accounts'][number]) => (
    <li key={id}>
      <WireText text={name} /> <code>{showUnseen(id)}</code>, {t(`vendors.account.by.${by}`)}
      {mfa ? null : `, ${t('vendors.account.no-second')}`}
      {enabled ? null : `, ${t('vendors.account.disabled')}`}
    </li>
  )
  const taken = accounts.filter(({ by }) => by === 'taken')
  return (
    <>
      <Listed empty={t('vendors.accounts.none')}>{accounts.filter(({ by }) => by !== 'taken').map(line)}</Listed>
      {taken.length === 0 ? null : (
        <details className="vendors-assets">
          <summary>{t('vendors.accounts.taken', { count: taken.length })}</summary>
          <Listed empty={t('vendors.accounts.none')}>{taken.map(line)}</Listed>
        </details>
      )}
    </>
  )
}

function Listed({ empty, children }: { readonly empty: string; readonly children: readonly ReactNode[] }) {
  return children.length === 0 ? <span className="muted">{empty}</span> : <ul className="vendors-listed">{children}</ul>
}

function AssetLink({ asset: { id, name, assetId } }: { readonly asset: Asset }) {
  const text = (
    <>
      {showUnseen(name)} <code>{showUnseen(id)}</code>
    </>
  )
  return assetId === null ? (
    <span>{text}</span>
  ) : (
    <Link to="/assets/$assetId" params={{ assetId }}>
      {text}
    </Link>
  )
}

const ASSETS: readonly Column<Asset>[] = [
  { id: 'asset', title: t('vendors.asset.column'), isRowHead: true, cell: (asset) => <AssetLink asset={asset} /> },
  { id: 'zone', title: t('vendors.asset.zone'), cell: ({ zone }) => showUnseen(zone) },
  { id: 'side', title: t('vendors.asset.side'), cell: ({ domain }) => t(`vendors.side.${domain}`) },
  {
    id: 'hold',
    title: t('vendors.asset.hold'),
    cell: ({ hold }) =>
      hold === null ? <Unknown reason={t('vendors.asset.not-reached')} /> : t(`vendors.hold.${hold}`),
  },
  {
    id: 'effort',
    title: t('vendors.asset.effort'),
    isNumber: true,
    cell: ({ cost }) => (cost === null ? <Unknown reason={t('vendors.asset.not-reached')} /> : formatCount(cost)),
  },
  {
    id: 'why',
    title: t('vendors.asset.why'),
    cell: ({ hold, isProduct, isTarget }) =>
      [
        ...(hold === null ? [] : [t('vendors.asset.reached')]),
        ...(isProduct ? [t('vendors.asset.product')] : []),
        ...(isTarget ? [t('vendors.asset.target')] : []),
      ].join(', '),
  },
]

function Edges({ radius: { edges } }: { readonly radius: Radius }) {
  if (edges.length === 0) return <p className="muted">{t('vendors.edges.none')}</p>
  return (
    <ul className="lines">
      {edges.map(({ from, to, kind, text, places }) => (
        <li key={`${kind} ${from} ${to}`}>
          <b>{t(`vendors.edge.${kind}`)}</b> <WireText text={from} /> → <WireText text={to} />
          <p className="muted">
            {showUnseen(text)}; <code>{places.map(showUnseen).join(', ')}</code>
          </p>
        </li>
      ))}
    </ul>
  )
}
