// How much an asset matters, in a cell of a list. No hue: a severity is for what happens, and this is what something is.
import type { AssetRow } from '@penstock/contract/assets'
import { t } from '@penstock/web/messages'
import { WireOrUnknown } from '@penstock/web/ui'

export function CriticalityMark({ criticality }: Pick<AssetRow, 'criticality'>) {
  if (criticality === null) return <WireOrUnknown text={null} reason={t('assets.criticality.unknown')} />
  const { level, standing, stops } = criticality
  if (level === null || standing === null)
    return (
      <span className="faint" title={t(stops === 0 ? 'assets.criticality.none' : 'assets.criticality.unstated')}>
        {stops === 0 ? t('assets.criticality.none-short') : t('assets.criticality.unstated-short')}
      </span>
    )
  return (
    <span title={t(`assets.criticality.${standing}`)}>
      {t('assets.criticality', { level })}
      {standing === 'shared' ? <span className="faint"> {t('assets.criticality.spares')}</span> : null}
    </span>
  )
}
