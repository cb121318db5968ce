// On the page of an asset: until when its maker mends it, and past that day how far it can be reached and what stands before it. A date and
// its ground, in place of an alarm that nobody can clear.
import type { AssetRecord } from '@penstock/contract/assets'
import { listUnsupported, type UnsupportedView } from '@penstock/contract/paths'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Instant, Loaded, Panel, showUnseen, WireText } from '@penstock/web/ui'
import './paths.css'

export function AssetSupport({ asset }: { readonly asset: AssetRecord }) {
  const mayAsk = useMay('path:read')
  const end = asset.care.supportEnd
  if (end === null) return null
  const isOver = end < new Date().toISOString().slice(0, 10)
  return (
    <Panel title={t('paths.support')} aside={<Chip>{t(isOver ? 'paths.support.over' : 'paths.support.runs')}</Chip>}>
      <p>
        {t(isOver ? 'paths.support.ended' : 'paths.support.ends')} <WireText text={end} />
      </p>
      {!isOver || !mayAsk ? null : asset.declaredId === null ? (
        <p className="muted">{t('paths.support.undeclared')}</p>
      ) : (
        <Standing site={asset.site} assetId={asset.id} />
      )}
    </Panel>
  )
}

function Standing({ site, assetId }: { readonly site: AssetRecord['site']; readonly assetId: string }) {
  const read = useRead(listUnsupported, { params: { site } })
  return (
    <Loaded read={read} lines={3}>
      {({ items }) => {
        const at = items.findIndex((one) => one.assetId === assetId)
        const own = items[at]
        return own === undefined ? (
          <p className="muted">{t('paths.support.undeclared')}</p>
        ) : (
          <div className="paths-support">
            <p>
              <b>{t(`paths.support.${own.reach}`)}</b> {reachText(own)}{' '}
              {t('paths.support.place', { place: at + 1, of: items.length })}
            </p>
            {own.startsHere.length === 0 ? null : (
              <p className="muted">{t('paths.support.here', { starts: showUnseen(own.startsHere.join('; ')) })}</p>
            )}
            <h3>{t('paths.support.controls')}</h3>
            <Controls own={own} />
            <p className="faint">{t('paths.support.how')}</p>
          </div>
        )
      }}
    </Loaded>
  )
}

function reachText({ reach, effort, reachedFrom, reachedFromOtherZones }: UnsupportedView): string {
  if (reach !== 'reached' || effort === null) return ''
  return t('paths.support.reach', { effort, from: reachedFrom, beyond: reachedFromOtherZones })
}

function Controls({ own: { controls, measures, openAdvisories } }: { readonly own: UnsupportedView }) {
  return (
    <ul className="lines">
      {controls.length + measures.length === 0 ? <li className="muted">{t('paths.support.no-control')}</li> : null}
      {measures.map((one) => (
        <li key={`${one.advisory} ${one.measure}`}>
          <b>{showUnseen(one.measure)}</b>{' '}
          <span className="muted">
            {t('paths.support.measure', { advisory: showUnseen(one.advisory) })} <Instant at={one.until} />
          </span>
        </li>
      ))}
      {controls.map((one) => (
        <li key={`${one.kind} ${one.text}`}>
          {showUnseen(one.text)} <code className="faint">{one.place}</code>
        </li>
      ))}
      <li className="muted">{t('paths.support.advisories', { count: openAdvisories })}</li>
    </ul>
  )
}
