// The picture. Loaded when the page is: React Flow pans and zooms, the places come from the layout and our geometry.
import '@xyflow/react/dist/base.css'
import type { ZoneMapView } from '@penstock/contract/zones'
import { useCommands } from '@penstock/web/commands'
import type { Change } from '@penstock/web/history'
import { t } from '@penstock/web/messages'
import { usePreferences } from '@penstock/web/theme'
import { Controls, type Edge, type Node, ReactFlow } from '@xyflow/react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { nextSpot, type Spot, spotAfter } from './arrows.ts'
import { isHighlit, type JudgedEdge } from './edges.ts'
import { boxesOf, lanesOf, linesOf } from './geometry.ts'
import { MapContext } from './map-context.ts'
import { ConduitLine, LaneBand, ZoneBox } from './map-parts.tsx'
import type { ZonesSearch } from './search.ts'

const NODE_TYPES = { zone: ZoneBox, lane: LaneBand }
const EDGE_TYPES = { conduit: ConduitLine }

export function ZoneMap(props: {
  readonly map: ZoneMapView
  readonly edges: readonly JudgedEdge[]
  readonly highlight: ZonesSearch['highlight']
  readonly open: string | null
  readonly onOpen: (id: string | undefined) => void
  readonly changes: ReadonlyMap<string, Change>
}) {
  const { map, edges, highlight, open, onOpen, changes } = props
  const { mode } = usePreferences()
  const frame = useRef<HTMLDivElement>(null)
  const boxes = useMemo(() => boxesOf(map.zones), [map.zones])
  const lines = useMemo(
    () =>
      linesOf(
        edges.map((each) => each.edge),
        boxes,
      ),
    [edges, boxes],
  )
  const spots: Spot[] = [
    ...map.zones.flatMap((zone) => {
      const box = boxes.get(zone.id)
      return box === undefined ? [] : [{ id: `zone:${zone.id}`, x: box.x + box.width / 2, y: box.y + box.height / 2 }]
    }),
    ...edges.flatMap(({ edge }) => {
      const line = lines.get(edge.id)
      return line === undefined ? [] : [{ id: edge.id, ...line.at }]
    }),
  ]
  const [atHand, setAtHand] = useState<string | null>(null)
  const current = spots.some((spot) => spot.id === atHand) ? atHand : (spots[0]?.id ?? null)
  const goTo = (spot: string | null) => {
    if (spot === null) return
    setAtHand(spot)
    frame.current?.querySelector<HTMLElement>(`[data-spot="${CSS.escape(spot)}"]`)?.focus({ preventScroll: true })
  }
  const listen = (event: KeyboardEvent) => {
    if (event.key.startsWith('Arrow')) event.preventDefault()
    goTo(current === null ? null : nextSpot(spots, current, event.key))
  }
  const group = t('zones.title')
  const own = { group, isInPalette: false }
  useCommands([
    { id: 'map.next', title: t('zones.next'), keys: ']', run: () => goTo(spotAfter(spots, current, 1)), ...own },
    {
      id: 'map.previous',
      title: t('zones.previous'),
      keys: '[',
      run: () => goTo(spotAfter(spots, current, -1)),
      ...own,
    },
  ])
  const nodes = useMemo(() => nodesOf(map, boxes), [map, boxes])
  const drawn: Edge[] = edges.flatMap((judged) => {
    const line = lines.get(judged.edge.id)
    if (line === undefined) return []
    const isDim = !isHighlit(judged, highlight)
    return [
      {
        id: judged.edge.id,
        type: 'conduit',
        source: judged.edge.zoneA,
        target: judged.edge.zoneB,
        data: { judged, line, isDim },
      },
    ]
  })
  const dimZones = new Set(
    highlight === undefined
      ? []
      : map.zones
          .filter((zone) => !edges.some((each) => isHighlit(each, highlight) && touches(each, zone.id)))
          .map((zone) => zone.id),
  )
  return (
    <MapContext value={{ open, onOpen, current, take: setAtHand, dimZones, changes }}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys bubble from the buttons inside */}
      <div className="map" ref={frame} onKeyDown={listen}>
        <p className="visually-hidden">{t('zones.map.how')}</p>
        <ReactFlow
          key={`${map.site} ${map.zones.length}`}
          nodes={nodes}
          edges={drawn}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          zoomOnScroll={false}
          preventScrolling={false}
          disableKeyboardA11y
          minZoom={0.3}
          maxZoom={2}
          fitView
          fitViewOptions={{ padding: 0.02 }}
          colorMode={mode === 'light' ? 'light' : 'dark'}
          proOptions={{ hideAttribution: true }}
          aria-label={t('zones.map')}
        >
          <Controls showInteractive={false} position="top-right" aria-label={t('zones.map.zoom')} />
        </ReactFlow>
      </div>
    </MapContext>
  )
}

function touches({ edge }: JudgedEdge, zone: string): boolean {
  return edge.zoneA === zone || edge.zoneB === zone
}

function nodesOf(map: ZoneMapView, boxes: ReturnType<typeof boxesOf>): Node[] {
  const lanes = lanesOf(map.zones, map.lanes).map((lane) => ({
    id: `lane:${lane.index}`,
    type: 'lane',
    position: { x: lane.x, y: lane.y },
    data: { label: lane.label },
    width: lane.width,
    height: lane.height,
    zIndex: -2,
  }))
  const zones = map.zones.flatMap((zone) => {
    const box = boxes.get(zone.id)
    if (box === undefined) return []
    const { x, y, width, height } = box
    return [{ id: zone.id, type: 'zone', position: { x, y }, data: { zone }, width, height, zIndex: 1 }]
  })
  return [...lanes, ...zones]
}
