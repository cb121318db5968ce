// The drawer beside the list: the three answers and what is wrong, without leaving the list.
import { type AssetRecord, readAsset } from '@penstock/contract/assets'
import { useRead } from '@penstock/web/api'
import { useMoment } from '@penstock/web/history'
import { t } from '@penstock/web/messages'
import { Chip, Facts, Instant, Loaded, PeekDrawer, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { Answers } from './Answers.tsx'
import { nameOf } from './name-of.ts'

export function AssetPeek({ id, onClose }: { readonly id: string | null; readonly onClose: () => void }) {
  return (
    <PeekDrawer title={t('assets.peek')} onClose={onClose}>
      {id === null ? null : <Peek id={id} />}
    </PeekDrawer>
  )
}

function Peek({ id }: { readonly id: string }) {
  const { asked } = useMoment()
  const read = useRead(readAsset, { params: { assetId: id }, query: asked })
  return <Loaded read={read}>{(asset) => (asset.id === id ? <Summary asset={asset} /> : null)}</Loaded>
}

function Summary({ asset }: { readonly asset: AssetRecord }) {
  return (
    <div className="peek">
      <div>
        <h3>
          <WireText text={nameOf(asset)} />
        </h3>
        <p className="muted">
          <code>{asset.reference}</code> <Chip>{t(`assets.status.${asset.status}`)}</Chip>
        </p>
      </div>
      <Answers asset={asset} />
      <Facts
        items={[
          [t('assets.column.ips'), <WireOrUnknown key="ips" text={asset.ips.join(', ')} isMono />],
          [t('assets.column.macs'), <WireOrUnknown key="macs" text={asset.macs.join(', ')} isMono />],
          [t('assets.column.function'), <WireOrUnknown key="function" text={asset.function} />],
          [t('assets.column.breaches'), String(asset.breaches)],
          [t('assets.column.last'), <Instant key="last" at={asset.lastAt} />],
        ]}
      />
      <Link to="/assets/$assetId" params={{ assetId: asset.id }} className="peek-open">
        {t('assets.peek.open')}
      </Link>
    </div>
  )
}
