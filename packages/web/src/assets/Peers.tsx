// Who the asset talks to, with the verdict on each conversation.
import type { AssetRecord, PeerView } from '@penstock/contract/assets'
import { findMessage, formatCount, t } from '@penstock/web/messages'
import { type Column, DataTable, Empty, Instant, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export function Peers({ asset }: { readonly asset: AssetRecord }) {
  if (asset.peersWithheld)
    return (
      <Empty kind="yet" title={t('assets.peers.withheld')}>
        {t('assets.peers.withheld.why')}
      </Empty>
    )
  if (asset.peers.length === 0) return <p className="muted">{t('assets.peers.none')}</p>
  return (
    <div className="inner-table">
      <DataTable
        label={t('assets.peers.table')}
        columns={columns()}
        rows={asset.peers}
        rowId={(peer) => `${peer.conversationId} ${peer.side}`}
      />
    </div>
  )
}

function columns(): readonly Column<PeerView>[] {
  return [
    { id: 'peer', title: t('assets.peer'), isRowHead: true, cell: PeerCell },
    { id: 'side', title: t('assets.peer.side'), cell: (peer) => t(`assets.peer.${peer.side}`) },
    {
      id: 'protocol',
      title: t('assets.peer.protocol'),
      cell: (peer) => (
        <>
          <WireOrUnknown text={peer.protocol ?? peer.portGuess} />{' '}
          {peer.serverPort === null ? null : <span className="faint">{String(peer.serverPort)}</span>}
        </>
      ),
    },
    {
      id: 'functions',
      title: t('assets.peer.functions'),
      cell: (peer) => <WireOrUnknown text={peer.functions.join(', ')} />,
    },
    { id: 'verdict', title: t('assets.peer.verdict'), cell: VerdictCell },
    { id: 'packets', title: t('assets.peer.packets'), isNumber: true, cell: (peer) => formatCount(peer.packets) },
    { id: 'lastAt', title: t('assets.column.last'), cell: (peer) => <Instant at={peer.lastAt} /> },
  ]
}

function PeerCell(peer: PeerView) {
  if (peer.assetId === null) return <WireText text={peer.label} />
  return (
    <Link to="/assets/$assetId" params={{ assetId: peer.assetId }} data-row-link="">
      <WireText text={peer.label} />
    </Link>
  )
}

function VerdictCell(peer: PeerView) {
  if (peer.verdict === null) return <WireOrUnknown text={null} reason={t('assets.peer.not-judged')} />
  const rule = peer.rule === null ? null : (findMessage(`ui.rule.${peer.rule}`) ?? peer.rule)
  return (
    <span title={rule ?? ''}>
      {peer.verdict === 'not-allowed' ? (
        <strong>{t('ui.verdict.not-allowed')}</strong>
      ) : (
        t(`ui.verdict.${peer.verdict}`)
      )}
      {peer.conduit === null ? null : <span className="faint"> {peer.conduit}</span>}
    </span>
  )
}
