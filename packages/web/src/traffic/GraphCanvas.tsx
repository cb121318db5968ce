// The picture of the graph in WebGL. Grey is normal; an edge with an open breach has its severity's colour. The lists beside it say
// the same, so the picture itself takes no focus.
import type { TrafficGraph, TrafficNode } from '@penstock/contract/traffic'
import { t } from '@penstock/web/messages'
import { usePreferences } from '@penstock/web/theme'
import Graph from 'graphology'
import { useEffect, useMemo, useRef } from 'react'
import Sigma from 'sigma'
import { isHighlit, nodeLabel } from './describe.ts'
import { lines, placesOf } from './layout.ts'
import type { TrafficSearch } from './search.ts'

const SEVERITIES = ['', '--critical-mark', '--high-mark', '--medium-mark', '--low-mark'] as const

interface CanvasProps {
  readonly graph: TrafficGraph
  readonly nodes: ReadonlyMap<string, TrafficNode>
  readonly highlight: TrafficSearch['highlight']
  readonly open: string | null
  readonly onOpen: (id: string | undefined) => void
}

export function GraphCanvas(props: CanvasProps) {
  const { graph, nodes } = props
  const frame = useRef<HTMLDivElement>(null)
  const { mode } = usePreferences()
  const picture = useMemo(() => pictureOf(graph), [graph])
  const latest = useRef(props)
  latest.current = props
  const drawn = useRef<Sigma | null>(null)
  useEffect(() => {
    if (frame.current === null) return undefined
    paint(picture, latest.current)
    const sigma = new Sigma(picture, frame.current, {
      settings: {
        renderEdgeLabels: false,
        enableEdgeEvents: true,
        labelRenderedSizeThreshold: 3,
        stagePadding: 48,
        zoomDuration: 0,
        inertiaDuration: 0,
      },
      styles: {
        nodes: {
          x: { attribute: 'x' },
          y: { attribute: 'y' },
          size: { attribute: 'size' },
          color: { attribute: 'color' },
          label: { attribute: 'label' },
          labelColor: { attribute: 'labelColor' },
          labelFont: 'IBM Plex Sans',
          labelSize: 13,
          shape: 'circle',
        },
        edges: {
          size: { attribute: 'size' },
          color: { attribute: 'color' },
          head: 'arrow',
          zIndex: { attribute: 'zIndex' },
        },
      },
    })
    sigma.on('clickNode', ({ node }) => latest.current.onOpen(node))
    sigma.on('clickEdge', ({ edge }) => latest.current.onOpen(edge))
    sigma.on('clickStage', () => latest.current.onOpen(undefined))
    drawn.current = sigma
    return () => {
      drawn.current = null
      sigma.kill()
    }
  }, [picture, mode])
  const { highlight, open } = props
  useEffect(() => {
    paint(picture, latest.current)
    drawn.current?.refresh()
  }, [picture, highlight, open])
  const sentence = t('traffic.picture', { nodes: nodes.size, edges: graph.edges.length })
  return <div className="traffic-canvas" role="img" aria-label={sentence} ref={frame} />
}

function pictureOf({ nodes, edges }: TrafficGraph): Graph {
  const picture = new Graph({ type: 'directed' })
  for (const [id, place] of placesOf(nodes, edges)) picture.addNode(id, place)
  for (const { id, client, server } of lines(nodes, edges)) picture.addDirectedEdgeWithKey(id, client, server)
  return picture
}

/** Sizes and colours of everything, by what is highlit and chosen. */
function paint(picture: Graph, { graph, nodes, highlight, open }: CanvasProps): void {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string): string => style.getPropertyValue(name).trim()
  const bright = new Set<string>()
  for (const edge of graph.edges) {
    const isBright = isHighlit(edge, highlight, nodes)
    if (isBright && highlight !== undefined) bright.add(edge.client).add(edge.server)
    if (!picture.hasEdge(edge.id)) continue
    const isChosen = edge.id === open || edge.client === open || edge.server === open
    const own = edge.severity === null ? '--line-strong' : (SEVERITIES[edge.severity] ?? '--line-strong')
    picture.mergeEdgeAttributes(edge.id, {
      size: (edge.id === open ? 3 : 1) + Math.min(3, Math.log10(1 + edge.conversations)),
      color: color(edge.id === open ? '--accent' : isBright || isChosen ? own : '--line'),
      zIndex: edge.severity === null ? 0 : 10 - edge.severity,
    })
  }
  for (const node of graph.nodes) {
    const isBright = highlight === undefined || bright.has(node.id)
    picture.mergeNodeAttributes(node.id, {
      size: 3 + Math.min(7, 1.5 * Math.log10(1 + node.conversations)),
      color: color(node.id === open ? '--accent' : isBright ? '--text-3' : '--line'),
      label: nodeLabel(node),
      labelColor: color(isBright ? '--text-1' : '--text-3'),
    })
  }
}
