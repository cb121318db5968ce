// Interfaces, protocols and decisions of an asset.
import type { AssetRecord } from '@penstock/contract/assets'
import { findMessage, t } from '@penstock/web/messages'
import { Empty, Instant, WireOrUnknown, WireText } from '@penstock/web/ui'

export function Interfaces({ asset }: { readonly asset: AssetRecord }) {
  if (asset.interfaces.length === 0) return <p className="muted">{t('assets.interfaces.none')}</p>
  return (
    <ul className="plain">
      {asset.interfaces.map((each) => (
        <li key={`${each.mac} ${each.ip} ${each.vlan}`}>
          <WireOrUnknown text={each.ip} isMono /> <WireOrUnknown text={each.mac} isMono />
          <div className="faint">
            {each.vlan === null ? null : `${t('assets.vlan', { vlan: each.vlan })} · `}
            {findMessage(`assets.ground.${each.ground}`) ?? each.ground}
          </div>
        </li>
      ))}
    </ul>
  )
}

export function Protocols({ asset }: { readonly asset: AssetRecord }) {
  if (asset.protocols.length === 0) return <p className="muted">{t('assets.protocols.none')}</p>
  return (
    <ul className="plain">
      {asset.protocols.map((each) => (
        <li key={`${each.protocol} ${each.side} ${each.port}`}>
          <WireText text={each.protocol} />{' '}
          <span className="faint">
            {each.side}
            {each.port === null ? '' : ` · ${t('assets.port', { port: String(each.port) })}`}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** What was decided about this asset's identity, by rule or by a person. */
export function Decisions({ asset }: { readonly asset: AssetRecord }) {
  if (asset.decisions.length === 0) return <Empty kind="yet" title={t('assets.decisions.none')} />
  return (
    <ul className="plain">
      {asset.decisions.map((each, at) => (
        <li key={each.id ?? `${each.rule} ${at}`}>
          <strong>{findMessage(`assets.decision.${each.kind}`) ?? each.kind}</strong> <WireText text={each.reason} />
          <div className="faint">
            <code>{each.rule}</code> · {each.by === null ? t('assets.decisions.rule') : <WireText text={each.by} />}
            {each.at === null ? null : (
              <>
                {' '}
                · <Instant at={each.at} />
              </>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}
