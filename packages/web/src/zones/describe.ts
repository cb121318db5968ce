// Edges and breaches in words: what the picture shows, the list and the screen reader say.

import type { BreachView, MapEdge, RingView } from '@penstock/contract/zones'
import { findMessage, t } from '@penstock/web/messages'
import { showUnseen } from '@penstock/web/ui'
import type { JudgedEdge } from './edges.ts'

export function edgeTitle(edge: MapEdge): string {
  return edge.conduit === null ? t('zones.no-conduit') : showUnseen(edge.conduit)
}

/** One sentence with ends, judgement and crossing. */
export function edgeSentence({ edge, breaches }: JudgedEdge): string {
  const sentence = t('zones.edge', {
    title: edgeTitle(edge),
    a: showUnseen(edge.zoneA),
    b: showUnseen(edge.zoneB),
    judgement: t(`zones.judgement.${edge.judgement}`),
  })
  const parts = [sentence]
  if (breaches.length > 0) parts.push(t('zones.breaches', { count: breaches.length }))
  if (edge.crossesLanes >= 2) parts.push(t('zones.crosses', { count: edge.crossesLanes }))
  return parts.join(', ')
}

/** The rule of a judgement as a sentence; the code itself when the catalog does not know it. */
export function ruleSentence(rule: string): string {
  return findMessage(`ui.rule.${rule}`) ?? rule
}

export function protocolOf(breach: Pick<BreachView, 'protocol' | 'serverPort'>): string {
  const name = breach.protocol === null ? t('zones.protocol.unknown') : showUnseen(breach.protocol)
  return breach.serverPort === null ? name : t('zones.protocol.port', { name, port: String(breach.serverPort) })
}

/** What a check found, as a sentence after the id; the code itself when the catalog does not know it. */
export function findingSentence(rule: string): string {
  return findMessage(`zones.rule.${rule}`) ?? rule
}

export function ringName(ring: string): string {
  return findMessage(`zones.ring.${ring}`) ?? ring
}

/** `enforcing`, or `broken by 3 flows`. */
export function boundaryState({ state, proofs, hiddenProofs }: RingView): string {
  return t(`zones.ring.state.${state}`, { count: proofs.length + hiddenProofs })
}
