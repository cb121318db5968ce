// One zone: its level, networks and security level, its assets, and the conduits that end in it.
import { CloseButton } from '@mantine/core'
import { listAssets } from '@penstock/contract/assets'
import type { MapZone } from '@penstock/contract/zones'
import { useMay, useRead } from '@penstock/web/api'
import { nameOf } from '@penstock/web/assets'
import { useMoment } from '@penstock/web/history'
import { formatCount, t } from '@penstock/web/messages'
import { Facts, Loaded, Panel, showUnseen, Unknown, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { edgeSentence } from './describe.ts'
import type { JudgedEdge } from './edges.ts'

const MOST = 12

export function ZonePanel(props: {
  readonly zone: MapZone
  readonly edges: readonly JudgedEdge[]
  readonly onOpen: (id: string) => void
  readonly onClose: () => void
}) {
  const { zone } = props
  const own = props.edges.filter(({ edge }) => edge.zoneA === zone.id || edge.zoneB === zone.id)
  const { asked } = useMoment()
  const query = { zone: zone.id, limit: MOST, ...asked }
  const read = useRead(listAssets, { query }, { isEnabled: useMay('asset:read') })
  return (
    <Panel
      className="edge-panel"
      title={showUnseen(zone.name)}
      aside={<CloseButton aria-label={t('ui.close')} onClick={props.onClose} />}
    >
      <Facts
        items={[
          [t('zones.id'), <WireText key="id" text={zone.id} isMono />],
          [t('zones.level'), <WireOrUnknown key="level" text={zone.purdue} />],
          [t('zones.subnets'), <WireOrUnknown key="subnets" text={zone.subnets.join(', ')} isMono />],
          [t('zones.sl'), zone.slTarget === null ? <Unknown key="sl" /> : formatCount(zone.slTarget)],
          [t('zones.observed'), t('zones.observed.of', { seen: zone.observedAssets, all: zone.assets })],
        ]}
      />
      <h3>{t('zones.assets', { count: zone.assets })}</h3>
      <Loaded read={read}>
        {({ items }) => (
          <ul className="protocols">
            {items.map((asset) => (
              <li key={asset.id}>
                <Link to="/assets/$assetId" params={{ assetId: asset.id }}>
                  <WireText text={nameOf(asset)} />
                </Link>{' '}
                <span className="muted">{asset.role === null ? '' : showUnseen(asset.role)}</span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <Link to="/assets" search={{ q: `zone:${zone.id}` }}>
        {t('zones.assets.all')}
      </Link>
      <h3>{t('zones.conduits', { count: own.length })}</h3>
      <ul className="edges">
        {own.map((judged) => (
          <li key={judged.edge.id}>
            <button type="button" onClick={() => props.onOpen(judged.edge.id)}>
              {edgeSentence(judged)}
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
