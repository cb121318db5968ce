// One node: what it is, and the next questions: its other conversations added here, or a graph of its own.
import { Button } from '@mantine/core'
import type { TrafficNode } from '@penstock/contract/traffic'
import { withValue } from '@penstock/web/filters'
import { t } from '@penstock/web/messages'
import { Facts, Panel, WireOrUnknown } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { nodeLabel } from './describe.ts'

export function NodePanel(props: {
  readonly node: TrafficNode
  readonly isExpanded: boolean
  readonly onExpand: () => void
  /** Asks with this line for a graph of assets. */
  readonly onAsk: (line: string) => void
  readonly onClose: () => void
}) {
  const { node, isExpanded, onExpand, onAsk, onClose } = props
  const line =
    node.kind === 'zone'
      ? node.zone === null
        ? null
        : withValue('', 'zone', node.zone)
      : withValue('', 'asset', node.kind === 'asset' ? node.id : node.label)
  return (
    <Panel
      title={nodeLabel(node)}
      aside={
        <Button variant="subtle" size="compact-sm" onClick={onClose}>
          {t('ui.close')}
        </Button>
      }
    >
      <Facts
        items={[
          ...(node.kind === 'zone'
            ? []
            : [[t('traffic.zone'), <WireOrUnknown key="zone" text={node.zone} />] as const]),
          [t('traffic.column.site'), node.site],
          [t('traffic.here'), t('traffic.conversations', { count: node.conversations })],
        ]}
      />
      <div className="traffic-questions">
        {node.kind !== 'asset' ? null : (
          <>
            <Button variant="default" size="xs" disabled={isExpanded} onClick={onExpand}>
              {t('traffic.expand')}
            </Button>
            <Link to="/assets/$assetId" params={{ assetId: node.id }}>
              {t('traffic.asset')}
            </Link>
          </>
        )}
        {line === null || node.kind === 'address' ? null : (
          <Button variant="default" size="xs" onClick={() => onAsk(line)}>
            {t(node.kind === 'zone' ? 'traffic.ask.zone' : 'traffic.ask.asset')}
          </Button>
        )}
      </div>
    </Panel>
  )
}
