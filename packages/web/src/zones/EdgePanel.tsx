// One conduit: what it is, what was seen, never seen and not allowed on it, and the breaches with the packet that proves each.
import { CloseButton } from '@mantine/core'
import type { MapEdge, SegmentationFindingView, ZoneMapView } from '@penstock/contract/zones'
import { useMay } from '@penstock/web/api'
import { withValue } from '@penstock/web/filters'
import { formatCount, t } from '@penstock/web/messages'
import { Facts, Instant, Panel, showUnseen, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { BreachLine } from './BreachLine.tsx'
import { edgeTitle } from './describe.ts'
import { type JudgedEdge, planOf } from './edges.ts'
import { Findings } from './PlanPanel.tsx'

const STATES = ['not-allowed', 'unknown', 'allowed-seen', 'allowed-never-seen'] as const

export function EdgePanel(props: {
  readonly judged: JudgedEdge
  readonly map: ZoneMapView
  readonly plan: readonly SegmentationFindingView[]
  readonly onClose: () => void
}) {
  const { edge, breaches } = props.judged
  const { findings, questions } = planOf(edge, props.plan)
  const maySeeTraffic = useMay('monitoring:read')
  const nameOf = (id: string) => showUnseen(props.map.zones.find((zone) => zone.id === id)?.name ?? id)
  return (
    <Panel
      className="edge-panel"
      title={`${edgeTitle(edge)}: ${nameOf(edge.zoneA)} ${edge.direction === 'a-to-b' ? '→' : '↔'} ${nameOf(edge.zoneB)}`}
      aside={<CloseButton aria-label={t('ui.close')} onClick={props.onClose} />}
    >
      <Facts
        items={[
          [t('zones.judgement'), t(`zones.judgement.${edge.judgement}`)],
          [t('zones.status'), <WireOrUnknown key="status" text={edge.status} />],
          [t('zones.enforced-by'), <WireOrUnknown key="by" text={edge.enforcedBy.join(', ')} />],
        ]}
      />
      {findings.length === 0 ? null : (
        <>
          <h3>{t('zones.red', { count: findings.length })}</h3>
          <Findings list={findings} />
        </>
      )}
      {maySeeTraffic ? (
        <Link to="/traffic" search={{ site: props.map.site, q: trafficLine(edge) }}>
          {t('zones.traffic')}
        </Link>
      ) : null}
      {STATES.map((state) => (
        <Protocols key={state} edge={edge} state={state} />
      ))}
      {breaches.length === 0 ? null : (
        <>
          <h3>{t('zones.breaches', { count: breaches.length })}</h3>
          <ul className="lines">
            {breaches.map((breach) => (
              <li key={breach.id}>
                <BreachLine breach={breach} isDeep />
              </li>
            ))}
          </ul>
        </>
      )}
      {questions.length === 0 ? null : (
        <>
          <h3>{t('zones.asked')}</h3>
          <Findings list={questions} />
        </>
      )}
    </Panel>
  )
}

function Protocols({ edge, state }: { readonly edge: MapEdge; readonly state: (typeof STATES)[number] }) {
  const own = edge.protocols.filter((each) => each.state === state)
  if (own.length === 0) return null
  return (
    <>
      <h3>{t(`zones.protocols.${state}`)}</h3>
      <ul className="protocols">
        {own.map((each) => (
          <li key={each.protocol}>
            <WireText text={each.protocol} />
            {each.conversations === 0 ? null : (
              <span className="muted">
                {' '}
                {t('zones.conversations', { count: each.conversations, text: formatCount(each.conversations) })} ·{' '}
                <Instant at={each.lastAt} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

/** The filter line of the conversations of this edge. */
function trafficLine({ conduit, zoneA, zoneB }: MapEdge): string {
  return conduit === null ? withValue(withValue('', 'zone', zoneA), 'with', zoneB) : withValue('', 'conduit', conduit)
}
