// One breach: severity, who with whom over what, the rule it breaks, where, and the packet that proves it.
import type { BreachView } from '@penstock/contract/zones'
import { t } from '@penstock/web/messages'
import { PacketButton } from '@penstock/web/observations'
import { Chip, Instant, SeverityMark, severityOf, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { protocolOf, ruleSentence } from './describe.ts'
import './zones.css'

export function BreachLine({ breach, isDeep = false }: { readonly breach: BreachView; readonly isDeep?: boolean }) {
  return (
    <div className="breach">
      <div className="breach-head">
        <SeverityMark
          severity={severityOf(breach.severity)}
          urgency={breach.state === 'open' ? 'open' : 'suppressed'}
        />
        <span className="breach-ends">
          <End asset={breach.clientAsset} label={breach.clientLabel} /> <span aria-hidden="true">→</span>
          <span className="visually-hidden">{t('zones.to')}</span>{' '}
          <End asset={breach.serverAsset} label={breach.serverLabel} />
        </span>
        <span className="muted">{protocolOf(breach)}</span>
      </div>
      <p>{ruleSentence(breach.rule)}</p>
      <p className="muted breach-place">
        <Zone zone={breach.clientZone} /> → <Zone zone={breach.serverZone} />
        {breach.conduit === null ? null : <Chip>{breach.conduit}</Chip>}
        {breach.basis === 'inferred' ? <Chip>{t('zones.inferred')}</Chip> : null}
        <Instant at={breach.lastAt} />
        {breach.proof === null ? null : <PacketButton proof={breach.proof} />}
        {isDeep ? null : (
          <Link to="/zones" search={{ site: breach.site, open: `breach:${breach.id}` }}>
            {t('zones.on-map')}
          </Link>
        )}
      </p>
      {isDeep && breach.facts.length > 0 ? (
        <details>
          <summary>{t('zones.why')}</summary>
          <ul className="protocols">
            {breach.facts.map((fact) => (
              <li key={fact}>
                <WireText text={fact} isMono />
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  )
}

function End({ asset, label }: { readonly asset: string | null; readonly label: string }) {
  if (asset === null) return <WireText text={label} />
  return (
    <Link to="/assets/$assetId" params={{ assetId: asset }} data-row-link="">
      <WireText text={label} />
    </Link>
  )
}

function Zone({ zone }: { readonly zone: string | null }) {
  return zone === null ? <span>{t('zones.place.unknown')}</span> : <WireText text={zone} />
}
