// The list beside the map that says the same: conduits and unjoined traffic, worst first.
import type { ZoneMapView } from '@penstock/contract/zones'
import { t } from '@penstock/web/messages'
import { Empty, SeverityShape, severityOf, showUnseen } from '@penstock/web/ui'
import { edgeTitle } from './describe.ts'
import type { JudgedEdge } from './edges.ts'

export function EdgeList(props: {
  readonly edges: readonly JudgedEdge[]
  readonly map: ZoneMapView
  readonly open: string | null
  readonly onOpen: (id: string | undefined) => void
}) {
  const { edges, map, open, onOpen } = props
  if (edges.length === 0) return <Empty kind="matches" title={t('zones.list.none')} />
  const nameOf = (id: string) => showUnseen(map.zones.find((zone) => zone.id === id)?.name ?? id)
  const sorted = edges.toSorted((a, b) => (a.severity ?? 9) - (b.severity ?? 9))
  return (
    <ul className="edges">
      {sorted.map((judged) => {
        const { edge, severity, breaches } = judged
        const isOpen = open === edge.id
        return (
          <li key={edge.id}>
            <button
              type="button"
              aria-pressed={isOpen}
              data-open={isOpen}
              onClick={() => onOpen(isOpen ? undefined : edge.id)}
            >
              <span className="edges-title">
                {severity === null ? null : <SeverityShape severity={severityOf(severity)} />}
                <b>{edgeTitle(edge)}</b>
                <span>
                  {nameOf(edge.zoneA)} {edge.direction === 'a-to-b' ? '→' : '↔'} {nameOf(edge.zoneB)}
                </span>
              </span>
              <span className="muted">
                {t(`zones.judgement.${edge.judgement}`)}
                {breaches.length === 0 ? '' : ` · ${t('zones.breaches', { count: breaches.length })}`}
                {edge.crossesLanes >= 2 ? ` · ${t('zones.crosses', { count: edge.crossesLanes })}` : ''}
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
