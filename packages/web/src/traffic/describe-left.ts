// What a graph does not draw, in one sentence: how many nodes and conversations, and of which zones.
import type { TrafficGraph } from '@penstock/contract/traffic'
import { t } from '@penstock/web/messages'
import { showUnseen } from '@penstock/web/ui'

const NAMED = 3

/** Null when all of it is drawn. */
export function describeLeft({ left, total, gathered }: TrafficGraph): string | null {
  const sentences: string[] = []
  if (left.nodes > 0) {
    const groups = left.groups
      .slice(0, NAMED)
      .map(({ zone, nodes }) =>
        t('traffic.left.group', { zone: zone === null ? t('traffic.zone.unknown') : showUnseen(zone), nodes }),
      )
    sentences.push(
      t('traffic.left', { nodes: left.nodes, conversations: left.conversations, groups: groups.join(', ') }),
    )
  }
  if (gathered < total.conversations) sentences.push(t('traffic.left.latest', { gathered }))
  return sentences.length === 0 ? null : sentences.join(' ')
}
