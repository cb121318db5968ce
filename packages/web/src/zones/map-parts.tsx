// Lane, zone and conduit as React Flow draws them. Zones and conduits are buttons; one of them at a time takes Tab.
import type { MapZone } from '@penstock/contract/zones'
import { type Change, ChangeMark } from '@penstock/web/history'
import { findMessage, t } from '@penstock/web/messages'
import { SeverityShape, severityOf, showUnseen } from '@penstock/web/ui'
import {
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
} from '@xyflow/react'
import { use } from 'react'
import { edgeSentence, edgeTitle } from './describe.ts'
import type { JudgedEdge } from './edges.ts'
import type { Line } from './geometry.ts'
import { MapContext } from './map-context.ts'

export function LaneBand({ data }: NodeProps<Node<{ label: string }>>) {
  return (
    <div className={data.label === '3.5' ? 'lane lane-dmz' : 'lane'}>
      <span>{findMessage(`zones.lane.${data.label}`) ?? data.label}</span>
    </div>
  )
}

export function ZoneBox({ data }: NodeProps<Node<{ zone: MapZone }>>) {
  const { zone } = data
  const { open, onOpen, current, take, dimZones, changes } = use(MapContext)
  const spot = `zone:${zone.id}`
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} className="port" />
      <Handle type="source" position={Position.Bottom} isConnectable={false} className="port" />
      <button
        type="button"
        className="zone nopan"
        data-spot={spot}
        data-open={open === spot}
        data-dim={dimZones.has(zone.id)}
        data-change={changes.get(spot)}
        tabIndex={current === spot ? 0 : -1}
        aria-pressed={open === spot}
        onFocus={() => take(spot)}
        onClick={() => onOpen(open === spot ? undefined : spot)}
      >
        <span className="zone-name" title={showUnseen(zone.name)}>
          <Changed change={changes.get(spot)} />
          {showUnseen(zone.name)}
        </span>
        <span className="zone-facts">
          {zone.slTarget === null ? t('zones.no-sl') : t('zones.sl-t', { level: zone.slTarget })} ·{' '}
          {t('zones.assets', { count: zone.assets })}
        </span>
        {zone.breaches === 0 ? null : <strong>{t('zones.breaches', { count: zone.breaches })}</strong>}
        {zone.unregistered === 0 ? null : <strong>{t('zones.unregistered', { count: zone.unregistered })}</strong>}
      </button>
    </>
  )
}

export function ConduitLine({ data }: EdgeProps<Edge<{ judged: JudgedEdge; line: Line; isDim: boolean }>>) {
  const { open, onOpen, current, take, changes } = use(MapContext)
  if (data === undefined) return null
  const { judged, line, isDim } = data
  const { edge, severity } = judged
  const isOpen = open === edge.id
  const change = changes.get(edge.id)
  const sentence =
    change === undefined ? edgeSentence(judged) : `${edgeSentence(judged)}, ${t(`history.change.${change}`)}`
  const tone = severity === null ? '' : `line-severity-${severityOf(severity)}`
  return (
    <>
      <path
        d={line.path}
        className={`line line-${edge.judgement} ${tone}`}
        data-dim={isDim}
        data-open={isOpen}
        data-change={change}
        fill="none"
      />
      <EdgeLabelRenderer>
        <button
          type="button"
          className="conduit nopan"
          data-spot={edge.id}
          data-open={isOpen}
          data-dim={isDim}
          data-change={change}
          style={{ transform: `translate(-50%, -50%) translate(${line.at.x}px, ${line.at.y}px)` }}
          tabIndex={current === edge.id ? 0 : -1}
          aria-pressed={isOpen}
          aria-label={sentence}
          title={sentence}
          onFocus={() => take(edge.id)}
          onClick={() => onOpen(isOpen ? undefined : edge.id)}
        >
          <Changed change={change} />
          {severity === null ? null : <SeverityShape severity={severityOf(severity)} />}
          {edgeTitle(edge)}
          {edge.crossesLanes >= 2 ? (
            <span className="crossing" aria-hidden="true">
              ⇊
            </span>
          ) : null}
        </button>
      </EdgeLabelRenderer>
    </>
  )
}

function Changed({ change }: { readonly change: Change | undefined }) {
  return change === undefined ? null : <ChangeMark change={change} />
}
