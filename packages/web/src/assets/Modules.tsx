// What is reached through an asset, each with its place; for a module, through what it is reached; and whose the events of either are.
import type { AssetRecord } from '@penstock/contract/assets'
import { t } from '@penstock/web/messages'
import { Panel, showUnseen, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'

/** A module has no address: its events are those of its gateway that name its place. */
export function WhoseEvents({ asset: { behind, modules } }: { readonly asset: AssetRecord }) {
  if (behind !== null && behind.gateway !== null)
    return (
      <p className="notice whose-events" role="status">
        {t('assets.module.events', { path: showUnseen(behind.path) })}{' '}
        <Link to="/assets/$assetId" params={{ assetId: behind.gateway.assetId }} search={(before) => before}>
          <WireText text={behind.gateway.label} />
        </Link>
      </p>
    )
  if (modules.length === 0) return null
  return (
    <p className="notice whose-events" role="status">
      {t('assets.gateway.events', { count: modules.length })}
    </p>
  )
}

export function Modules({ asset }: { readonly asset: AssetRecord }) {
  const { behind, modules } = asset
  return (
    <>
      {behind === null ? null : (
        <Panel title={t('assets.gateway')}>
          <ul className="plain">
            <li>
              {behind.gateway === null ? (
                t('assets.gateway.unknown')
              ) : (
                <Link to="/assets/$assetId" params={{ assetId: behind.gateway.assetId }}>
                  <WireText text={behind.gateway.label} />
                </Link>
              )}
              <div className="faint">
                <WireText text={behind.path} />
              </div>
            </li>
          </ul>
        </Panel>
      )}
      {modules.length === 0 ? null : (
        <Panel title={t('assets.modules', { count: modules.length })}>
          <ul className="plain">
            {modules.map(({ assetId, path, label, role, vendor, model }) => (
              <li key={assetId}>
                <Link to="/assets/$assetId" params={{ assetId }}>
                  <WireText text={path} />
                </Link>
                <div className="faint">
                  {[label, role, vendor, model]
                    .filter((text) => text !== null)
                    .map((text, at) => (
                      <Fragment key={at}>
                        {at === 0 ? '' : ' · '}
                        <WireText text={text} />
                      </Fragment>
                    ))}
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}
